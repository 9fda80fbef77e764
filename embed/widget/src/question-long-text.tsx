import { field } from "./field.tsx";
import { shortText } from "./question-short-text.tsx";
import type { QuestionType } from "./question.ts";

export const longText: QuestionType = {
  ...shortText,
  view: (asked) => field(asked, { rows: 5 }, asked.question.maxLength, "textarea"),
};
