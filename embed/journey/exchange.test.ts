// The whole exchange, end to end: the real binary, its demo brand, a real browser. A person answers the
// quiz on the shop's page, gets a reward, sees what is stored, and deletes it; the shop and the mailer
// each get a signed webhook with what was allowed, and nothing else. Run by `npm run test:browser`.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { fine as fineFor, launch, openWidget, visitor, type Visitor } from "./browser.ts";
import { build, startDemo, temporary, until, type Demo } from "./demo.ts";

const here = new URL("../", import.meta.url).pathname;
const screenshots = join(here, "screenshots");

const built = temporary();
let binary: string;
let demo: Demo;
let widget: string;
let browser: Browser;
let visit: Visitor;
let page: Page;

beforeAll(async () => {
  binary = build(built);
  widget = openWidget(built);
  browser = await launch();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  rmSync(built, { recursive: true, force: true });
});

beforeEach(async () => {
  demo = await startDemo(binary);
  visit = await visitor(browser, widget);
  page = visit.page;
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({
      path: join(screenshots, `${task.name.replace(/\W+/g, "-")}.png`),
      fullPage: true,
    });
  }
  await visit.context.close();
  await demo.stop();
});

const form = (id: string): Locator => page.locator(`proffer-form[form=${id}]`);

const fine = (where: string): Promise<void> => fineFor(visit, where);

const next = (quiz: Locator) => quiz.getByRole("button", { name: "Next", exact: true });
const tap = (quiz: Locator, label: string) => quiz.getByText(label, { exact: true }).first().click();
const consent = (quiz: Locator, question: string, answer: "Yes" | "No") =>
  quiz.locator(`#q-${question}`).getByRole("radio", { name: answer, exact: true }).check({ force: true });

/** From the start of the quiz to the page that asks for the shop's consent. */
async function taste(quiz: Locator): Promise<void> {
  await quiz.getByRole("button", { name: "Start", exact: true }).click();
  await fine("the first question");
  await tap(quiz, "Espresso or moka");
  await quiz.locator("#q-milk").getByText("No", { exact: true }).click();
  await quiz.locator("#q-strength").getByText("4", { exact: true }).click();
  await tap(quiz, "Dark");
  await quiz.locator("#q-notes").getByText("Chocolate", { exact: true }).click();
  await fine("several answers");
  await next(quiz).click();
  await quiz.locator("#q-decaf").getByText("No, with caffeine", { exact: true }).click();
  await quiz.locator("#q-shop_ok").waitFor();
}

test("a person answers, gets a reward, and each recipient gets what was allowed", async () => {
  const address = "ada.journey@example.org";
  await page.goto(demo.links.Shop!);
  const quiz = form("find-your-coffee");
  await quiz.getByRole("button", { name: "Start", exact: true }).waitFor();
  await fine("the shop's page");
  await taste(quiz);
  await consent(quiz, "shop_ok", "Yes");
  await fine("the shop's consent");
  await next(quiz).click();
  await consent(quiz, "mail_ok", "Yes");
  await quiz.locator("#q-email").getByRole("textbox").fill(address);
  await fine("the e-mail address");
  await quiz.getByRole("button", { name: "Send", exact: false }).click();

  // The result comes at once, says what built it, and gives the reward.
  await quiz.getByText("Bold and deep").waitFor();
  await quiz.getByText("you like a dark roast").first().waitFor();
  const code = /BREW-[0-9A-Z]{10}/.exec((await quiz.locator("*").allInnerTexts()).join(" "))?.[0];
  expect(code).toBeTruthy();
  await fine("the result");

  // Each recipient was sent a signed webhook with its own part.
  await until(
    () => (demo.output().match(/signature\s+ok/g) ?? []).length >= 3,
    15_000,
    () => `webhooks are missing:\n${demo.output()}`,
  );
  const blocks = demo.output().split(/^── /m).slice(1);
  const to = (recipient: string) => blocks.filter((block) => block.startsWith(recipient)).join("\n");
  expect(to("shop")).toContain("roast = dark");
  expect(to("shop")).toContain(code);
  expect(to("shop")).not.toContain(address);
  expect(to("mailer")).toContain(address);
  expect(to("mailer")).not.toContain("dark");
  await page.getByText(code!).first().waitFor();

  // The page shows both corners, side by side, as they arrived.
  await page.getByText(address).first().waitFor();

  // The address stands in no file and in no log line; only the mailer's webhook, printed by the
  // demo's receiver, carried it.
  expect(demo.holding(address)).toEqual([]);
  const logged = demo
    .output()
    .split("\n")
    .filter((line) => line.includes("level=") || line.includes("msg="));
  expect(logged.join("\n")).not.toContain(address);

  // The person sees what is stored, with its wording, purposes and reward; then deletes it.
  const manage = await quiz.getByRole("link", { name: /see, download or delete/i }).getAttribute("href");
  expect(new URL(manage!).search).toBe("?lang=en");
  await page.goto(manage!);
  await page.getByText("Which roast", { exact: false }).first().waitFor();
  expect(page.url()).not.toContain("token");
  await page.getByText(code!).first().waitFor();
  expect(await page.getByText(address).count()).toBe(0); // a device's token opens nothing sealed
  await fine("the privacy page");
  await page
    .getByRole("button", { name: /delete everything/i })
    .first()
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /delete/i })
    .click();
  await page
    .getByText(/deleted/i)
    .first()
    .waitFor();
  await page.goto(manage!);
  await until(
    () => visit.complaints.every((c) => c.includes("410")),
    1_000,
    () => visit.complaints.join("\n"),
  );
});

