import { field, latin } from "./field.tsx";
import type { QuestionType } from "./question.ts";

export const url: QuestionType = {
  check(_, value) {
    try {
      const { protocol, hostname, username } = new URL(value as string);
      if (/^https?:/.test(protocol) && /\w\.\w/.test(hostname) && !username) return undefined;
    } catch {}
    return "wrong_type";
  },
  view: (asked) => field(asked, { ...latin, type: "url", inputmode: "url", autocomplete: "url" }),
};
