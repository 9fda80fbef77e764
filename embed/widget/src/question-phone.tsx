import { field, latin } from "./field.tsx";
import type { QuestionType } from "./question.ts";

/** A number with its country code: one without belongs to nobody in particular. */
export const phone: QuestionType = {
  check: (_, value) =>
    /^(\+|00)[1-9]\d{6,14}$/.test((value as string).replace(/[\s().-]/g, "")) ? undefined : "wrong_type",
  view: (asked) => field(asked, { ...latin, type: "tel", autocomplete: "tel" }),
};
