// The whole of the rule language's variables, drawn orders, known answers and pipes, on the path.
import { describe, expect, test } from "vitest";
import { ascii } from "../src/digits.ts";
import { walk, type Env } from "../src/path.ts";
import { pipe } from "../src/pipe.ts";
import type { Answers, Form, Known, Question } from "../src/wire.ts";
import { quiz } from "./fieldnote.ts";

const env: Env = { locale: "en", today: "2026-11-22" };
const words = (label: string, inline?: string) => ({
  label: { en: label },
  inline: inline ? { en: inline } : undefined,
});
const questions: Record<string, Partial<Question>> = {
  roast: {
    type: "single",
    attribute: "roast",
    other: true,
    choices: [
      { value: "light", ...words("Light") },
      { value: "dark", ...words("Dark", "a dark roast") },
    ],
  },
  notes: {
    type: "multiple",
    choices: [
      { value: "nuts", ...words("Nuts") },
      { value: "malt", ...words("Malt") },
    ],
    other: true,
  },
  taste: {
    type: "matrix",
    choices: [
      { value: "good", ...words("Good") },
      { value: "bad", ...words("Bad") },
    ],
    rows: [
      { row: "hot", label: { en: "Hot" } },
      { row: "cold", label: { en: "Cold" } },
    ],
  },
  origins: {
    type: "ranking",
    choices: [
      { value: "kenya", ...words("Kenya") },
      { value: "nepal", ...words("Nepal") },
    ],
  },
  home: { type: "address" },
  since: { type: "date" },
  cups: { type: "number", scores: { bold: 0.5 } },
  name: { type: "short_text" },
};
const all = Object.entries(questions).map(([id, more]) => ({ id, label: { en: id }, ...more }) as Question);
const form = (more: Partial<Form> = {}): Form => ({
  ...quiz,
  pages: [{ id: "all", questions: all }],
  ...more,
});
const see = (name: string, answers: Answers, more: Partial<Form> = {}, other: Partial<Env> = {}) =>
  walk(form(more), answers, { ...env, ...other }).scope(name);

describe("what rules see", () => {
  test.each<[string, Answers, unknown]>([
    ["taste.hot", { taste: { hot: "good", cold: "bad" } }, "good"],
    ["taste.cold", { taste: { hot: "good" } }, undefined],
    ["taste.constructor", { taste: { hot: "good" } }, undefined],
    ["taste", { taste: { hot: "good", cold: "bad" } }, ["good", "bad"]],
    ["origins.0", { origins: ["nepal", "kenya"] }, "nepal"],
    ["origins.2", { origins: ["nepal", "kenya"] }, undefined],
    ["origins", { origins: ["nepal", "kenya"] }, ["nepal", "kenya"]],
    ["roast", { roast: { other: "Blue" } }, "other"],
    ["notes", { notes: ["nuts", { other: "Rain" }] }, ["nuts", "other"]],
    ["home", { home: { street: "S", city: "C", country: "IT" } }, "IT"],
    ["since", { since: "2026-01-31" }, "2026-01-31"],
    ["name", { name: " e\u0301 " }, "\u00e9"],
    ["attr.roast", { roast: "dark" }, "dark"],
    ["attr.roast", { roast: { declined: true } }, undefined],
    ["score.bold", { cups: 3 }, 1.5],
    ["knowledge.points", {}, undefined],
  ])("%s of %j", (name, answers, want) => {
    expect(see(name, answers)).toEqual(want);
  });

  test("a matrix keeps the rows that exist and the values that are offered", () => {
    const answer = { hot: "good", cold: "tepid", steam: "bad" };
    expect(walk(form(), { taste: answer }, env).answers.taste).toEqual({ hot: "good" });
    expect(walk(form(), { taste: { cold: "tepid" } }, env).answers.taste).toBe(undefined);
  });

  test("context comes from the ticket; what every object has is none of it", () => {
    expect(see("context.order", {}, {}, { context: { order: "1042" } })).toBe("1042");
    expect(see("context.constructor", {}, {}, { context: {} })).toBe(undefined);
  });

  test("computed values build on each other, and each place has its own", () => {
    const computed = { heavy: { ">": [{ var: "computed.twice" }, 5] }, twice: { "*": [{ var: "cups" }, 2] } };
    expect(see("computed.heavy", { cups: 3 }, { computed })).toBe(true);
    expect(see("computed.twice", {}, { computed })).toBe(undefined);
    const cups = all.find(({ id }) => id === "cups")!;
    const before = { id: "before", type: "statement", showIf: { answered: "computed.twice" } };
    const pages = [{ id: "a", questions: [before, cups, { ...before, id: "after" }] }];
    expect(walk(form({ computed, pages }), { cups: 1 }, env).seen.map(({ question }) => question.id)).toEqual(
      ["cups", "after"],
    );
  });

  test("a chain in which each value names the next one twice is worked out once each", () => {
    const computed: Record<string, unknown> = { c40: { var: "cups" } };
    for (let i = 0; i < 40; i++)
      computed[`c${i}`] = { "+": [{ var: `computed.c${i + 1}` }, { var: `computed.c${i + 1}` }] };
    expect(see("computed.c0", { cups: 1 }, { computed })).toBe(2 ** 40);
  });
});

