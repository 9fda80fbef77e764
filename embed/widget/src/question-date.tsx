import { between, outside } from "./bounds.ts";
import { field } from "./field.tsx";
import { day } from "./format.ts";
import type { Question } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** A date that was begun: the field has no value yet, and is not empty either. */
const begun = "-";

const ends = ({ earliest, latest }: Question, today: string) =>
  [earliest, latest].map((end) => (end === "today" ? today : end));

export const date: QuestionType = {
  family: "hint",
  hint({ x, question }) {
    const [min, max] = ends(question, x.today).map((end) => end && day(end, x.lang));
    return between(x, min, max);
  },
  check(question, value, today) {
    const [min, max] = ends(question, today);
    return value === begun ? "wrong_type" : outside(value as string, min, max) && "out_of_range";
  },
  view(asked) {
    const { x, question, answer } = asked;
    const [min, max] = ends(question, x.today);
    return field(asked, {
      type: "date",
      min,
      max,
      ...(answer === begun ? { value: undefined } : {}),
      onInput: (event: Event) => {
        const { value, validity } = event.currentTarget as HTMLInputElement;
        x.answer(question.id, value || (validity.badInput ? begun : undefined));
      },
    });
  },
};
