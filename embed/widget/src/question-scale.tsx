import { h, Fragment } from "./render.ts";
import { cards } from "./cards.tsx";
import { number } from "./format.ts";
import type { QuestionType } from "./question.ts";

export const scale: QuestionType = {
  tap: true,
  view(asked) {
    const { x, question } = asked;
    const { min = 1, max = 5, ends = [] } = question;
    const steps = Array.from({ length: max - min + 1 }, (_, index) => min + index);
    const [low, high] = ends.map(x.text);
    return (
      <>
        <p class="ends" aria-hidden="true">
          <span>{low}</span>
          <span>{high}</span>
        </p>
        {cards(
          asked,
          steps.map((value) => ({
            value,
            label: number(value, x.lang),
            hint: value === min ? low : value === max ? high : "",
          })),
          // Eleven on a narrow screen are two rows of six and five, not a row and a rest.
          { look: "scale", columns: steps.length > 7 ? Math.ceil(steps.length / 2) : steps.length },
        )}
      </>
    );
  },
};
