// The countries of an address with their names in a language: the browser knows them.

const known: Record<string, [code: string, name: string][]> = {};

/** In the order of their names; found once for a language. */
export const countries = (codes: string[], lang: string): [code: string, name: string][] =>
  (known[lang] ??= codes
    .map((code) => [code, new Intl.DisplayNames(lang, { type: "region" }).of(code)!] as [string, string])
    .sort(([, a], [, b]) => a.localeCompare(b, lang)));
