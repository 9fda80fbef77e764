// Digits as people type them. The number, phone and date fields read what was typed through this; the
// server does the same with what it gets. No DOM.

/**
 * A text with Arabic-Indic (٠-٩) and Extended Arabic-Indic (۰-۹) digits as 0-9, the Arabic decimal
 * separator ٫ as a point, and without the Arabic thousands separator ٬; all else as it was.
 */
export const ascii = (text: string): string =>
  text
    .replace(/[٠-٩۰-۹]/g, (digit) => `${digit.charCodeAt(0) & 15}`)
    .replace(/٫/g, ".")
    .replace(/٬/g, "");
