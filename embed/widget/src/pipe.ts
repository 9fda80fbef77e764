// The values that stand in a text's pipes, {id|what to say without an answer}. No DOM.
import { list, number, sameDay } from "./format.ts";
import { inLocale } from "./locale.ts";
import { questionsOf, type Path } from "./path.ts";
import type { Form } from "./wire.ts";

/**
 * Fills the pipes of a text: a choice by its words for inside a sentence, numbers and dates as people of
 * the locale write them, several joined. What was typed is never put into a text. Each value is isolated,
 * so that its direction leaves that of the sentence alone.
 */
export const pipe = (text: string, form: Form, { scope }: Path, lang: string): string =>
  text.replace(/\{([^{}|]*)\|([^{}]*)\}/g, (_, name: string, fallback: string) => {
    const [root, id] = name.split(".");
    const question = questionsOf(form).find((entry) =>
      root === "attr" ? entry.attribute === id : entry.id === root,
    );
    const word = (value: unknown): string => {
      const choice = question?.choices?.find((entry) => entry.value === value);
      if (choice) return inLocale(choice.inline ?? choice.label, lang);
      if (typeof value === "number") return number(value, lang);
      return typeof value === "string" && (question ? question.type === "date" : root === "computed")
        ? sameDay(value, lang)
        : "";
    };
    const value = [scope(name) ?? []].flat().map(word).filter(Boolean);
    return value[0] ? `\u2068${list(value, lang)}\u2069` : fallback;
  });
