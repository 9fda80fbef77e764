// What of an answer fits its question: of choices those that show, of what was typed what it says. No DOM.
import { own, type Shown } from "./path.ts";
import { isDeclined, type Answer } from "./wire.ts";

/** The answer as it is sent, or undefined where nothing of it is left. */
export function fitting(
  { question, choices }: Shown,
  answer: Answer | undefined,
  _lang: string,
): Answer | undefined {
  const { rows, other } = question;
  if (answer === undefined || isDeclined(answer)) return answer;
  if (!question.choices) return typeof answer === "string" ? answer.trim().normalize() || undefined : answer;
  const offered = (value: unknown) =>
    typeof value === "object" ? other : choices.some((choice) => choice.value === value);
  if (Array.isArray(answer)) {
    const left = answer.filter(offered);
    return left[0] === undefined ? undefined : left;
  }
  if (!rows) return offered(answer) ? answer : undefined;
  const left = rows
    .map(({ row }) => [row, own(answer, row)] as const)
    .filter(([, value]) => value !== undefined && offered(value));
  return left[0] && (Object.fromEntries(left) as Record<string, string>);
}
