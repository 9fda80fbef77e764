// Numbers, money, dates and durations as people of a locale write them. No DOM.
import type { Money } from "./wire.ts";

const units: Record<string, [unit: string, days: number]> = {
  Y: ["year", 365.25],
  M: ["month", 30.44],
  W: ["week", 7],
  D: ["day", 1],
};

export const number = (amount: number, lang: string, style?: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(lang, style).format(amount);

const quantity = (amount: number, unit: string, lang: string) =>
  number(amount, lang, { style: "unit", unit, unitDisplay: "long" });

const parts = (iso: string) =>
  [...iso.matchAll(/(\d+)([YMWD])/g)].map(([, amount, unit]) => [+amount!, ...units[unit!]!] as const);

/** An ISO 8601 duration of days and more: "P1Y6M" as "1 year and 6 months". */
export const duration = (iso: string, lang: string): string =>
  list(
    parts(iso).map(([amount, unit]) => quantity(amount, unit, lang)),
    lang,
  );

/** How long a duration is, to compare two: months and years by their mean length. */
export const days = (iso: string): number =>
  parts(iso).reduce((sum, [amount, , length]) => sum + amount * length, 0);

/** Whole minutes from 90 seconds on, seconds below. */
export const seconds = (amount: number, lang: string): string =>
  amount < 90 ? quantity(amount, "second", lang) : quantity(Math.round(amount / 60), "minute", lang);

export const money = ({ amount, currency }: Money, lang: string): string =>
  number(+amount, lang, { style: "currency", currency });

export const percent = (part: number, lang: string): string => number(part, lang, { style: "percent" });

/** A moment as a day in the reader's own zone, or in another. */
export const day = (time: string, lang: string, timeZone?: string): string =>
  new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone }).format(new Date(time));

/** A day of the calendar, YYYY-MM-DD, which is the same in every zone; empty for any other text. */
export const sameDay = (iso: string, lang: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(iso) ? day(iso, lang, "UTC") : "";

export const list = (items: string[], lang: string): string => new Intl.ListFormat(lang).format(items);

export const country = (code: string, lang: string): string =>
  new Intl.DisplayNames(lang, { type: "region" }).of(code) ?? code;
