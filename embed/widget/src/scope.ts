// The variables of the rule language on a path: what precedes the place where a rule stands. No DOM.
import { isDeclined, type Answers, type Form, type Value } from "./wire.ts";
import { empty, own, type Env, type Shown } from "./path.ts";
import { evaluate, type Scope } from "./rule.ts";

/** `seen` and `values` grow while the path is walked; the scope always sees them as they are. */
export function scopeOf(form: Form, env: Env, seen: Shown[], values: Answers): Scope {
  const valueOf = ({ question }: Shown): Value | undefined => {
    const value = values[question.id];
    return isDeclined(value) ? undefined : value;
  };
  const memo = empty<any>();

  /** Chosen choices add theirs, then a number its value x weight: in this order on both sides, since doubles do not add up alike in any. */
  const worth = (shown: Shown, score: string): number => {
    const value = valueOf(shown);
    const { choices = [], scores, rows } = shown.question;
    const chosen: unknown[] = rows && value ? Object.values(value) : [value].flat();
    let sum = 0;
    for (const choice of choices)
      for (const one of chosen) if (one === choice.value) sum += own(choice.scores, score) ?? 0;
    return typeof value === "number" ? sum + value * (own(scores, score) ?? 0) : sum;
  };

  const look: Scope = (name) => {
    const [root, id, part] = name.split(".") as [string, string | undefined, string | undefined];
    switch (root) {
      case "locale":
      case "stage":
      case "today":
        return env[root] || undefined;
      case "context":
        return own(env.context, id);
      case "score":
        return seen.reduce((sum, shown) => sum + worth(shown, id!), 0);
      case "computed": {
        // They build on each other: each is found once at a place.
        const key = seen.length + name;
        if (!(key in memo)) memo[key] = evaluate(own(form.computed, id), look);
        return memo[key];
      }
    }
    const byAttribute = root === "attr";
    const shown = seen.findLast(
      (entry) =>
        (byAttribute ? entry.question.attribute === id : entry.question.id === root) &&
        valueOf(entry) !== undefined,
    );
    return shown && seenAs(shown, valueOf(shown)!, byAttribute ? part : id);
  };
  return look;
}

/** What rules see of an answer, or of one row or place of it. */
function seenAs({ question: { rows } }: Shown, value: any, part: string | undefined): Value | undefined {
  if (part) return own(value, part);
  if (Array.isArray(value)) return value.map((one) => (typeof one === "object" ? "other" : one));
  if (typeof value !== "object") return value;
  return rows ? Object.values(value) : (value.country ?? "other");
}
