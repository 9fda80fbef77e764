import { h } from "./render.ts";
import { card, declineCard, named } from "./cards.tsx";
import { isDeclined, type Parts } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** Each row is a group of radios of its own; where there is room they stand as a table. */
export const matrix: QuestionType = {
  check: ({ rows = [], required }, value) =>
    required && rows.some(({ row }) => !(row in (value as Parts))) && "required",
  view(asked) {
    const { x, question, choices, answer, describedBy, invalid } = asked;
    const { id, rows = [], required } = question;
    const said = isDeclined(answer) || !answer ? {} : (answer as Parts);
    return (
      <div
        class="matrix"
        style={{ "--n": choices.length }}
        role="group"
        aria-labelledby={`l-${id}`}
        aria-describedby={describedBy}
      >
        <div class="line head" aria-hidden="true">
          <span />
          {choices.map((choice) => (
            <span>{named(asked, choice)}</span>
          ))}
        </div>
        {rows.map(({ row, label }) => (
          <div
            key={row}
            class="line"
            role="radiogroup"
            aria-labelledby={`l-${id} ${id}-${row}`}
            aria-required={!!required}
            aria-invalid={invalid && !(row in said)}
          >
            <b id={`${id}-${row}`}>{x.text(label)}</b>
            {choices.map((choice) =>
              card(asked, {
                value: choice.value,
                label: named(asked, choice),
                name: `${id}.${row}`,
                chosen: said[row] === choice.value,
                choose: () => x.answer(id, { ...said, [row]: choice.value as string }),
              }),
            )}
          </div>
        ))}
        <div class="cards">{declineCard(asked, true)}</div>
      </div>
    );
  },
};
