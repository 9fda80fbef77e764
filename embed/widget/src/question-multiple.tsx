import { h, Fragment } from "./render.ts";
import { cards } from "./cards.tsx";
import { isDeclined, type Choice } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** The chosen values in the order of the choices; an exclusive one stands alone. */
export const toggle = (choices: Choice[], chosen: string[], value: string, on: boolean): string[] => {
  const alone = (other: unknown) => choices.some((choice) => choice.value === other && choice.exclusive);
  return choices
    .map((choice) => choice.value as string)
    .filter((other) =>
      other === value ? on : chosen.includes(other) && !(on && (alone(value) || alone(other))),
    );
};

export const multiple: QuestionType = {
  check: ({ min = 1, max = Infinity }, value) => {
    const { length } = value as string[];
    return length < min || length > max ? "out_of_range" : undefined;
  },
  view(asked) {
    const { x, question, choices, answer } = asked;
    const { id, min = 1, max = choices.length, required } = question;
    const chosen = isDeclined(answer) || !answer ? [] : (answer as string[]);
    return (
      <>
        <p class="hint" id={`n-${id}`}>
          {x.say(`pick.${min > 1 ? "between" : max < choices.length ? "max" : "any"}`, { min, max })}
          {required && <span class="sr"> {x.say("required")}</span>}
        </p>
        {cards(
          { ...asked, describedBy: `n-${id} ${asked.describedBy}` },
          choices.map(({ value, label, image }) => ({
            value,
            image,
            label: x.text(label) || `${value}`,
            chosen: chosen.includes(value as string),
            choose: (on) => {
              const left = toggle(choices, chosen, value as string, on);
              x.answer(id, left.length > 0 ? left : undefined);
            },
          })),
          { many: true },
        )}
      </>
    );
  },
};
