// A form that did not load: what the person reads, and what the page's developer finds on the console.
import type { Refusal } from "./api.ts";
import type { Outside } from "./outside.ts";
import { sayIn, type Say } from "./texts.ts";

// The only texts in the bundle: the form that carries all others did not come.
const bundled: Record<string, Record<string, string>> = {
  en: { failed: "This did not load.", again: "Try again" },
  it: { failed: "Caricamento non riuscito.", again: "Riprova" },
};

export function failure(
  { status }: Refusal,
  { api, brand, form, wishes }: Outside,
): { lang: string; say: Say } {
  const wish = (wishes()[0] ?? "").slice(0, 2);
  const lang = wish in bundled ? wish : "en";
  console.error(
    `proffer: ${api.at(`/v1/forms/${brand}/${form}`)}: ${status || "no reply"}. ` +
      (status === 404 ? "Check brand and form." : "Check server, and origins in brand.json."),
  );
  return { lang, say: sayIn(bundled[lang]!, lang) };
}
