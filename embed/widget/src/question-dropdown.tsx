import { h } from "./render.ts";
import { declineCard, named } from "./cards.tsx";
import { otherField, otherIn, otherProblem } from "./other.tsx";
import type { QuestionType } from "./question.ts";

/** Of many choices one; nothing is chosen beforehand. */
export const dropdown: QuestionType = {
  family: "text",
  check: otherProblem,
  view(asked) {
    const { x, question, choices, answer, describedBy, invalid } = asked;
    const { id, required, other } = question;
    const typed = otherIn(asked) !== undefined;
    return (
      <div class="cards">
        <select
          class="field"
          part="input"
          id={`${id}:list`}
          value={typed ? "other" : typeof answer === "string" ? answer : ""}
          aria-labelledby={`l-${id}`}
          aria-describedby={describedBy}
          aria-required={!!required}
          aria-invalid={invalid}
          onChange={(event: Event) => {
            const { value } = event.currentTarget as HTMLSelectElement;
            x.answer(id, other && value === "other" ? { other: "" } : value || undefined);
          }}
        >
          <option value="">{x.say("choose")}</option>
          {choices.map((choice) => (
            <option value={`${choice.value}`}>{named(asked, choice)}</option>
          ))}
          {other && <option value="other">{x.say("other")}</option>}
        </select>
        {otherField(asked)}
        {declineCard(asked, true)}
      </div>
    );
  },
};
