import { between, outside } from "./bounds.ts";
import { field } from "./field.tsx";
import type { QuestionType } from "./question.ts";

/** A number as it is typed: a text until it is read as what it says (fitting.ts). */
export const number: QuestionType = {
  hint({ x, digits, question: { min, max, step, whole } }) {
    const told = (value?: number) => (value === undefined ? "" : digits(value));
    return between(
      x,
      told(min),
      told(max),
      step ? x.say("range.step", { step: told(step) }) : whole && x.say("range.whole"),
    );
  },
  check({ min, max, step, whole }, value) {
    if (typeof value !== "number") return "wrong_type";
    // Steps count from the least value; those of decimals never come out exactly.
    const steps = step ? (value - (min ?? 0)) / step : whole ? value : 0;
    return Math.abs(steps - Math.round(steps)) > 1e-9 ? "out_of_range" : outside(value, min, max);
  },
  view(asked) {
    const { min = -1, whole } = asked.question;
    // Some keyboards of digits have no minus sign.
    return field(asked, {
      inputmode: min < 0 ? undefined : whole ? "numeric" : "decimal",
    });
  },
};
