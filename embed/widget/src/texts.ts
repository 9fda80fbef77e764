// The interface strings, which come with the form.

/**
 * Gives an interface string with its {slots} filled: the first of the keys that has one, else the last
 * key itself. With a slot n, "key.one", "key.other" ... stand for "key".
 */
export type Say = (keys: string | string[], slots?: Record<string, string | number>) => string;

export function sayIn(texts: Record<string, string>, lang: string): Say {
  return (keys, slots = {}) => {
    let text = "";
    for (text of [keys].flat()) {
      const exact =
        typeof slots.n === "number" ? `${text}.${new Intl.PluralRules(lang).select(slots.n)}` : text;
      const found = texts[exact] ?? texts[text] ?? texts[`${text}.other`];
      if (found !== undefined) {
        text = found;
        break;
      }
    }
    return text.replace(/\{(\w+)\}/g, (slot, name: string) => `${slots[name] ?? slot}`);
  };
}
