import { single } from "./question-single.tsx";
import type { QuestionType } from "./question.ts";

/** A yes and a no are two choices, which the server always sends with their labels. */
export const yesNo: QuestionType = single;
