// Answers in words, and in the pipes of a text: {id|what to say without an answer}. No DOM.
import { list, number, sameDay } from "./format.ts";
import { inLocale } from "./locale.ts";
import { questionsOf, type Path } from "./path.ts";
import type { Form, Question } from "./wire.ts";

/**
 * Each part of a value in the words of its question: a choice by its label, or by its words for inside a
 * sentence; numbers and dates as people of the locale write them; of a text what `typed` makes of it.
 */
export const words = (
  { choices = [], rows }: Partial<Question>,
  value: unknown,
  lang: string,
  part: "label" | "inline",
  typed: (text: string) => string,
): string[] =>
  [value ?? []]
    .flat()
    .flatMap((one) => (Object(one) === one ? Object.entries(one as object) : [["", one]]))
    .map(([name, one]) => {
      const row = rows?.find((entry) => entry.row === name)?.label;
      const choice = choices.find((entry) => entry.value === one);
      const word = choice
        ? inLocale(choice[part] ?? choice.label, lang)
        : typeof one === "number"
          ? number(one, lang)
          : typed(`${one}`);
      return row ? `${inLocale(row, lang)}: ${word}` : word;
    })
    .filter(Boolean);

/**
 * Fills the pipes of a text. What was typed is never put into one. Each value is isolated, so that its
 * direction leaves that of the sentence alone.
 */
export const pipe = (text: string, x: { form: Form; lang: string; path: Path }): string =>
  text.replace(/\{([^{}|]*)\|([^{}]*)\}/g, (_, name: string, fallback: string) => {
    const { form, lang, path } = x;
    const [root, id] = name.split(".");
    const question = questionsOf(form).find((entry) =>
      root === "attr" ? entry.attribute === id : entry.id === root,
    );
    const said = words(question ?? {}, path.scope(name), lang, "inline", (typed) =>
      root === "computed" || question?.type === "date" ? sameDay(typed, lang) : "",
    );
    return said[0] ? `\u2068${list(said, lang)}\u2069` : fallback;
  });
