import { cards } from "./cards.tsx";
import type { QuestionType } from "./question.ts";

export const single: QuestionType = {
  tap: true,
  view: (asked) =>
    cards(
      asked,
      asked.choices.map(({ value, label, image }) => ({
        value,
        image,
        label: asked.x.text(label) || `${value}`,
      })),
    ),
};
