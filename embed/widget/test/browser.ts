// Chromium for the browser tests, on a shop's page from another origin under a strict policy, and the
// steps that every journey shares. A test that fails leaves a screenshot in embed/screenshots.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { startMock, type Mock } from "./mock-server.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = new URL("../../screenshots/", import.meta.url).pathname;

export let mock: Mock;
export let browser: Browser;
export let context: BrowserContext;
export let page: Page;
/** What the browser complained about: scripts that threw, policies that were broken. */
export let complaints: string[];

beforeAll(async () => {
  mock = await startMock();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run".split(
      " ",
    ),
  });
});

afterAll(async () => {
  await browser?.close();
  await mock?.close();
});

beforeEach(async () => {
  mock.sent = [];
  mock.tickets = [];
  mock.script = {};
  mock.votes = 10;
  mock.deleted = 0;
  await open("light", 1280);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}${task.name.replace(/\W+/g, "-")}.png`, fullPage: true });
  }
  await context.close();
});

export async function open(colorScheme: "light" | "dark", width: number): Promise<void> {
  await context?.close();
  context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme,
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  page = await context.newPage();
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Security Policy|Trusted/i.test(message.text()))
      complaints.push(message.text());
  });
}

export const form = () => page.locator("proffer-form");
export const button = (name: string | RegExp) =>
  form().getByRole("button", { name, exact: typeof name === "string" });
export const quiz = async (lang = "en", scheme = "light dark") => {
  await page.goto(`${mock.shop}/find-your-coffee/${lang}/${scheme}`);
};
export const stored = () => page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
export const focused = () =>
  page.evaluate(() => {
    const inner = document.querySelector("proffer-form")?.shadowRoot?.activeElement;
    return inner ? inner.id || inner.textContent : (document.activeElement?.tagName ?? "");
  });

export async function fine(where: string): Promise<void> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (window as any).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const found = violations.map(
    (one: any) =>
      `${where}: ${one.id}: ${one.nodes.map((node: any) => `${node.target.flat().join(" ")} ${node.failureSummary}`).join("; ")}`,
  );
  expect(found).toEqual([]);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wide, `${where}: scrolls sideways`).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
}

/** From the start to the last page, by pointer. */
export async function toContact(): Promise<void> {
  await button("Start").click();
  await form().getByText("Espresso", { exact: true }).click();
  await form().getByText("Yes, with milk").click();
  await form().getByText("4", { exact: true }).click();
  await button("Next").click();
  await form().getByText("Chocolate").click();
  await form().getByRole("textbox").fill("On the train");
  await button("Next").click();
  await form().getByText("Two questions for later").waitFor();
}

export const consent = (question: number, answer: "Yes" | "No") =>
  form().getByRole("radio", { name: answer, exact: true }).nth(question).check({ force: true });
