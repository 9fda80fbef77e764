import { points } from "./question-scale.tsx";
import type { QuestionType } from "./question.ts";

/** How likely somebody is to recommend: 0 to 10, as its inventor asks it. */
export const nps: QuestionType = { tap: true, view: (asked) => points(asked, 0, 10) };
