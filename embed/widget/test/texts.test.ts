import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { sayIn } from "../src/texts.ts";

const folder = new URL("../../../forms/texts/", import.meta.url);
const all = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, string>]),
);
const slots = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([slot]) => slot).sort();

test("fills slots, counts in the locale, and falls back key by key", () => {
  const say = sayIn({ hi: "Hi {name}", "tap.one": "{n} tap", "tap.other": "{n} taps" }, "en");
  expect(say("hi", { name: "Ada" })).toBe("Hi Ada");
  expect(say("tap", { n: 1 })).toBe("1 tap");
  expect(say("tap", { n: 2 })).toBe("2 taps");
  expect(say(["none", "hi"], { name: "Ada" })).toBe("Hi Ada");
  expect(say("none")).toBe("none");
});

test("every locale has every text, with the same slots", () => {
  for (const [name, texts] of Object.entries(all)) {
    for (const [key, text] of Object.entries(all["en.json"]!)) {
      expect(slots(texts[key] ?? "missing"), `${name}: ${key}`).toEqual(slots(text));
    }
    expect(Object.keys(texts).sort()).toEqual(Object.keys(all["en.json"]!).sort());
  }
});

test("every text the sources name exists, and none stands there unused", () => {
  const sources = ["../src/", "../../pages/"]
    .flatMap((path) =>
      readdirSync(new URL(path, import.meta.url)).map((name) => new URL(path + name, import.meta.url)),
    )
    .filter((url) => /\.(tsx?|html)$/.test(url.pathname))
    .map((url) => readFileSync(url, "utf8"))
    .join("\n");
  const en = all["en.json"]!;
  const literal = new Set([...sources.matchAll(/["'`]([a-z_]+(?:\.[a-z_]+)*)["'`]/g)].map(([, key]) => key!));
  const prefixes = [...sources.matchAll(/`([a-z]+\.)\$\{/g)].map(([, prefix]) => prefix!);
  const used = (key: string) =>
    literal.has(key) ||
    literal.has(key.replace(/\.(one|other)$/, "")) ||
    prefixes.some((prefix) => key.startsWith(prefix));
  expect(Object.keys(en).filter((key) => !used(key))).toEqual([]);
  const named = [...sources.matchAll(/\bsay\(\s*(?:[a-z!?.]+ \? )?"([a-z_.]+)"(?: : "([a-z_.]+)")?/g)]
    .flatMap(([, a, b]) => [a, b])
    .filter((key) => key !== undefined);
  expect(named.length).toBeGreaterThan(60);
  // "failed" is one of the few texts that are in the bundle.
  expect(named.filter((key) => key !== "failed" && !(key in en) && !(`${key}.other` in en))).toEqual([]);
});
