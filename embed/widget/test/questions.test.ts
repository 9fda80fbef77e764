import { expect, test } from "vitest";
import { chooseLocale } from "../src/locale.ts";
import { toggle } from "../src/question-multiple.tsx";
import { typeOf } from "../src/questions.ts";

const check = (type: string, value: any, more = {}) =>
  typeOf({ type }).check?.({ id: "q", type, ...more }, value, "2026-03-01") || undefined;

test.each(["ada@example.com", "a.b+c@mail.example.co.uk", "ü@exämple.de"])("%s is an address", (value) => {
  expect(check("email", value)).toBe(undefined);
});

test.each(["ada", "ada@", "ada@example", "a da@example.com", "ada@example.", "ada@@example.com"])(
  "%s is none",
  (value) => {
    expect(check("email", value)).toBe("wrong_type");
  },
);

test("picks and lengths have bounds", () => {
  expect(check("multiple", ["a", "b"], { max: 2 })).toBe(undefined);
  expect(check("multiple", ["a", "b", "c"], { max: 2 })).toBe("out_of_range");
  expect(check("multiple", ["a"], { min: 2 })).toBe("out_of_range");
  expect(check("short_text", "👋👋", { maxLength: 2 })).toBe(undefined);
  expect(check("short_text", "abc", { maxLength: 2 })).toBe("out_of_range");
});

test("an exclusive choice stands alone, and the order is that of the choices", () => {
  const choices = [{ value: "a" }, { value: "b" }, { value: "none", exclusive: true }];
  expect(toggle(choices, ["b"], "a", true)).toEqual(["a", "b"]);
  expect(toggle(choices, ["a", "b"], "none", true)).toEqual(["none"]);
  expect(toggle(choices, ["none"], "b", true)).toEqual(["b"]);
  expect(toggle(choices, ["a", "b"], "a", false)).toEqual(["b"]);
});

test("the locale is the first wish on offer, by tag, then by language", () => {
  const offered = ["en", "it", "pt-BR", "pt"].map((lang) => ({ lang, dir: "ltr" as const }));
  const chosen = (...wishes: string[]) => chooseLocale(offered, wishes).lang;
  expect([chosen("it-CH"), chosen("PT-br"), chosen("pt-PT"), chosen("de", "it"), chosen("de")]).toEqual([
    "it",
    "pt-BR",
    "pt-BR",
    "it",
    "en",
  ]);
});

test("the built module can be imported where there is no DOM", async () => {
  const { ProfferForm } = await import("../../dist/proffer.js" as string);
  expect(ProfferForm.name).toBeTypeOf("string");
});
