// What stays on the device, and nothing else does:
// - sessionStorage, from the first answer on: the ticket and the answers so far, chosen ones only:
//   no contact data, nothing that was typed; after the answers are sent, the ticket alone, so that a reload shows the result;
// - localStorage, only where the person or the form's limits ask for it: the subject token, and with
//   "finish later on this device" the same unfinished answers until the ticket ends.
// No DOM; the storages are handed in. A storage that refuses is treated as one that forgets.
import { isDeclined, type Answers, type Form, type Parts, type Ticket, type Value } from "./wire.ts";
import { contactOf, empty, questionsOf } from "./path.ts";

export interface Kept {
  /** What is kept is of no use after the ticket ends, and is removed then. The subject token is not in it. */
  ticket: Omit<Ticket, "subject">;
  answers: Answers;
  objections?: string[];
  /** The page the person was on. */
  page?: string;
  /** The answers were sent and accepted. */
  done?: boolean;
}

type Area = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The types whose answers are typed, rather than chosen. */
const typed = /text|email|phone|url|address|number|date/;

/** Answers that may stay on the device: chosen ones and declines; neither contact data nor free text. */
export function keepable(form: Form, answers: Answers): Answers {
  const contact = contactOf(form);
  const kept: Answers = empty();
  for (const question of questionsOf(form)) {
    const { id, type, other } = question;
    const answer = answers[id];
    if (answer === undefined) continue;
    // Of choices without the free text beside them.
    const left = Array.isArray(answer) ? answer.filter((part) => typeof part === "string") : answer;
    const free =
      typed.test(type) || contact(question) || (other && (left as Partial<Parts>).other !== undefined);
    if (isDeclined(answer) || !(free || (left as Value[]).length === 0)) kept[id] = left;
  }
  return kept;
}

export type DeviceStore = ReturnType<typeof deviceStore>;

export function deviceStore(session: () => Area, local: () => Area, brand: string, form: string) {
  const tokenKey = `proffer:${brand}`;
  const key = `${tokenKey}/${form}`;
  const forget = () => [session, local].forEach((area) => attempt(() => area().removeItem(key)));
  return {
    /** What was kept for this form, unless its ticket has ended. */
    load(): Kept | undefined {
      const text = attempt(() => session().getItem(key)) ?? attempt(() => local().getItem(key));
      const kept = text && attempt(() => JSON.parse(text) as Kept);
      if (kept && Date.parse(kept.ticket?.expires) > Date.now()) return kept;
      if (text) forget();
      return undefined;
    },

    /** For this tab; beyond it only as the person asked. */
    save(kept: Kept, beyond?: boolean): void {
      for (const area of beyond ? [session, local] : [session])
        attempt(() => area().setItem(key, JSON.stringify(kept)));
    },

    forget,

    get token(): string | undefined {
      return attempt(() => local().getItem(tokenKey)) ?? undefined;
    },
    set token(token: string | undefined) {
      attempt(() => (token ? local().setItem(tokenKey, token) : local().removeItem(tokenKey)));
    },
  };
}

/** Undefined where the storage refuses, or holds what someone else wrote. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
