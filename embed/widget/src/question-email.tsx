import { field } from "./field.tsx";
import type { QuestionType } from "./question.ts";

export const email: QuestionType = {
  check: (_, value) =>
    /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value as string) && (value as string).length <= 254 ? undefined : "wrong_type",
  view: (asked) => field(asked, { type: "email", autocomplete: "email", autocapitalize: "off", spellcheck: false }),
};
