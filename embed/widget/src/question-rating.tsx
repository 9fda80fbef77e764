import { points } from "./question-scale.tsx";
import type { QuestionType } from "./question.ts";

/** Stars. */
export const rating: QuestionType = { tap: true, view: (asked) => points(asked, 1, 5, true) };