test("an address typed and then refused is nowhere at all", async () => {
  const address = "nobody.journey@example.org";
  await page.goto(demo.links.Shop!);
  const quiz = form("find-your-coffee");
  await taste(quiz);
  await consent(quiz, "shop_ok", "No");
  await next(quiz).click();
  await consent(quiz, "mail_ok", "Yes");
  await quiz.locator("#q-email").getByRole("textbox").fill(address);
  await consent(quiz, "mail_ok", "No");
  await quiz.getByRole("button", { name: "Send", exact: false }).click();
  await quiz.getByText("Bold and deep").waitFor();
  await until(
    () => demo.output().includes("reward.granted"),
    15_000,
    () => demo.output(),
  );
  await page.waitForTimeout(500);
  expect(demo.holding(address)).toEqual([]);
  expect(demo.output()).not.toContain(address);
  expect(demo.output()).not.toContain("roast = dark"); // the shop was refused too
  expect(demo.output()).toContain("BREW-"); // and the reward came all the same
});

test("the poll shows its results from five votes on, and takes one vote each", async () => {
  for (let votes = 1; votes <= 5; votes++) {
    await visit.context.clearCookies();
    await page.goto(demo.links.Poll!);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.reload();
    const poll = form("next-origin");
    await poll.getByRole("button", { name: "Start", exact: true }).click();
    await poll.getByRole("radio").first().check({ force: true });
    const send = poll.getByRole("button", { name: "Send", exact: false });
    if (await send.count()) await send.click();
    if (votes < 5) {
      await poll
        .getByText(/from 5 votes/i)
        .first()
        .waitFor();
    } else {
      await poll
        .getByText(/5 votes/i)
        .first()
        .waitFor();
      await fine("the poll's results");
    }
  }
  // A reload shows the result again, not the poll.
  await page.reload();
  await form("next-origin")
    .getByText(/5 votes/i)
    .first()
    .waitFor();
});

test("the hosted quiz works at 320 px, in Italian, in the dark, by keyboard alone", async () => {
  await visit.context.close();
  visit = await visitor(browser, widget, {
    viewport: { width: 320, height: 700 },
    colorScheme: "dark",
    locale: "it-IT",
  });
  page = visit.page;
  await page.goto(demo.links.Quiz!);
  const quiz = form("find-your-coffee");
  const start = quiz.getByRole("button", { name: "Inizia", exact: true });
  await start.waitFor();
  await fine("the hosted start");
  await start.focus();
  await page.keyboard.press("Enter");
  for (let pages = 0; pages < 12; pages++) {
    await page.waitForTimeout(150);
    if (await quiz.locator("[part~=code], code").count()) break;
    await fine(`page ${pages + 1}`);
    // The first control of each question, chosen with the space bar; then on with Enter.
    for (const question of await quiz.locator("section.c-question").all()) {
      const control = question.locator("input[type=radio], input[type=checkbox]").first();
      if (await control.count()) {
        await control.focus();
        await page.keyboard.press("Space");
      }
    }
    await quiz.locator("button.c-go").focus();
    await page.keyboard.press("Enter");
  }
  await until(
    () => demo.output().includes("reward.granted"),
    15_000,
    () => demo.output(),
  );
  await fine("the hosted result");
});
