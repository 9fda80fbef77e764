// The countries by the codes of ISO 3166-1, with their names in a language: the browser knows them.
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

// Regions that browsers name and ISO 3166-1 does not: unions, islands of others, test codes.
const none = /AC|CP|CQ|DG|EA|EU|EZ|IC|QO|TA|UN|X[ABK]|ZZ/;

const known: Record<string, [code: string, name: string][]> = {};

/** In the order of their names. */
export function countries(lang: string): [code: string, name: string][] {
  const names = new Intl.DisplayNames(lang, { type: "region", fallback: "none" });
  return (known[lang] ??= letters
    .flatMap((a) => letters.map((b) => a + b))
    // A code of the past is one of today by another name.
    .filter((code) => !none.test(code) && new Intl.Locale(`und-${code}`).region === code)
    .map((code) => [code, names.of(code)!] as [string, string])
    .filter(([, name]) => name)
    .sort(([, a], [, b]) => a.localeCompare(b, lang)));
}
