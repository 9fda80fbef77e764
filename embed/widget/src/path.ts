// The walk over a form's pages, as the server replays it: which pages and questions a set of answers
// leads to, and which of the answers lie on that way. No DOM.
import { fitting } from "./fitting.ts";
import { holds, type Scope } from "./rule.ts";
import {
  isDeclined,
  type Answers,
  type Choice,
  type Form,
  type Order,
  type Page,
  type Question,
  type Value,
} from "./wire.ts";

/** What rules may see besides the answers. All of it stands in the ticket. */
export interface Env {
  locale: string;
  /** The ticket's date in UTC, YYYY-MM-DD. */
  today: string;
  stage?: string;
  order?: Order;
  /** True where the ticket gives nothing: such an exchange asks for no contact data. */
  withoutContact?: boolean;
}

export interface Shown {
  question: Question;
  /** The choices that show, in the order drawn for this ticket. Empty for types without choices. */
  choices: Choice[];
}

export interface Step {
  page: Page;
  shown: Shown[];
}

export interface Path {
  steps: Step[];
  /** Only what lies on the path and fits the choices that show: exactly what may be sent. */
  answers: Answers;
}

/**
 * Walks from the first page with the answers given so far. Pages with nothing to show are passed over,
 * but their `next` counts. Rules see only what precedes them. The flow goes forward only; a `next` that
 * leads nowhere or back ends the path.
 */
export function walk(form: Form, answers: Answers, env: Env): Path {
  const path: Path = { steps: [], answers: empty() };
  const seen: Shown[] = [];
  const scope = scopeOf(env, seen, path.answers);
  const contact = new Set(
    env.withoutContact
      ? form.notice.attributes.filter((entry) => entry.category === "contact").map((entry) => entry.attribute)
      : [],
  );
  for (let at = 0; at >= 0 && at < form.pages.length;) {
    const page = form.pages[at]!;
    const step: Step = { page, shown: [] };
    if (page.showIf === undefined || holds(page.showIf, scope)) {
      for (const question of inOrder(page.questions, env.order?.questions?.[page.id], (entry) => entry.id)) {
        if (question.attribute !== undefined && contact.has(question.attribute)) continue;
        if (question.showIf !== undefined && !holds(question.showIf, scope)) continue;
        const choices = inOrder(
          question.choices ?? [],
          env.order?.choices?.[question.id],
          (entry) => entry.value,
        );
        const shown = {
          question,
          choices: choices.filter((entry) => entry.showIf === undefined || holds(entry.showIf, scope)),
        };
        step.shown.push(shown);
        const answer = fitting(shown, answers[question.id], env.locale);
        if (answer !== undefined) path.answers[question.id] = answer;
        seen.push(shown);
      }
    }
    if (step.shown.length > 0) path.steps.push(step);
    const next = page.next?.find((entry) => entry.when === undefined || holds(entry.when, scope));
    if (!next) at++;
    else {
      const to = form.pages.findIndex((entry) => entry.id === next.page);
      at = to > at ? to : -1;
    }
  }
  return path;
}

/** Nothing by question id; without a prototype, because a question may be called "constructor". */
export const empty = <T>(): Record<string, T> => Object.create(null);

/** Every question of a form, on the path or not. */
export const questionsOf = (form: Form): Question[] => form.pages.flatMap((page) => page.questions);

function inOrder<T, K>(all: T[], drawn: K[] | undefined, key: (entry: T) => K): T[] {
  if (!drawn) return all;
  const place = (entry: T) => {
    const index = drawn.indexOf(key(entry));
    return index < 0 ? drawn.length : index;
  };
  return [...all].sort((a, b) => place(a) - place(b));
}

function scopeOf(env: Env, seen: Shown[], answers: Answers): Scope {
  const valueOf = (id: string | undefined): Value | undefined => {
    const answer = id === undefined ? undefined : answers[id];
    return isDeclined(answer) ? undefined : answer;
  };
  const look: Scope = (name) => {
    const [root, id] = name.split(".") as [string, string | undefined];
    if (id === undefined) {
      if (root === "locale" || root === "stage" || root === "today") return env[root];
      return seen.some((entry) => entry.question.id === root) ? valueOf(root) : undefined;
    }
    if (root === "attr")
      return valueOf(
        seen.findLast((entry) => entry.question.attribute === id && answers[entry.question.id] !== undefined)
          ?.question.id,
      );
    return root === "score" ? score(id, seen, valueOf) : undefined;
  };
  return look;
}

/** Chosen choices add theirs; a number adds value x weight; declined and skipped add nothing. */
function score(id: string, seen: Shown[], valueOf: (id: string) => Value | undefined): number {
  let sum = 0;
  for (const { question, choices } of seen) {
    const value = valueOf(question.id);
    if (value === undefined) continue;
    if (typeof value === "number") sum += value * (question.scores?.[id] ?? 0);
    for (const choice of choices) {
      if (choice.value === value || (Array.isArray(value) && value.includes(choice.value as string)))
        sum += choice.scores?.[id] ?? 0;
    }
  }
  return sum;
}
