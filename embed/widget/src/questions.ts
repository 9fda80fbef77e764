// The question types. A new one is a file question-<type>.tsx and a line here.
import type { QuestionType } from "./question.ts";
import { isDeclined, type Answer, type Question } from "./wire.ts";
import { address } from "./question-address.tsx";
import { consent } from "./question-consent.tsx";
import { date } from "./question-date.tsx";
import { dropdown } from "./question-dropdown.tsx";
import { email } from "./question-email.tsx";
import { longText } from "./question-long-text.tsx";
import { matrix } from "./question-matrix.tsx";
import { multiple } from "./question-multiple.tsx";
import { nps } from "./question-nps.tsx";
import { number } from "./question-number.tsx";
import { phone } from "./question-phone.tsx";
import { picture } from "./question-picture.tsx";
import { ranking } from "./question-ranking.tsx";
import { rating } from "./question-rating.tsx";
import { scale } from "./question-scale.tsx";
import { shortText } from "./question-short-text.tsx";
import { single } from "./question-single.tsx";
import { slider } from "./question-slider.tsx";
import { statement } from "./question-statement.tsx";
import { url } from "./question-url.tsx";
import { yesNo } from "./question-yes-no.tsx";

const types: Record<string, QuestionType> = {
  single,
  dropdown,
  picture,
  multiple,
  yes_no: yesNo,
  short_text: shortText,
  long_text: longText,
  email,
  phone,
  url,
  number,
  slider,
  rating,
  scale,
  nps,
  ranking,
  matrix,
  date,
  address,
  consent,
  statement,
};

/** A type this module does not know shows its label and asks nothing. */
export const typeOf = ({ type }: { type: string }): QuestionType => types[type] ?? statement;

/** The code of what keeps the person on the page; a required question wants an answer or a decline. */
export const problemWith = (
  question: Question,
  answer: Answer | undefined,
  today: string,
): string | undefined | false =>
  answer === undefined
    ? question.required && "required"
    : !isDeclined(answer) && typeOf(question).check?.(question, answer, today);
