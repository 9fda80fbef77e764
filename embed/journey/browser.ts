// A browser for the journeys, and what has to be true of each screen in it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { expect } from "vitest";

const here = new URL("../", import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags =
  "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run";

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: flags.split(" "),
  });

/** The same widget with an open root, as a file: axe and the tests look inside, a person does not need to. */
export function openWidget(folder: string): string {
  execFileSync("node", ["build.mjs", join(folder, "open"), "--open"], { cwd: here });
  return join(folder, "open", "proffer.js");
}

export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** What went wrong in the page: errors that it threw or logged. */
  complaints: string[];
}

/** Somebody with a device of their own. */
export async function visitor(
  browser: Browser,
  widget: string,
  more?: BrowserContextOptions,
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    locale: "en-GB",
    ...more,
  });
  await context.route(/\/proffer(-[0-9a-f]+)?\.js$/, (route) =>
    route.fulfill({
      path: widget,
      contentType: "text/javascript",
      headers: { "access-control-allow-origin": "*" },
    }),
  );
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** No accessibility violation, no sideways scroll, no error in the console. */
export async function fine({ page, complaints }: Visitor, where: string): Promise<void> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (window as any).axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
  );
  expect(
    violations.map(
      (v: any) =>
        `${where}: ${v.id}: ${v.nodes.map((n: any) => `${n.target.flat().join(" ")} ${n.failureSummary}`).join("; ")}`,
    ),
  ).toEqual([]);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wide, `${where}: scrolls sideways`).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
}
