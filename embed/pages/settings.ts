// What the server hands a page in its data block, and the theme applied from it. The pages allow no
// inline style; a property set by a script is none.
import { sayIn } from "../widget/src/texts.ts";
import { dress } from "../widget/src/theme.ts";
import type { Theme } from "../widget/src/wire.ts";

interface Settings {
  brand: string;
  lang: string;
  dir: string;
  /** The form in which the person can correct what is held, if the brand has one. */
  centre?: string;
  theme: Theme | null;
  texts: Record<string, string> | null;
}

export const settings = JSON.parse(document.getElementById("page")?.textContent || "{}") as Settings;

export const say = sayIn(settings.texts ?? {}, settings.lang);

dress(document.documentElement.style, settings.theme ?? {});
