import { h, Fragment } from "./render.ts";
import { cards } from "./cards.tsx";
import { facts } from "./notice.tsx";
import type { QuestionType } from "./question.ts";

/** Two equal buttons, neither chosen beforehand. What the yes is for stands open beside them. */
export const consent: QuestionType = {
  noDecline: true,
  view(asked) {
    const { x, question } = asked;
    const purpose = x.form.notice.purposes.find((entry) => entry.purpose === question.purpose);
    return (
      <>
        {purpose && <div class="c-note">{facts(x, purpose.facts)}</div>}
        {cards(
          asked,
          [true, false].map((value) => ({ value, label: x.say(value ? "yes" : "no") })),
          "c-pair",
        )}
      </>
    );
  },
};
