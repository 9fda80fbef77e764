import { h, Fragment } from "./render.ts";
import { declineCard } from "./cards.tsx";
import { number } from "./format.ts";
import { endsOf } from "./question-scale.tsx";
import type { QuestionType } from "./question.ts";

/** It stands in the middle and shows no value until the person moves or presses it. */
export const slider: QuestionType = {
  group: true,
  view(asked) {
    const { x, question, answer, describedBy, invalid } = asked;
    const { id, min = 0, max = 100, step = 1, unit } = question;
    const set = typeof answer === "number";
    const middle = +(min + Math.round((max - min) / step / 2) * step).toFixed(6);
    const told = set ? `${number(answer, x.lang)} ${x.text(unit)}`.trim() : x.say("unset");
    const take = (event: Event) => x.answer(id, +(event.currentTarget as HTMLInputElement).value);
    return (
      <>
        <div>
          {endsOf(asked)}
          <input
            type="range"
            class={set ? "" : "unset"}
            id={`${id}:slider`}
            min={min}
            max={max}
            step={step}
            value={`${set ? answer : middle}`}
            aria-labelledby={`l-${id}`}
            aria-describedby={describedBy}
            aria-valuetext={told}
            aria-invalid={invalid}
            onInput={take}
            onClick={take}
            onKeydown={(event: KeyboardEvent) => event.key === " " && take(event)}
          />
          <p class="told" aria-hidden="true">
            {told}
          </p>
        </div>
        <div class="cards">{declineCard(asked, true)}</div>
      </>
    );
  },
};
