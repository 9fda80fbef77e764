import { h } from "./render.ts";
import { endsOf } from "./question-scale.tsx";
import type { QuestionType } from "./question.ts";

/** It stands in the middle, where a range without a value does, and shows none until the person moves or presses it. */
export const slider: QuestionType = {
  group: true,
  view(asked) {
    const { x, said, set, question } = asked;
    const { min, max, step } = question;
    const given = said !== undefined;
    const told = given ? `${asked.digits(said as number)} ${x.text(question.unit)}` : x.say("unset");
    const take = (event: Event) => set(+(event.currentTarget as HTMLInputElement).value);
    return (
      <div>
        {endsOf(asked)}
        <input
          type="range"
          id={`${asked.id}:field`}
          class={given ? "" : "c-unset"}
          min={min}
          max={max}
          step={step}
          value={(said ?? "") as string}
          {...asked.aria}
          aria-valuetext={told}
          onInput={take}
          onClick={take}
          onKeydown={(event: KeyboardEvent) => event.key === " " && take(event)}
        />
        <p class="c-told" aria-hidden="true">
          {told}
        </p>
      </div>
    );
  },
};
