import { cards, choiceCards } from "./cards.tsx";
import { otherProblem } from "./other.tsx";
import type { Choice, Parts } from "./wire.ts";
import type { QuestionType } from "./question.ts";

type Part = string | Parts;

const nameOf = (part: Part) => (typeof part === "object" ? "other" : part);

/** The chosen values in the order of the choices, a free text last; an exclusive one stands alone. */
export const toggle = (choices: Choice[], chosen: Part[], value: string, on: boolean): Part[] => {
  const alone = (other: unknown) => choices.some((choice) => choice.value === other && choice.exclusive);
  return [...choices.map((choice) => choice.value as string), "other"].flatMap((name): Part[] => {
    const held = chosen.find((part) => nameOf(part) === name);
    if (name === value) return on ? [held ?? (name === "other" ? { other: "" } : name)] : [];
    return held && !(on && (alone(value) || alone(name))) ? [held] : [];
  });
};

export const multiple: QuestionType = {
  group: true,
  hint({ x, question, choices }) {
    const { min = 1, max = Infinity, other } = question;
    const all = choices.length + +!!other;
    return x.say(`pick.${min > 1 ? "between" : max < all ? "max" : "any"}`, { min, max: Math.min(max, all) });
  },
  check(question, value) {
    const { min = 1, max = Infinity } = question;
    const { length } = value as Part[];
    return length < min || length > max ? "out_of_range" : otherProblem(question, value);
  },
  view(asked) {
    const { choices, said = [], set } = asked;
    const chosen = said as Part[];
    return cards(
      asked,
      choiceCards(asked, (value) => ({
        chosen: chosen.some((part) => nameOf(part) === value),
        choose: (on) => {
          const left = toggle(choices, chosen, value as string, on);
          set(left[0] && left);
        },
      })),
      "many",
    );
  },
};
