import { expect, test } from "vitest";
import { chooseLocale } from "../src/locale.ts";
import { toggle } from "../src/question-multiple.tsx";
import { countries } from "../src/countries.ts";
import { typeOf } from "../src/questions.ts";

const check = (type: string, value: any, more = {}) =>
  typeOf({ type }).check?.({ id: "q", type, ...more }, value, "2026-03-01") || undefined;

test.each(["ada@example.com", "a.b+c@mail.example.co.uk", "ü@exämple.de", "a@1.2.example.com"])(
  "%s is an address",
  (value) => {
    expect(check("email", value)).toBe(undefined);
  },
);

// In quotes, or at a number of a machine, an address is one that no shop can write to.
test.each([
  "ada",
  "ada@",
  "ada@example",
  "a da@example.com",
  "ada@example.",
  "ada@@example.com",
  '"ada"@example.com',
  "ada@127.0.0.11",
  "ada@[127.0.0.1]",
])("%s is none", (value) => {
  expect(check("email", value)).toBe("wrong_type");
});

test("picks and lengths have bounds", () => {
  expect(check("multiple", ["a", "b"], { max: 2 })).toBe(undefined);
  expect(check("multiple", ["a", "b", "c"], { max: 2 })).toBe("out_of_range");
  expect(check("multiple", ["a"], { min: 2 })).toBe("out_of_range");
  expect(check("short_text", "👋👋", { maxLength: 2 })).toBe(undefined);
  expect(check("short_text", "abc", { maxLength: 2 })).toBe("out_of_range");
  // What people see as one character is one, as the server counts it.
  expect(check("short_text", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", { maxLength: 2 })).toBe(undefined);
  expect(check("short_text", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦a", { maxLength: 2 })).toBe("out_of_range");
});

test.each([
  ["phone", "+39 011 (000) 00-00", undefined],
  ["phone", "0039 011 0000000", undefined],
  ["phone", "011 0000000", "wrong_type"],
  ["phone", "+39 call me", "wrong_type"],
  ["url", "https://example.com/a?b#c", undefined],
  ["url", "http://sub.example.com:8080", undefined],
  ["url", "ftp://example.com", "wrong_type"],
  ["url", "https://me:secret@example.com", "wrong_type"],
  ["url", "https://nowhere", "wrong_type"],
  ["url", "http://1.2.example.com/", undefined],
  ["url", "http://127.1/", "wrong_type"],
  ["url", "http://127.0.0.11:80/", "wrong_type"],
  ["url", "http://[::ffff:127.0.0.11]/", "wrong_type"],
  ["number", "seven", "wrong_type"],
])("%s %s: %s", (type, value, code) => {
  expect(check(type, value)).toBe(code);
});

test("numbers have bounds, steps and may be whole", () => {
  const within = { min: 0.1, max: 2, step: 0.1 };
  expect([0.1, 0.7, 2].map((value) => check("number", value, within))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([0, 2.1, 0.75].map((value) => check("number", value, within))).toEqual(
    Array(3).fill("out_of_range"),
  );
  expect(check("number", 0)).toBe(undefined);
  expect(check("number", -2, { whole: true })).toBe(undefined);
  expect(check("number", 2.5, { whole: true })).toBe("out_of_range");
  expect(check("number", -1, { min: 0 })).toBe("out_of_range");
});

test("dates have ends, of which one may be the ticket's day", () => {
  const within = { earliest: "2024-02-29", latest: "today" };
  expect(check("date", "2026-03-01", within)).toBe(undefined);
  expect(check("date", "2026-03-02", within)).toBe("out_of_range");
  expect(check("date", "2024-02-28", within)).toBe("out_of_range");
  expect(check("date", "-")).toBe("wrong_type");
});

test("a free text is wanted once it is opened, and has an end", () => {
  for (const type of ["single", "dropdown", "picture"]) {
    expect(check(type, { other: " " }, { other: true })).toBe("required");
    expect(check(type, { other: "x".repeat(201) }, { other: true })).toBe("out_of_range");
    expect(check(type, { other: "mine" }, { other: true })).toBe(undefined);
  }
  expect(check("multiple", ["a", { other: "" }], { other: true })).toBe("required");
  expect(check("multiple", ["a", { other: "mine" }], { other: true, max: 1 })).toBe("out_of_range");
});

test("a matrix that is required wants every row, a ranking its places, an address its parts", () => {
  const rows = [{ row: "a" }, { row: "b" }];
  expect(check("matrix", { a: "x" }, { rows, required: true })).toBe("required");
  expect(check("matrix", { a: "x" }, { rows })).toBe(undefined);
  expect(check("matrix", { a: "x", b: "x" }, { rows, required: true })).toBe(undefined);
  expect(check("matrix", { a: "x" }, { rows: [{ row: "constructor" }], required: true })).toBe("required");
  const choices = ["a", "b", "c"].map((value) => ({ value }));
  expect(check("ranking", ["a", "b"], { choices })).toBe("out_of_range");
  expect(check("ranking", ["a", "b"], { choices, top: 2 })).toBe(undefined);
  const address = { street: "Via Roma 1", city: "Torino", country: "IT" };
  expect(check("address", address)).toBe(undefined);
  expect(check("address", { ...address, country: undefined })).toBe("required");
});

test("countries stand by their names in the language", () => {
  const codes = ["IT", "CI", "DE", "FR"];
  const it = countries(codes, "it");
  expect(it).toContainEqual(["CI", "Costa d’Avorio"]);
  expect(it.findIndex(([code]) => code === "DE")).toBeGreaterThan(it.findIndex(([code]) => code === "FR"));
  expect(Object.fromEntries(countries(codes, "ar")).IT).toBe("إيطاليا");
});

test("an exclusive choice stands alone, and the order is that of the choices", () => {
  const choices = [{ value: "a" }, { value: "b" }, { value: "none", exclusive: true }];
  expect(toggle(choices, ["b"], "a", true)).toEqual(["a", "b"]);
  expect(toggle(choices, ["a", "b"], "none", true)).toEqual(["none"]);
  expect(toggle(choices, ["none"], "b", true)).toEqual(["b"]);
  expect(toggle(choices, ["a", "b"], "a", false)).toEqual(["b"]);
  expect(toggle(choices, ["b"], "other", true)).toEqual(["b", { other: "" }]);
  expect(toggle(choices, ["b", { other: "mine" }], "a", true)).toEqual(["a", "b", { other: "mine" }]);
  expect(toggle(choices, [{ other: "mine" }], "none", true)).toEqual(["none"]);
  expect(toggle(choices, ["none"], "other", true)).toEqual([{ other: "" }]);
  expect(toggle(choices, [{ other: "mine" }], "other", false)).toEqual([]);
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
