// `proffer demo --brands --watch` beside an editor: what is saved shows at once, and whoever is half-way through
// a form stays there. The real binary, a brand of `proffer new`, a real browser. Run by `npm run test:browser`.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launch, openWidget, visitor, type Visitor } from "./browser.ts";
import { build, startPreview, temporary, type Preview } from "./demo.ts";

const screenshots = join(new URL("../", import.meta.url).pathname, "screenshots");

const folder = temporary();
const file = join(folder, "plant", "forms", "find-your-plant.json");
let browser: Browser;
let preview: Preview;
let writer: Visitor;

beforeAll(async () => {
  const binary = build(folder);
  execFileSync(binary, ["new", join(folder, "plant")]);
  browser = await launch();
  preview = await startPreview(binary, join(folder, "plant"));
  writer = await visitor(browser, openWidget(folder));
}, 300_000);

afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  mkdirSync(screenshots, { recursive: true });
  await writer.page.screenshot({ path: join(screenshots, "preview.png"), fullPage: true });
});

afterAll(async () => {
  await browser?.close();
  await preview?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a save shows at once, and a half-answered form stays where it was", async () => {
  const { page } = writer;
  const form = page.locator("proffer-form");
  const button = (name: string) => form.getByRole("button", { name, exact: true });
  const finding = (text: string | RegExp) => page.locator(".findings").getByText(text).first().waitFor();
  await page.goto(`${preview.site}/form/plant/find-your-plant`);
  await button("Start").click();
  await form.getByText("Sunny", { exact: true }).click();
  await form.getByText("How much care do you enjoy giving?").waitFor();
  await finding("Nothing to say: it lints.");

  const before = readFileSync(file, "utf8");
  writeFileSync(file, before.replace("How much care do you enjoy giving?", "How much do you like to water?"));
  await form.getByText("How much do you like to water?").waitFor();
  await button("Back").click();
  expect(await form.getByRole("radio", { name: "Sunny" }).isChecked()).toBe(true);
  await button("Next").click();
  await form.getByText("How much do you like to water?").waitFor();

  // A slip of the pen: what is wrong stands beside the form, which stays as it was.
  writeFileSync(file, before.replace('"kind": "quiz"', '"kind": "quizz"'));
  await finding(/"quizz"/);
  await finding("1 error. What was served before them still is.");
  expect(await form.getByText("How much do you like to water?").count()).toBe(1);

  // Mended, with the first words.
  writeFileSync(file, before);
  await finding("Nothing to say: it lints.");
  await form.getByText("How much care do you enjoy giving?").waitFor();
  await button("Back").click();
  expect(await form.getByRole("radio", { name: "Sunny" }).isChecked()).toBe(true);
  expect(writer.complaints).toEqual([]);
});
