import { field } from "./field.tsx";
import type { QuestionType } from "./question.ts";

export const shortText: QuestionType = {
  check: ({ maxLength = 200 }, value) =>
    [...(value as string)].length > maxLength ? "out_of_range" : undefined,
  view: (asked) => field(asked),
};
