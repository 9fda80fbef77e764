import { field, latin } from "./field.tsx";
import type { QuestionType } from "./question.ts";

export const email: QuestionType = {
  check: (_, value) => (/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value as string) ? undefined : "wrong_type"),
  view: (asked) => field(asked, { ...latin, type: "email", autocomplete: "email" }),
};
