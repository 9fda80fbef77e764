import { cards, choiceCards, otherCard } from "./cards.tsx";
import { otherProblem } from "./other.tsx";
import { isDeclined, type Choice, type Parts } from "./wire.ts";
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
  family: "hint",
  hint({ x, question, choices }) {
    const { min = 1, max = Infinity, other } = question;
    const all = choices.length + (other ? 1 : 0);
    return x.say(`pick.${min > 1 ? "between" : max < all ? "max" : "any"}`, { min, max: Math.min(max, all) });
  },
  check(question, value) {
    const { min = 1, max = Infinity } = question;
    const { length } = value as Part[];
    return length < min || length > max ? "out_of_range" : otherProblem(question, value);
  },
  view(asked) {
    const { x, question, choices, answer } = asked;
    const chosen = isDeclined(answer) || !answer ? [] : (answer as Part[]);
    const pick = (value: string) => ({
      chosen: chosen.some((part) => nameOf(part) === value),
      choose: (on: boolean) => {
        const left = toggle(choices, chosen, value, on);
        x.answer(question.id, left.length > 0 ? left : undefined);
      },
    });
    return cards(
      asked,
      [
        ...choiceCards(asked).map((one) => ({ ...one, ...pick(one.value as string) })),
        ...otherCard(asked, pick("other")),
      ],
      { many: true },
    );
  },
};
