import { cards } from "./cards.tsx";
import type { QuestionType } from "./question.ts";
import type { Choice } from "./wire.ts";

const plain: Choice[] = [{ value: true }, { value: false }];

export const yesNo: QuestionType = {
  tap: true,
  view: (asked) =>
    cards(
      asked,
      (asked.question.choices ? asked.choices : plain).map(({ value, label, image }) => ({
        value,
        image,
        label: asked.x.text(label) || asked.x.say(value ? "yes" : "no"),
      })),
    ),
};
