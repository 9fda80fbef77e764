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

// The reference's own table: rule, variables and result of each row, as the server's tests read it.
const readme = readFileSync(new URL("../../../forms/rule/README.md", import.meta.url), "utf8");
const rows = [...readme.matchAll(/^\| `(.+?)` \| `(.+?)` \| `(.+?)` \|/gm)]
  .map(([, rule, data, want]) => ({ rule: rule!, data: data!, want: want! }))
  .filter((row) => row.data.startsWith("{") && !row.want.startsWith("error "));

test("the reference's table is there", () => {
  expect(rows.length).toBeGreaterThan(60);
});

test.each(rows)("$rule with $data", ({ rule, data, want }) => {
  const values: Record<string, Value> = JSON.parse(data);
  const got = evaluate(JSON.parse(rule), (name) => (Object.hasOwn(values, name) ? values[name] : undefined));
  expect(got).toEqual(want === "absent" ? undefined : JSON.parse(want));
  expect(Object.is(got, -0)).toBe(false);
});
