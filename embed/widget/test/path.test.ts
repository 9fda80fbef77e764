import { describe, expect, test } from "vitest";
import { walk, type Env } from "../src/path.ts";
import type { Answers, Form } from "../src/wire.ts";
import { quiz } from "./fieldnote.ts";

const env: Env = { locale: "en", today: "2026-11-22" };
const ids = (form: Form, answers: Answers, more: Partial<Env> = {}) =>
  walk(form, answers, { ...env, ...more }).steps.map(
    (step) => `${step.page.id}: ${step.shown.map((shown) => shown.question.id).join(" ")}`,
  );

const form = (pages: Form["pages"], more: Partial<Form> = {}): Form => ({ ...quiz, ...more, pages });
const choices = (...values: string[]) => values.map((value) => ({ value, label: { en: value } }));

describe("the path", () => {
  test("follows the first next that holds, and else the following page", () => {
    expect(ids(quiz, { brew: "espresso" })).toEqual([
      "start: brew",
      "espresso: milk strength",
      "notes: notes moment",
      "contact: before shop_ok mail_ok",
    ]);
    expect(ids(quiz, { brew: "filter" })).toEqual([
      "start: brew",
      "filter: roast",
      "notes: notes moment",
      "contact: before shop_ok mail_ok",
    ]);
  });

  test("a declined answer is absent to rules", () => {
    expect(ids(quiz, { brew: { declined: true } })[1]).toBe("espresso: milk strength");
    expect(ids(quiz, { mail_ok: true }).at(-1)).toBe("contact: before shop_ok mail_ok email");
    expect(ids(quiz, { mail_ok: false }).at(-1)).toBe("contact: before shop_ok mail_ok");
  });

  test("answers that fell off the path are not sent", () => {
    const answers: Answers = {
      brew: "filter",
      milk: true,
      strength: 3,
      roast: "dark",
      mail_ok: false,
      email: "ada@example.com",
    };
    expect({ ...walk(quiz, answers, env).answers }).toEqual({
      brew: "filter",
      roast: "dark",
      mail_ok: false,
    });
  });

  test("a page with nothing to show is passed over, and its next counts", () => {
    const empty = form([
      { id: "a", questions: [{ id: "q", type: "single", choices: choices("x", "y") }] },
      {
        id: "b",
        showIf: { "==": [{ var: "q" }, "x"] },
        questions: [{ id: "r", type: "short_text" }],
        next: [{ page: "d" }],
      },
      { id: "c", questions: [{ id: "s", type: "statement" }] },
      { id: "d", questions: [{ id: "t", type: "statement" }] },
    ]);
    expect(ids(empty, { q: "y" })).toEqual(["a: q", "d: t"]);
    expect(ids(empty, { q: "x" })).toEqual(["a: q", "b: r", "d: t"]);
  });

  test("end ends, and so does a next that leads back", () => {
    const page = (id: string, to: string) => ({
      id,
      questions: [{ id: `${id}q`, type: "statement" }],
      next: [{ page: to }],
    });
    expect(ids(form([page("a", "end"), page("b", "end")]), {})).toEqual(["a: aq"]);
    expect(ids(form([page("a", "b"), page("b", "a")]), {})).toEqual(["a: aq", "b: bq"]);
  });

  test("rules see only what precedes them", () => {
    const later = form([
      {
        id: "a",
        questions: [
          { id: "first", type: "statement", showIf: { answered: "second" } },
          { id: "second", type: "short_text" },
          { id: "third", type: "statement", showIf: { answered: "second" } },
        ],
      },
    ]);
    expect(ids(later, { second: "x" })).toEqual(["a: second third"]);
  });

  test("a choice that does not show is no answer", () => {
    const hidden = form([
      { id: "a", questions: [{ id: "q", type: "yes_no" }] },
      {
        id: "b",
        questions: [
          {
            id: "m",
            type: "multiple",
            choices: [{ value: "x", showIf: { "==": [{ var: "q" }, true] } }, { value: "y" }],
          },
        ],
      },
    ]);
    expect(walk(hidden, { q: true, m: ["x", "y"] }, env).answers.m).toEqual(["x", "y"]);
    expect(walk(hidden, { q: false, m: ["x", "y"] }, env).answers.m).toEqual(["y"]);
    expect(walk(hidden, { q: false, m: ["x"] }, env).answers.m).toBe(undefined);
  });

  test("scores are the scores so far; declined and skipped add nothing", () => {
    const scored = form([
      {
        id: "a",
        questions: [
          {
            id: "q",
            type: "multiple",
            choices: [
              { value: "x", scores: { bold: 2 } },
              { value: "y", scores: { bold: 1 } },
            ],
          },
          { id: "n", type: "scale", scores: { bold: 0.5 } },
        ],
      },
      {
        id: "b",
        questions: [
          { id: "s", type: "statement", showIf: { ">=": [{ var: "score.bold" }, 4] } },
          { id: "z", type: "statement", showIf: { "==": [{ var: "score.bold" }, 0] } },
        ],
      },
    ]);
    expect(ids(scored, { q: ["x", "y"], n: 2 })[1]).toBe("b: s");
    expect(ids(scored, { q: ["x"], n: 2 })).toEqual(["a: q n"]);
    expect(ids(scored, { q: { declined: true } })[1]).toBe("b: z");
  });

  test("attr, stage, locale and today", () => {
    const shows = (rule: unknown, more: Partial<Env> = {}) =>
      ids(
        form([
          { id: "a", questions: [{ id: "q", type: "scale", attribute: "size" }] },
          { id: "b", questions: [{ id: "s", type: "statement", showIf: rule }] },
        ]),
        { q: 3 },
        more,
      ).length === 2;
    expect(shows({ "==": [{ var: "attr.size" }, 3] })).toBe(true);
    expect(shows({ "==": [{ var: "stage" }, "discover"] }, { stage: "discover" })).toBe(true);
    expect(shows({ "==": [{ var: "locale" }, "en"] })).toBe(true);
    expect(shows({ "<": [{ var: "today" }, "2026-12-01"] })).toBe(true);
  });

  test("honours the drawn order", () => {
    const order = {
      questions: { espresso: ["strength", "milk"] },
      choices: { brew: ["filter", "espresso"] },
    };
    const { steps } = walk(quiz, { brew: "espresso" }, { ...env, order });
    expect(steps[0]!.shown[0]!.choices.map((choice) => choice.value)).toEqual(["filter", "espresso", "moka"]);
    expect(steps[1]!.shown.map((shown) => shown.question.id)).toEqual(["strength", "milk"]);
  });

  test("without a reward no contact data are asked", () => {
    expect(ids(quiz, { mail_ok: true }, { withoutContact: true }).at(-1)).toBe(
      "contact: before shop_ok mail_ok",
    );
  });

  test("text is trimmed, and blank is no answer", () => {
    expect(walk(quiz, { moment: "  now " }, env).answers.moment).toBe("now");
    expect(walk(quiz, { moment: "  " }, env).answers.moment).toBe(undefined);
  });

  test("a question may be called constructor", () => {
    const odd = form([{ id: "a", questions: [{ id: "constructor", type: "short_text" }] }]);
    expect(Object.keys(walk(odd, Object.create(null), env).answers)).toEqual([]);
  });
});
