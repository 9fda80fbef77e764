import { cards, choiceCards } from "./cards.tsx";
import { otherProblem } from "./other.tsx";
import type { QuestionType } from "./question.ts";

export const single: QuestionType = {
  tap: true,
  check: otherProblem,
  view: (asked) => cards(asked, choiceCards(asked)),
};
