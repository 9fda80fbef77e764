import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
// @ts-expect-error a script of the build, without types
import { inner } from "../../inner.mjs";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const used = (text: string, quoted: string) =>
  (inner as string[]).filter((name) => new RegExp(quoted.replace("NAME", name)).test(text));

test("no name that the build shortens is one of the wire, of the public surface or of the device's storage", () => {
  expect(inner.length).toBeGreaterThan(20);
  expect(used(read("../../../engine/server/openapi.json"), '"NAME":')).toEqual([]);
  expect(used(read("../src/wire.ts"), "\\bNAME\\??:")).toEqual([]);
  expect(used(read("../proffer.d.ts"), "\\bNAME[?:(]")).toEqual([]);
  const kept = /export interface Kept \{[^]*?\n\}/.exec(read("../src/store.ts"))![0];
  expect(used(kept, "\\bNAME\\??:")).toEqual([]);
});
