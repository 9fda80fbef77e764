import { expect, test } from "vitest";
import { country, days, duration, money, percent, seconds } from "../src/format.ts";

test.each([
  ["P1Y", "en", "1 year"],
  ["P90D", "en", "90 days"],
  ["P90D", "it", "90 giorni"],
  ["P1Y6M", "en", "1 year and 6 months"],
  ["P2W", "it", "2 settimane"],
])("%s in %s is %s", (iso, lang, want) => {
  expect(duration(iso, lang)).toBe(want);
});

test("durations compare by their length", () => {
  expect(["P1Y", "P30D", "P11M", "P2W"].sort((a, b) => days(a) - days(b))).toEqual([
    "P2W",
    "P30D",
    "P11M",
    "P1Y",
  ]);
});

test("money, seconds, shares and countries follow the locale", () => {
  expect(money({ amount: "2.00", currency: "EUR" }, "en")).toBe("€2.00");
  expect(money({ amount: "2.00", currency: "EUR" }, "it")).toBe("2,00\u00a0€");
  expect(seconds(45, "en")).toBe("45 seconds");
  expect(seconds(120, "it")).toBe("2 minuti");
  expect(percent(1 / 3, "en")).toBe("33%");
  expect(country("DE", "it")).toBe("Germania");
});
