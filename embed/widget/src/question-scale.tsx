import { h, Fragment, type VNode } from "./render.ts";
import { cards } from "./cards.tsx";
import type { Text } from "./wire.ts";
import type { Asked, QuestionType } from "./question.ts";

/** What the two sides of a scale mean, beside each other; nothing where it is not said. */
export const endsOf = ({ x, question }: Asked): VNode | undefined =>
  question.ends && (
    <p class="c-ends" aria-hidden="true">
      {question.ends.map((end) => (
        <span>{x.text(end)}</span>
      ))}
    </p>
  );

/** The whole numbers of a range as cards in a row. */
export function points(asked: Asked, low: number, high: number, star?: boolean): VNode {
  const { x, question, digits } = asked;
  const { min = low, max = high, ends = [] as Text[] } = question;
  const steps = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  return (
    <>
      {endsOf(asked)}
      {cards(
        asked,
        steps.map((value) => ({
          value,
          star,
          label: star ? x.say("step", { n: digits(value), of: digits(max) }) : digits(value),
          hint: x.text(ends[value === min ? 0 : value === max ? 1 : 2]),
        })),
        "c-scale",
      )}
    </>
  );
}

export const scale: QuestionType = { tap: true, view: (asked) => points(asked, 1, 5) };
