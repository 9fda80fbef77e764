// A brand's theme as custom properties. Whether colours are readable is widget.css's matter: it also
// sees what the page around sets.
import type { Theme } from "./wire.ts";

export const properties = ({ accent, accentDark, radius, font }: Theme = {}): Record<
  string,
  string | undefined
> => ({
  "--t-accent": accent,
  "--t-accent-dark": accentDark ?? accent,
  "--t-radius": radius,
  "--t-font": font,
});
