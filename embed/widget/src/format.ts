// Numbers, money and dates as people of a locale write them. No DOM.
import type { Money } from "./wire.ts";

export const number = (amount: number, lang: string, style?: Intl.NumberFormatOptions): string =>
  amount.toLocaleString(lang, style);

export const money = ({ amount, currency }: Money, lang: string): string =>
  number(+amount, lang, { style: "currency", currency });

export const percent = (part: number, lang: string): string => number(part, lang, { style: "percent" });

/** A moment as a day in the reader's own zone, or in another. */
export const day = (time: string | number, lang: string, timeZone?: string): string =>
  new Date(time).toLocaleDateString(lang, { dateStyle: "long", timeZone });

/** A day of the calendar, YYYY-MM-DD, which is the same in every zone; empty for any other text. */
export const sameDay = (iso: string, lang: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(iso) ? day(iso, lang, "UTC") : "";

export const list = (items: string[], lang: string): string => new Intl.ListFormat(lang).format(items);
