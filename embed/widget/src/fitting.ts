// What of an answer fits its question: of choices those that show, of what was typed what it says. No DOM.
import { ascii } from "./digits.ts";
import { isDeclined, type Answer, type Parts } from "./wire.ts";
import type { Shown } from "./path.ts";

/**
 * The answer as it is sent, or undefined where nothing of it is left. A text that is no number stays one,
 * so that the question's check can say so.
 */
export function fitting(
  { question, choices }: Shown,
  answer: Answer | undefined,
  lang: string,
): Answer | undefined {
  const { type, rows } = question;
  if (answer === undefined || isDeclined(answer)) return answer;
  if (!question.choices) {
    return typeof answer === "string" ? read(type, answer.trim().normalize(), lang) : answer;
  }
  const offered = (value: unknown) =>
    typeof value === "object" ? question.other : choices.some((choice) => choice.value === value);
  if (Array.isArray(answer)) {
    const left = answer.filter(offered);
    return left[0] && left;
  }
  if (!rows) return offered(answer) ? answer : undefined;
  const left = Object.entries(answer as Parts).filter(
    ([row, value]) => rows.some((one) => one.row === row) && offered(value),
  );
  return left[0] && Object.fromEntries(left);
}

function read(type: string, text: string, lang: string): Answer | undefined {
  if (type === "number") return numeral(text, lang) ?? (text || undefined);
  if (type === "phone") return ascii(text) || undefined;
  // People write addresses of pages without the part that a browser hides.
  if (type === "url" && text && !/^\w+:/.test(text)) return `https://${text}`;
  return text || undefined;
}

/**
 * The number that a text says, as people write it: "1.234,5" in Italian and "1,234.5" in English, in any
 * of the digits above. A sign that is not the language's decimal one groups where three digits follow it.
 */
export function numeral(text: string, lang: string): number | undefined {
  const decimal = (1.5).toLocaleString(lang)[1];
  const plain = ascii(text)
    .replace(/[\s'’]/g, "")
    .replace(decimal === "," ? /\.(?=\d{3}(\D|$))/g : /,(?=\d{3}(\D|$))/g, "")
    .replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? +plain : undefined;
}
