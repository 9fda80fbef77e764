import { expect, test } from "vitest";
import { fitting, numeral } from "../src/fitting.ts";
import type { Answer, Choice, Question } from "../src/wire.ts";

const fit = (type: string, answer: Answer | undefined, more: Partial<Question> = {}, lang = "en") =>
  fitting({ question: { id: "q", type, ...more }, choices: more.choices ?? [] }, answer, lang);

test.each([
  ["en", "1,234.5", 1234.5],
  ["en", "1,234", 1234],
  ["en", "1,5", 1.5],
  ["en", "1 234,5", 1234.5],
  ["it", "1.234,5", 1234.5],
  ["it", "1.234", 1234],
  ["it", "1.5", 1.5],
  ["it", "1,5", 1.5],
  ["de-CH", "1’234.5", 1234.5],
  ["ar", "١٬٢٣٤٫٥", 1234.5],
  ["fa", "۱۲٫۵", 12.5],
  ["ar", "-٣", -3],
  ["en", "+3", 3],
  ["en", ".5", 0.5],
  ["en", "5.", 5],
])("in %s %s is %d", (lang, text, value) => {
  expect(numeral(text, lang)).toBe(value);
});

test.each(["", "-", ".", "1e5", "0x10", "Infinity", "1.2.3", "seven", "12 cups", "1,23,4"])(
  "%j is no number",
  (text) => {
    expect(numeral(text, "en")).toBe(undefined);
  },
);

test("what is typed is sent as what it says", () => {
  expect(fit("number", " ٢٫٥ ", {}, "ar")).toBe(2.5);
  expect(fit("number", "seven")).toBe("seven");
  expect(fit("number", "  ")).toBe(undefined);
  expect(fit("phone", "+٣٩ ٠١١ ٠٠٠٠٠٠٠")).toBe("+39 011 0000000");
  expect(fit("url", "example.com")).toBe("https://example.com");
  expect(fit("url", "http://example.com")).toBe("http://example.com");
  expect(fit("url", " ")).toBe(undefined);
  expect(fit("short_text", " two words ")).toBe("two words");
  expect(fit("date", "2026-03-01")).toBe("2026-03-01");
  expect(fit("address", { city: "Torino" })).toEqual({ city: "Torino" });
  expect(fit("slider", 0)).toBe(0);
});

test("of choices what shows is left", () => {
  const choices: Choice[] = [{ value: "a" }, { value: "b" }];
  const all = [...choices, { value: "hidden" }];
  const shown = (type: string, answer: Answer, more: Partial<Question> = {}) =>
    fitting({ question: { id: "q", type, choices: all, ...more }, choices }, answer, "en");
  expect(shown("single", "hidden")).toBe(undefined);
  expect(shown("dropdown", "a")).toBe("a");
  expect(shown("ranking", ["b", "hidden", "a"])).toEqual(["b", "a"]);
  expect(shown("multiple", ["hidden"])).toBe(undefined);
  expect(shown("multiple", ["a", { other: "mine" }])).toEqual(["a"]);
  expect(shown("multiple", ["a", { other: "mine" }], { other: true })).toEqual(["a", { other: "mine" }]);
  expect(shown("single", { other: "mine" })).toBe(undefined);
  expect(shown("single", { other: "mine" }, { other: true })).toEqual({ other: "mine" });
  const rows = [{ row: "one", label: {} }];
  expect(shown("matrix", { one: "a", gone: "a" }, { rows })).toEqual({ one: "a" });
  expect(shown("matrix", { one: "hidden" }, { rows })).toBe(undefined);
  expect(shown("matrix", { declined: true }, { rows })).toEqual({ declined: true });
});
