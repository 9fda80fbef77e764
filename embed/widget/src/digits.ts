/** Arabic-Indic and Persian digits, and the Arabic decimal sign, as ASCII. */
export const ascii = (text: string): string =>
  text.replace(/[٠-٩۰-۹]/g, (digit) => `${digit.charCodeAt(0) & 15}`).replace(/٫/g, ".");
