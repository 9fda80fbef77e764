import { h, Fragment, type VNode } from "./render.ts";
import { cards } from "./cards.tsx";
import { number } from "./format.ts";
import type { Text } from "./wire.ts";
import type { Asked, QuestionType } from "./question.ts";

/** What the two sides of a scale mean, beside each other; nothing where it is not said. */
export const endsOf = ({ x, question }: Asked): VNode | undefined =>
  question.ends && (
    <p class="ends" aria-hidden="true">
      {question.ends.map((end) => (
        <span>{x.text(end)}</span>
      ))}
    </p>
  );

/** The whole numbers of a range as cards in a row. */
export function points(asked: Asked, low: number, high: number, stars?: boolean): VNode {
  const { x, question } = asked;
  const { min = low, max = high, ends = [] as Text[] } = question;
  const steps = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  return (
    <>
      {endsOf(asked)}
      {cards(
        asked,
        steps.map((value) => ({
          value,
          label: stars
            ? x.say("step", { n: number(value, x.lang), of: number(max, x.lang) })
            : number(value, x.lang),
          hint: x.text(ends[value === min ? 0 : value === max ? 1 : 2]),
        })),
        // Eleven on a narrow screen are two rows of six and five, not a row and a rest.
        {
          look: stars ? "scale stars" : "scale",
          columns: steps.length > 7 ? Math.ceil(steps.length / 2) : steps.length,
        },
      )}
    </>
  );
}

export const scale: QuestionType = { tap: true, view: (asked) => points(asked, 1, 5) };
