import { between, outside } from "./bounds.ts";
import { field } from "./field.tsx";
import { day } from "./format.ts";
import type { Question } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** A date that was begun: the field has no value yet, and is not empty either. */
const begun = "-";

const ends = ({ earliest, latest }: Question, today: string) =>
  [earliest, latest].map((end) => (end === "today" ? today : end)) as [string?, string?];

export const date: QuestionType = {
  hint({ x, question }) {
    const [min, max] = ends(question, x.today).map((end) => end && day(end, x.lang));
    return between(x, min, max);
  },
  check: (question, value, today) =>
    value === begun ? "wrong_type" : outside(value as string, ...ends(question, today)),
  view(asked) {
    const { x, question, said, set } = asked;
    const [min, max] = ends(question, x.today);
    const take = (value: string, { validity }: HTMLInputElement) => {
      const now = value || (validity.badInput ? begun : undefined);
      if (now !== said) set(now);
    };
    return field(
      asked,
      {
        type: "date",
        min,
        max,
        ...(said === begun && { value: undefined }),
        // A date that is begun is no input yet: only its keys are heard.
        onKeyup: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
          take(currentTarget.value, currentTarget),
      },
      undefined,
      undefined,
      take,
    );
  },
};
