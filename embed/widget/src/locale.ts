// Which of a form's locales to show, and texts in it. No DOM.
import type { Form, Text } from "./wire.ts";

/**
 * The first wish that the form is offered in, else the form's first locale. A wish matches by its
 * whole tag first ("pt-BR"), then by its language ("pt").
 */
export function chooseLocale(offered: Form["locales"], wishes: readonly string[]): Form["locales"][number] {
  for (const wish of wishes) {
    const tag = wish.toLowerCase();
    const by = (part: (tag: string) => string | undefined) =>
      offered.find(({ lang }) => part(lang.toLowerCase()) === part(tag));
    const match = by((whole) => whole) ?? by((whole) => whole.split("-")[0]);
    if (match) return match;
  }
  return offered[0] ?? { lang: "en", dir: "ltr" };
}

/** A text in a locale, or in any where it has none; empty where there is no text. */
export const inLocale = (text: Text | string | undefined, lang: string): string =>
  typeof text === "object" ? (text[lang] ?? Object.values(text)[0] ?? "") : (text ?? "");
