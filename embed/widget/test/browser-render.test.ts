// The renderer alone, in Chromium: elements are kept where they can be, and so is the focus in them.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let browser: Browser;
let page: Page;
let script: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../src/render.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "drawing",
  });
  script = `${outputFiles[0]!.text};Object.assign(globalThis, drawing);globalThis.root = document.body;`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
  });
});
afterAll(() => browser?.close());
beforeEach(async () => {
  page = await browser.newPage();
  await page.setContent("<body></body>");
  await page.evaluate(script);
});

const run = (body: string) => page.evaluate(`(() => { ${body} })()`);

test("draws texts, numbers, lists and fragments in order, and nothing for what is not shown", async () => {
  expect(
    await run(`
      render([h("p", { class: "a", "aria-hidden": false, hidden: false, lang: undefined }, "x", 0, false, null, true, [h("b", null, 1), "y"]), h(Fragment, null, "z", h("i", null))], root);
      return root.innerHTML;`),
  ).toBe('<p class="a" aria-hidden="false">x0<b>1</b>y</p>z<i></i>');
});

test("changes what differs and keeps the rest", async () => {
  expect(
    await run(`
      const view = (on, text) => h("div", on ? { id: "d", style: { "--n": 3 } } : { title: "t", style: { "--n": undefined } }, on && h("em", null, "!"), h("p", null, text));
      render(view(true, "one"), root);
      const p = root.querySelector("p"), words = p.firstChild, first = root.innerHTML;
      render(view(false, "two"), root);
      return [first, root.innerHTML, p === root.querySelector("p"), words === p.firstChild];`),
  ).toEqual([
    '<div id="d" style="--n: 3;"><em>!</em><p>one</p></div>',
    '<div style="" title="t"><p>two</p></div>',
    true,
    true,
  ]);
});

test("keyed children keep their elements and the focus when they move, come and go", async () => {
  expect(
    await run(`
      const view = (ids) => h("ol", null, ids.map((id) => h("li", { key: id }, h("button", { id }, id))), h("li", null, "last"));
      render(view(["a", "b", "c", "d"]), root);
      const before = Object.fromEntries([..."abcd"].map((id) => [id, document.getElementById(id)]));
      const seen = [];
      for (const order of ["dbca", "ca", "acbd", "d"]) {
        document.getElementById(order.includes("c") ? "c" : "d").focus();
        render(view([...order]), root);
        seen.push(root.textContent, document.activeElement.id, [...order].filter((id) => document.getElementById(id) === before[id]).join(""));
      }
      return seen;`),
  ).toEqual(["dbcalast", "c", "dbca", "calast", "c", "ca", "acbdlast", "c", "ac", "dlast", "d", ""]);
});

test("an element of another tag takes the place of the one before", async () => {
  expect(
    await run(`
      render([h("p", null, "x"), h("hr")], root);
      render([h("h1", null, "x"), h("hr")], root);
      return root.innerHTML;`),
  ).toBe("<h1>x</h1><hr>");
});

test("what a person changed is set back to what is drawn", async () => {
  expect(
    await run(`
      const view = (value) => h("form", null,
        h("input", { value, type: "text" }), h("input", { checked: true, type: "checkbox" }),
        h("input", { value: "70", type: "range", min: 0, max: 200, step: 70 }),
        h("textarea", { value }), h("select", { value }, h("option", { value: "a" }), h("option", { value: "b" })));
      render(view("b"), root);
      const fields = [...root.querySelectorAll("input, textarea, select")];
      const now = () => fields.map((field) => field.type === "checkbox" ? field.checked : field.value);
      const first = now();
      for (const field of fields) field.type === "checkbox" ? (field.checked = false) : (field.value = field.type === "range" ? "140" : "a");
      render(view("b"), root);
      return [first, now()];`),
  ).toEqual([
    ["b", true, "70", "b", "b"],
    ["b", true, "70", "b", "b"],
  ]);
});

test("a value of nothing is drawn as such, and an undefined one is left to the person", async () => {
  expect(
    await run(`
      const view = (value) => [h("progress", { value: 0 }), h("input", { value, type: "date" })];
      render(view(), root);
      root.lastChild.value = "2026-03-01";
      render(view(), root);
      const left = root.lastChild.value;
      render(view(""), root);
      return [root.firstChild.position, left, root.lastChild.value];`),
  ).toEqual([0, "2026-03-01", ""]);
});

test("the handler of the last drawing hears, and none once it is gone", async () => {
  expect(
    await run(`
      const heard = [];
      for (const name of ["first", "second", undefined]) {
        render(h("button", { onClick: name && (() => heard.push(name)) }), root);
        root.firstChild.click();
      }
      render(h("input", { type: "checkbox", onClick: () => false }), root);
      root.firstChild.click();
      return [...heard, root.firstChild.checked];`),
  ).toEqual(["first", "second", true]);
});

test("draws into a shadow root, keeps the focus in it, and empties it", async () => {
  expect(
    await run(`
      const inner = root.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
      const view = (turned) => (turned ? ["b", "a"] : ["a", "b"]).map((id) => h("input", { key: id, id }));
      render(view(false), inner);
      inner.getElementById("b").focus();
      render(view(true), inner);
      const kept = inner.activeElement.id;
      render(null, inner);
      return [kept, inner.childNodes.length];`),
  ).toEqual(["b", 0]);
});