test("asks the questions that were drawn, with the rows and choices in their drawn order", () => {
  const order = {
    questions: { all: ["taste", "roast"] },
    choices: { taste: ["cold", "hot"], roast: ["dark", "light"] },
  };
  const { seen } = walk(form(), {}, { ...env, order });
  expect(seen.map(({ question }) => question.id)).toEqual(["taste", "roast"]);
  expect(seen[0]!.question.rows!.map(({ row }) => row)).toEqual(["cold", "hot"]);
  expect(seen[0]!.choices.map(({ value }) => value)).toEqual(["good", "bad"]);
  expect(seen[1]!.choices.map(({ value }) => value)).toEqual(["dark", "light"]);
});

describe("what is known", () => {
  const pages = all.slice(0, 3).map((question) => ({ id: `p-${question.id}`, questions: [question] }));
  const known: Known[] = [{ question: "roast", value: "dark", mode: "skip" }];
  const told = (answers: Answers, more: Partial<Env> = {}, these = pages) =>
    walk(form({ pages: these }), answers, { ...env, known, ...more });
  const line = (path: ReturnType<typeof told>) =>
    path.steps.map(
      ({ page, shown, told: lines }) =>
        `${page.id}: ${shown.map(({ question }) => question.id).join(" ")} (${lines.map(({ question }) => question.id).join(" ")})`,
    );

  test("is not asked, takes part, is told on the next page, and is not sent", () => {
    const path = told({ notes: ["nuts"] });
    expect(line(path)).toEqual(["p-notes: notes (roast)", "p-taste: taste ()"]);
    expect([path.scope("roast"), path.scope("attr.roast")]).toEqual(["dark", "dark"]);
    expect({ ...path.answers }).toEqual({ notes: ["nuts"] });
  });

  test("is told on the last page, where no other follows", () => {
    expect(line(told({}, {}, [pages[1]!, pages[0]!]))).toEqual(["p-notes: notes (roast)"]);
    expect(line(told({}, {}, [pages[0]!]))).toEqual(["p-roast:  (roast)"]);
  });

  test("is asked once the person wants to say something else, and counts until they do", () => {
    expect(line(told({}, { anew: new Set(["roast"]) }))[0]).toBe("p-roast: roast ()");
    expect(told({}, { anew: new Set(["roast"]) }).scope("roast")).toBe("dark");
    const path = told({ roast: "light" });
    expect([line(path)[0], path.scope("roast"), path.answers.roast]).toEqual([
      "p-roast: roast ()",
      "light",
      "light",
    ]);
    expect(told({ roast: { declined: true } }).scope("roast")).toBe(undefined);
  });

  test("is asked where the path does not offer it now", () => {
    const hidden = {
      ...all[0]!,
      choices: [{ value: "light" }, { value: "dark", showIf: { answered: "notes" } }],
    };
    expect(line(told({}, {}, [{ id: "p", questions: [hidden] }]))).toEqual(["p: roast ()"]);
  });

  test("a consent that stands is seen by rules, and is no answer", () => {
    const ok = { id: "ok", type: "consent", purpose: "mail" };
    const email = { id: "email", type: "email", showIf: { "==": [{ var: "ok" }, true] } };
    const path = told({}, { standing: [{ purpose: "mail", given: true }] }, [
      { id: "p", questions: [ok, email] as Question[] },
    ]);
    expect(line(path)).toEqual(["p: ok email ()"]);
    expect(Object.keys(path.answers)).toEqual([]);
    const no = told({ ok: false }, { standing: [{ purpose: "mail", given: true }] }, [
      { id: "p", questions: [ok, email] as Question[] },
    ]);
    expect(line(no)).toEqual(["p: ok ()"]);
  });
});

