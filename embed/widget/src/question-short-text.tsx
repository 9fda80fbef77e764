import { field, tooLong } from "./field.tsx";
import type { QuestionType } from "./question.ts";

export const shortText: QuestionType = {
  family: "text",
  check: tooLong,
  view: (asked) => field(asked, {}, { limit: asked.question.maxLength }),
};
