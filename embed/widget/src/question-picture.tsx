import { cards, choiceCards } from "./cards.tsx";
import { single } from "./question-single.tsx";
import type { QuestionType } from "./question.ts";

export const picture: QuestionType = {
  ...single,
  view: (asked) => cards(asked, choiceCards(asked), "c-pictures"),
};
