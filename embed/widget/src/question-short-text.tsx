import { field, tooLong } from "./field.tsx";
import type { QuestionType } from "./question.ts";

export const shortText: QuestionType = {
  check: tooLong,
  view: (asked) => field(asked, {}, asked.question.maxLength),
};
