// What lies between two ends, in words and as a check.
import type { Exchange } from "./exchange.ts";

/** "From 1 to 10.", "From 1." or "Up to 10."; nothing where there are no ends. */
export const between = ({ say }: Exchange, min?: string | false, max?: string | false): string =>
  min && max
    ? say("range", { min, max })
    : min
      ? say("range.min", { min })
      : max
        ? say("range.max", { max })
        : "";

export const outside = <T extends number | string>(value: T, min?: T | false, max?: T | false): boolean =>
  (min !== undefined && min !== false && value < min) || (max !== undefined && max !== false && value > max);
