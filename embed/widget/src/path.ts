// The walk over a form's pages, as the server replays it: which pages and questions a set of answers
// leads to, and which of the answers lie on that way. No DOM.
import { fitting } from "./fitting.ts";
import { scopeOf } from "./scope.ts";
import { holds, type Scope } from "./rule.ts";
import type { Answers, Choice, Form, Known, Order, Page, Question, Rule, Ticket } from "./wire.ts";

/** What rules may see besides the answers. All of it stands in the ticket. */
export interface Env {
  locale: string;
  /** The ticket's date in UTC, YYYY-MM-DD. */
  today: string;
  stage?: string;
  context?: Record<string, unknown>;
  order?: Order;
  /** True where the ticket gives nothing: such an exchange asks for no contact data. */
  withoutContact?: boolean;
  known?: Known[];
  /** Of a preference centre: what stands of each purpose, which rules see like an answer. */
  standing?: Ticket["standing"];
  /** Questions that the person wants to be asked though the answer is known. */
  anew?: Set<string>;
}

export interface Shown {
  question: Question;
  /** The choices that show, in the order drawn for this ticket. Empty for types without choices. */
  choices: Choice[];
}

export interface Step {
  page: Page;
  shown: Shown[];
  /** Not asked, because the answer is known: told here, and open to change. */
  told: Shown[];
}

export interface Path {
  steps: Step[];
  /** Every question of the path in its order, asked or told. */
  seen: Shown[];
  /** Only what lies on the path and fits the choices that show: exactly what may be sent. */
  answers: Answers;
  /** The same, and what is known of the questions that were not asked. */
  values: Answers;
  /** What a rule behind the last page sees. */
  scope: Scope;
}

/**
 * Walks from the first page with the answers given so far. Pages with nothing to show are passed over,
 * but their `next` counts. Rules see only what precedes them. The flow goes forward only: a `next` that
 * leads nowhere or back counts as none.
 */
export function walk(form: Form, answers: Answers, env: Env): Path {
  const steps: Step[] = [];
  const path: Answers = empty();
  const values: Answers = empty();
  const seen: Shown[] = [];
  const scope = scopeOf(form, env, seen, values);
  const applies = ({ showIf }: { showIf?: Rule }) => showIf === undefined || holds(showIf, scope);
  const contact = contactOf(form);
  // What pages without a question told is told on the next one with any, or on the last.
  let told: Shown[] = [];
  for (let at = 0; at < form.pages.length;) {
    const page = form.pages[at]!;
    const asked: Shown[] = [];
    if (applies(page)) {
      const drawn = own(env.order?.questions, page.id);
      for (let question of inOrder(page.questions, drawn, (entry) => entry.id)) {
        const { id, rows } = question;
        if (drawn?.includes(id) === false) continue;
        if ((env.withoutContact && contact(question)) || !applies(question)) continue;
        const order = own(env.order?.choices, id);
        let { choices = [] } = question;
        if (rows) question = { ...question, rows: inOrder(rows, order, (entry) => entry.row) };
        else choices = inOrder(choices, order, (entry) => `${entry.value}`);
        const shown = { question, choices: choices.filter(applies) };
        const answer = fitting(shown, answers[id], env.locale);
        const held = env.known?.find((entry) => entry.question === id && entry.mode === "skip")?.value;
        let known = fitting(shown, held, env.locale);
        // Of several, one that is not offered now makes it a question again.
        if ((known as unknown[])?.length !== (held as unknown[])?.length) known = undefined;
        (answer === undefined && known !== undefined && !env.anew?.has(id) ? told : asked).push(shown);
        if (answer !== undefined) path[id] = answer;
        const value =
          answer ?? known ?? env.standing?.find(({ purpose }) => purpose === question.purpose)?.given;
        if (value !== undefined) values[id] = value;
        seen.push(shown);
      }
    }
    if (asked[0]) {
      steps.push({ page, shown: asked, told });
      told = [];
    }
    const to = (id: string) =>
      id === "end" ? form.pages.length : form.pages.findIndex((entry) => entry.id === id);
    const next = page.next?.find(
      (entry) => to(entry.page) > at && (entry.when === undefined || holds(entry.when, scope)),
    );
    at = next ? to(next.page) : at + 1;
  }
  if (told[0]) {
    const last = steps.pop() ?? { page: form.pages[0]!, shown: [], told: [] };
    steps.push({ ...last, told: [...last.told, ...told] });
  }
  return { steps, seen, answers: path, values, scope };
}

/** Nothing by question id; without a prototype, because a question may be called "constructor". */
export const empty = <T>(): Record<string, T> => Object.create(null);

/** Every question of a form, on the path or not. */
export const questionsOf = (form: Form): Question[] => form.pages.flatMap((page) => page.questions);

/** One of them, by its id. */
export const questionOf = (form: Form, name?: string): Question | undefined =>
  questionsOf(form).find(({ id }) => id === name);

/** Whether a question asks for contact data. */
export const contactOf =
  ({ notice }: Form) =>
  ({ attribute }: Question): boolean =>
    notice.attributes.some((entry) => entry.attribute === attribute && entry.category === "contact");

function inOrder<T>(all: T[], drawn: string[] | undefined, key: (entry: T) => string): T[] {
  if (!drawn) return all;
  const place = (entry: T) => {
    const index = drawn.indexOf(key(entry));
    return index < 0 ? drawn.length : index;
  };
  return [...all].sort((a, b) => place(a) - place(b));
}

/** A member of an object that came as JSON, never one that every object has. */
export const own = (object: unknown, name: string | undefined): any =>
  object && name !== undefined && Object.hasOwn(object, name)
    ? (object as Record<string, unknown>)[name]
    : undefined;
