// The question types. A new one is a file question-<type>.tsx and a line here.
import type { QuestionType } from "./question.ts";
import { isDeclined, type Answer, type Question } from "./wire.ts";
import { consent } from "./question-consent.tsx";
import { email } from "./question-email.tsx";
import { multiple } from "./question-multiple.tsx";
import { scale } from "./question-scale.tsx";
import { shortText } from "./question-short-text.tsx";
import { single } from "./question-single.tsx";
import { statement } from "./question-statement.tsx";
import { yesNo } from "./question-yes-no.tsx";

const types: Record<string, QuestionType> = {
  single,
  multiple,
  yes_no: yesNo,
  short_text: shortText,
  email,
  scale,
  consent,
  statement,
};

/** A type this module does not know shows its label and asks nothing. */
export const typeOf = ({ type }: { type: string }): QuestionType => types[type] ?? statement;

/** The code of what keeps the person on the page; a required question wants an answer or a decline. */
export const problemWith = (question: Question, answer: Answer | undefined): string | undefined | false =>
  answer === undefined
    ? question.required && "required"
    : !isDeclined(answer) && typeOf(question).check?.(question, answer);
