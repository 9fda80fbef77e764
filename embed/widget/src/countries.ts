// The countries by the codes of ISO 3166-1, with their names in a language: the browser knows them.

// What is no pair of letters below, and the regions that browsers name and ISO 3166-1 does not: unions,
// islands that belong to others, codes for tests.
const none = /\d|AC|CP|CQ|DG|EA|EU|EZ|IC|QO|TA|UN|X[ABK]|ZZ/;

const known: Record<string, [code: string, name: string][]> = {};

/** In the order of their names. */
export const countries = (lang: string): [code: string, name: string][] =>
  // 370 to 1295 are "aa" to "zz" to the base 36.
  (known[lang] ??= Array.from({ length: 926 }, (_, index) => (index + 370).toString(36).toUpperCase())
    // A code of the past is one of today by another name.
    .filter((code) => !none.test(code) && new Intl.Locale(`und-${code}`).region === code)
    .map((code) => [code, new Intl.DisplayNames(lang, { type: "region" }).of(code)!] as [string, string])
    // What has no name is no country.
    .filter(([code, name]) => name !== code)
    .sort(([, a], [, b]) => a.localeCompare(b, lang)));
