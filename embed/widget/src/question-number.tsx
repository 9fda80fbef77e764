import { between, outside } from "./bounds.ts";
import { field } from "./field.tsx";
import { number as say } from "./format.ts";
import type { QuestionType } from "./question.ts";

/** A number as it is typed: a text until it is read as what it says (fitting.ts). */
export const number: QuestionType = {
  family: "hint",
  hint({ x, question }) {
    const { min, max, step, whole } = question;
    const told = (value?: number) => value !== undefined && say(value, x.lang);
    return [
      between(x, told(min), told(max)),
      step ? x.say("range.step", { step: say(step, x.lang) }) : whole && x.say("range.whole"),
    ]
      .filter(Boolean)
      .join(" ");
  },
  check({ min, max, step = 0, whole }, value) {
    if (typeof value !== "number") return "wrong_type";
    const steps = step ? (value - (min ?? 0)) / step : 0;
    return (
      ((whole && value % 1 !== 0) ||
        Math.abs(steps - Math.round(steps)) > 1e-9 ||
        outside(value, min, max)) &&
      "out_of_range"
    );
  },
  view(asked) {
    const { unit, min = -1, whole } = asked.question;
    // Some keyboards of digits have no minus sign.
    const inputmode = min < 0 ? undefined : whole ? "numeric" : "decimal";
    return field(asked, { inputmode, autocomplete: "off" }, { unit: asked.x.text(unit) });
  },
};
