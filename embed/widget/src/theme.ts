// A brand's theme as custom properties, which base.css reads: --t-accent, --t-accent-dark, --t-radius, --t-font.
// Whether colours are readable is the style sheet's matter: it also sees what the page around sets.
import type { Theme } from "./wire.ts";

export function dress(style: CSSStyleDeclaration, theme: Theme = {}): void {
  for (const name in theme) style.setProperty(`--t-${name.replace("D", "-d")}`, theme[name as keyof Theme]!);
}
