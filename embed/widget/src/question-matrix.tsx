import { h } from "./render.ts";
import { card, choiceCards } from "./cards.tsx";
import type { Parts } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** Each row is a group of radios of its own, and its values are buttons; where there is room, beside its name. */
export const matrix: QuestionType = {
  group: true,
  check: ({ rows = [], required }, value) =>
    required && rows.some(({ row }) => !Object.hasOwn(value as Parts, row)) && "required",
  view(asked) {
    const { x, id, question, choices, set, aria } = asked;
    const { rows = [], required } = question;
    const said = (asked.said ?? {}) as Parts;
    const all = choiceCards(asked);
    return (
      <div class="c-matrix" style={{ "--n": choices.length }} role="group" {...aria}>
        {rows.map(({ row, label }) => (
          <div
            class="c-line"
            role="radiogroup"
            aria-labelledby={`l-${id} ${id}-${row}`}
            aria-required={!!required}
            aria-invalid={!!x.errors[id] && !Object.hasOwn(said, row)}
          >
            <b id={`${id}-${row}`}>{x.text(label)}</b>
            {all.map((one) =>
              card(asked, {
                ...one,
                name: `${id}.${row}`,
                chosen: said[row] === one.value,
                choose: () => set({ ...said, [row]: one.value as string }),
              }),
            )}
          </div>
        ))}
      </div>
    );
  },
};
