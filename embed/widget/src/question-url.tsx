import { field, latin } from "./field.tsx";
import type { QuestionType } from "./question.ts";

export const url: QuestionType = {
  check: (_, value) =>
    /^https?:\/\/([^\s/@.]+\.)+[^\s/@.]{2,}([/?#]\S*)?$/i.test(value as string) ? undefined : "wrong_type",
  view: (asked) => field(asked, { ...latin, type: "url", autocomplete: "url" }),
};
