// What lies between two ends, in words and as a check.
import type { Exchange } from "./exchange.ts";

/** "From 1. Up to 10. Whole numbers only.", as far as there are ends and more to say. */
export const between = ({ say }: Exchange, min?: string, max?: string, more?: string | false): string =>
  [min && say("range.min", { min }), max && say("range.max", { max }), more].filter(Boolean).join(" ");

export const outside = <T extends number | string>(value: T, min?: T, max?: T): string | false =>
  ((min !== undefined && value < min) || (max !== undefined && value > max)) && "out_of_range";
