import { field, tooLong } from "./field.tsx";
import type { QuestionType } from "./question.ts";

const limit = 2000;

export const longText: QuestionType = {
  check: (question, value) => tooLong({ maxLength: limit, ...question }, value),
  view: (asked) => field(asked, { rows: 5 }, asked.question.maxLength ?? limit, "textarea"),
};
