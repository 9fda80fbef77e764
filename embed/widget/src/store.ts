// What stays on the device, and nothing else does:
// - sessionStorage, from the first answer on: the ticket and the answers so far, without contact data
//   and free text; after the answers are sent, the ticket alone, so that a reload shows the result;
// - localStorage, only where the person or the form's limits ask for it: the subject token, and with
//   "finish later on this device" the same unfinished answers until the ticket ends.
// No DOM; the storages are handed in. A storage that refuses is treated as one that forgets.
import { isDeclined, type Answers, type Form, type Ticket } from "./wire.ts";
import { empty, questionsOf } from "./path.ts";

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

const bounded = new Set(["single", "multiple", "yes_no", "scale", "consent"]);

/** Answers that may stay on the device: chosen ones and declines; neither contact data nor free text. */
export function keepable(form: Form, answers: Answers): Answers {
  const contact = new Set(
    form.notice.attributes.filter((entry) => entry.category === "contact").map((entry) => entry.attribute),
  );
  const kept: Answers = empty();
  for (const { id, type, attribute } of questionsOf(form)) {
    const answer = answers[id];
    if (answer === undefined) continue;
    if (isDeclined(answer) || (bounded.has(type) && !contact.has(attribute ?? ""))) kept[id] = answer;
  }
  return kept;
}

export class DeviceStore {
  #session: () => Area;
  #local: () => Area;
  #key: string;
  #tokenKey: string;

  constructor(session: () => Area, local: () => Area, brand: string, form: string) {
    this.#session = session;
    this.#local = local;
    this.#tokenKey = `proffer:${brand}`;
    this.#key = `${this.#tokenKey}/${form}`;
  }

  /** What was kept for this form, unless its ticket has ended. */
  load(): Kept | undefined {
    try {
      const text = this.#session().getItem(this.#key) ?? this.#local().getItem(this.#key);
      const kept = text ? (JSON.parse(text) as Kept) : undefined;
      if (kept && Date.parse(kept.ticket.expires) > Date.now()) return kept;
      if (kept) this.forget();
    } catch {
      // A storage that may not be read, or that someone else wrote to, holds nothing of ours.
    }
    return undefined;
  }

  /** For this tab; beyond it only as the person asked. */
  save(kept: Kept, beyond = false): void {
    const text = JSON.stringify(kept);
    attempt(() => this.#session().setItem(this.#key, text));
    if (beyond) attempt(() => this.#local().setItem(this.#key, text));
  }

  forget(): void {
    attempt(() => this.#session().removeItem(this.#key));
    attempt(() => this.#local().removeItem(this.#key));
  }

  get token(): string | undefined {
    try {
      return this.#local().getItem(this.#tokenKey) ?? undefined;
    } catch {
      return undefined;
    }
  }

  set token(token: string | undefined) {
    attempt(() => (token ? this.#local().setItem(this.#tokenKey, token) : this.#local().removeItem(this.#tokenKey)));
  }
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {}
}