describe("pipes", () => {
  const fill = (text: string, answers: Answers, lang = "en", more: Partial<Form> = {}) => {
    const f = form(more);
    return pipe(text, { form: f, lang, path: walk(f, answers, { ...env, locale: lang }) });
  };
  test.each<[string, Answers, string]>([
    ["You like {roast|your roast}.", { roast: "dark" }, "You like \u2068a dark roast\u2069."],
    ["You like {roast|your roast}.", {}, "You like your roast."],
    ["You like {roast|your roast}.", { roast: { declined: true } }, "You like your roast."],
    ["You like {roast|your roast}.", { roast: { other: "<b>Blue</b>" } }, "You like your roast."],
    ["{notes|Nothing}", { notes: ["nuts", "malt", { other: "Rain" }] }, "\u2068Nuts and Malt\u2069"],
    [
      "{origins|None}, then {origins.1|none}",
      { origins: ["nepal", "kenya"] },
      "\u2068Nepal and Kenya\u2069, then \u2068Kenya\u2069",
    ],
    [
      "{taste.hot|?} {attr.roast|?}",
      { taste: { hot: "bad" }, roast: "light" },
      "\u2068Bad\u2069 \u2068Light\u2069",
    ],
    ["{cups|some} cups, {score.bold|0}", { cups: 1234.5 }, "\u20681,234.5\u2069 cups, \u2068617.25\u2069"],
    ["since {since|then}", { since: "2026-01-31" }, "since \u2068January 31, 2026\u2069"],
    [
      "Dear {name|you}, of {home|there}",
      { name: "2026-01-31", home: { country: "IT" } },
      "Dear you, of there",
    ],
    ["{computed.x|no}", { cups: 2 }, "\u20684\u2069"],
    ["{open", {}, "{open"],
  ])("%s with %j", (text, answers, want) => {
    expect(fill(text, answers, "en", { computed: { x: { "*": [{ var: "cups" }, 2] } } })).toBe(want);
  });

  test("in the person's language", () => {
    expect(fill("{cups|}", { cups: 1234.5 }, "it")).toBe("\u20681234,5\u2069");
    expect(fill("{notes|}", { notes: ["nuts", "malt"] }, "it")).toBe("\u2068Nuts e Malt\u2069");
    expect(fill("{cups|}", { cups: 12 }, "ar-EG")).toBe("\u2068١٢\u2069");
  });
});

test("digits of other scripts", () => {
  expect(ascii("٠١٢٣٤٥٦٧٨٩")).toBe("0123456789");
  expect(ascii("۰۱۲۳۴۵۶۷۸۹")).toBe("0123456789");
  expect(ascii("١٬٢٣٤٫٥ كوب")).toBe("1234.5 كوب");
  expect(ascii("+39 011")).toBe("+39 011");
});
