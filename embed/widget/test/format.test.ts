import { expect, test } from "vitest";
import { money, percent } from "../src/format.ts";

test("money and shares follow the locale", () => {
  expect(money({ amount: "2.00", currency: "EUR" }, "en")).toBe("€2.00");
  expect(money({ amount: "2.00", currency: "EUR" }, "it")).toBe("2,00\u00a0€");
  expect(percent(1 / 3, "en")).toBe("33%");
});
