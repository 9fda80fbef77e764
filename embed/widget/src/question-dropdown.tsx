import { h, Fragment } from "./render.ts";
import { choiceCards } from "./cards.tsx";
import { input } from "./controls.tsx";
import { otherField, otherIn, otherProblem } from "./other.tsx";
import type { QuestionType } from "./question.ts";

/** Of many choices one; nothing is chosen beforehand. */
export const dropdown: QuestionType = {
  check: otherProblem,
  view(asked) {
    const { x, question, said, set, aria } = asked;
    const all = choiceCards(asked);
    return (
      <>
        {input(
          (value) => set(question.other && value === "other" ? { other: "" } : value || undefined),
          { ...aria, id: `${asked.id}:list`, value: otherIn(asked) === undefined ? (said ?? "") : "other" },
          "select",
          [["", x.say("choose")], ...all.map(({ value, label }) => [value, label] as const)],
        )}
        {otherField(asked)}
      </>
    );
  },
};
