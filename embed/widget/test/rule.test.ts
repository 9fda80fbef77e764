import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { evaluate } from "../src/rule.ts";
import type { Value } from "../src/wire.ts";

interface Case {
  name: string;
  rule: unknown;
  data?: Record<string, Value>;
  want?: unknown;
  error?: string;
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL("../../../forms/rule/testdata/cases.json", import.meta.url), "utf8"),
);
// Cases with an error are about the check before publishing, which only the server makes.
const evaluated = cases.filter((entry) => "want" in entry);

test("the shared cases are there", () => {
  expect(evaluated.length).toBeGreaterThan(100);
});

test.each(evaluated)("$name", ({ rule, data = {}, want }) => {
  const got = evaluate(rule, (name) => (Object.hasOwn(data, name) ? data[name] : undefined));
  expect(got ?? null).toEqual(want);
  expect(Object.is(got, -0)).toBe(false);
});
