// The signed-in customer's page, end to end: the survey after an order, the preference centre, what is
// known and therefore not asked, the quiz with right answers, and Arabic. The real binary, its demo
// brand, a real browser. Run by `npm run test:browser`.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { fine, launch, openWidget, visitor, type Visitor } from "./browser.ts";
import { build, startDemo, temporary, until, type Demo } from "./demo.ts";

const screenshots = join(new URL("../", import.meta.url).pathname, "screenshots");

const built = temporary();
let binary: string;
let widget: string;
let browser: Browser;
let demo: Demo;
let ada: Visitor;

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
  ada = await visitor(browser, widget);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") {
    mkdirSync(screenshots, { recursive: true });
    const path = join(screenshots, `${task.name.replace(/\W+/g, "-")}.png`);
    await ada.page.screenshot({ path, fullPage: true });
  }
  await ada.context.close();
  await demo.stop();
});

const form = (who: Visitor, id: string): Locator => who.page.locator(`proffer-form[form=${id}]`);
const question = (of: Locator, id: string): Locator => of.locator(`#q-${id}`);
const go = (of: Locator): Promise<void> => of.locator("button.c-go").click();

/** Chooses by keyboard, which never goes on by itself. */
async function choose(of: Locator, id: string, label: string): Promise<void> {
  const choice = question(of, id).getByLabel(label, { exact: true });
  await choice.focus();
  await of.page().keyboard.press("Space");
  expect(await choice.isChecked()).toBe(true);
}

/** The links at the end of a form: the privacy page, and the person's receipt. */
const link = async (of: Locator, name: RegExp): Promise<string> =>
  (await of.getByRole("link", { name }).getAttribute("href"))!;

/** The quiz as Ada, with a yes to the shop and a no to the mailer. */
async function findCoffee(): Promise<void> {
  const quiz = form(ada, "find-your-coffee");
  await go(quiz);
  await choose(quiz, "brew", "Espresso or moka");
  await go(quiz);
  await choose(quiz, "milk", "Yes");
  await go(quiz);
  await choose(quiz, "milk_kind", "Cow's milk");
  await go(quiz);
  await question(quiz, "strength").waitFor();
  await go(quiz);
  await choose(quiz, "roast", "Dark");
  await go(quiz);
  await choose(quiz, "notes", "Chocolate");
  await go(quiz);
  await question(quiz, "decaf").waitFor();
  await go(quiz);
  await choose(quiz, "shop_ok", "Yes");
  await go(quiz);
  await choose(quiz, "mail_ok", "No");
  await go(quiz);
  await quiz.getByText("you like a dark roast").first().waitFor();
}

test("a customer tells about each order once, on whatever device", async () => {
  await ada.page.goto(`${demo.links.Account}?order=FN-1042`);
  const survey = form(ada, "after-your-order");
  await go(survey);
  await choose(survey, "nps", "3");
  await fine(ada, "eleven points");
  await go(survey);
  await choose(survey, "went_wrong", "It came late");
  await choose(survey, "went_wrong", "Other");
  await question(survey, "went_wrong").getByRole("textbox").fill("The box was wet");
  await fine(ada, "what went wrong");
  await go(survey);
  for (const [row, value] of ["Poor", "Fine", "Great"].entries()) {
    const answers = question(survey, "parts").getByRole("radiogroup").nth(row);
    await answers.getByRole("radio", { name: value, exact: true }).check({ force: true });
  }
  await fine(ada, "the matrix");
  await go(survey);
  await choose(survey, "mail_ok", "No");
  await go(survey);
  await survey.getByText("250 beans as a thank you").waitFor();
  await survey.getByText("Delivery: Poor; Freshness: Fine; Packaging: Great").waitFor();
  await survey.getByText("It came late, Other: The box was wet").waitFor();
  await fine(ada, "the end of the survey");

  // The brand's own system reads it, in words; the mailer hears a no and nothing else.
  await until(
    () => demo.output().includes("order_parts = delivery: poor, freshness: fine, packaging: great"),
    15_000,
    () => demo.output(),
  );
  expect(demo.output()).toContain("order_trouble = late, other: The box was wet");
  const mailed = demo
    .output()
    .split(/^── /m)
    .filter((block) => block.startsWith("mailer"))
    .join("\n");
  expect(mailed).not.toContain("order_");

  // Another device, the same order: answered. Another order: asked.
  const elsewhere = await visitor(browser, widget);
  const again = form(elsewhere, "after-your-order");
  await elsewhere.page.goto(`${demo.links.Account}?order=FN-1042`);
  await go(again);
  await again.getByText("You have answered this already").waitFor();
  await elsewhere.page.goto(`${demo.links.Account}?order=FN-1057`);
  await go(again);
  await question(again, "nps").waitFor();
  await elsewhere.context.close();
});

test("the taste card shows what the quiz was told, and what is changed there counts at once", async () => {
  await ada.page.goto(demo.links.Account!);
  const card = form(ada, "your-taste");
  await card.getByText("Everything you told us about your coffee", { exact: false }).waitFor();
  await question(card, "brew").waitFor();
  expect(await card.locator("input:checked").count()).toBe(0);
  await findCoffee();

  // Beside the finished quiz the card has filled in.
  const brew = question(card, "brew");
  await brew.getByRole("radio", { name: "Espresso or moka", checked: true }).waitFor({ state: "attached" });
  await fine(ada, "the taste card");
  await choose(card, "brew", "Filter");
  await brew.getByRole("button", { name: "Undo" }).click();
  expect(await brew.getByLabel("Espresso or moka", { exact: true }).isChecked()).toBe(true);
  await choose(card, "brew", "Filter");
  await choose(card, "milk", "Remove this");
  await go(card);
  for (const moment of ["After lunch", "The first cup", "With friends"])
    await question(card, "moments").getByRole("button", { name: moment }).first().click();
  await fine(ada, "the ranking");
  await go(card);
  await question(card, "shop_ok").getByText("you said yes", { exact: false }).waitFor();
  await choose(card, "shop_ok", "No");
  await go(card);
  await card.getByText("1. After lunch 2. The first cup 3. With friends").waitFor();
  const receipt = await link(card, /receipt/i);

  // What was kept is there on the next visit, and what was removed is not.
  await ada.page.reload();
  await brew.getByRole("radio", { name: "Filter", checked: true }).waitFor({ state: "attached" });
  expect(await question(card, "milk").locator("input:checked").count()).toBe(0);

  // The privacy page says the same: the value as it is now, nothing of the milk, the no.
  const { page } = ada;
  await page.goto(receipt);
  const told = page.getByRole("listitem").filter({ hasText: "Your taste, in your hands" });
  await told.filter({ hasText: "Brewing" }).getByText("Filter", { exact: true }).waitFor();
  await page.getByText("1. After lunch 2. The first cup 3. With friends").waitFor();
  expect(await page.getByText("Do you take milk?").count()).toBe(0);
  expect(await page.getByText("Which milk?", { exact: false }).count()).toBeGreaterThan(0);
  const shop = page.getByRole("listitem").filter({ hasText: "May our shop use these answers" });
  await shop.getByText("You said no").waitFor();
  // Without the yes nothing is left for the shop to use.
  expect(
    await page.getByRole("listitem").filter({ hasText: "Brewing" }).getByText("Suggest coffee").count(),
  ).toBe(0);
  expect(await page.locator("body").innerText()).not.toContain("[object");
  await fine(ada, "the privacy page");
});

test("what is known is told and not asked, and can be said anew", async () => {
  await ada.page.goto(demo.links.Account!);
  await findCoffee();
  const quiz = form(ada, "find-your-coffee");
  await quiz.getByRole("button", { name: "Answer again" }).click();
  await go(quiz);
  await quiz.getByText("You already have this reward.").waitFor();
  await go(quiz);
  await choose(quiz, "brew", "Filter or French press");
  await go(quiz);
  await question(quiz, "strength").or(question(quiz, "brightness")).waitFor();
  while ((await question(quiz, "notes").count()) === 0) {
    expect(await question(quiz, "roast").count()).toBe(0);
    const place = await quiz.locator("#heading").textContent();
    await go(quiz);
    await quiz.locator("#heading").filter({ hasNotText: place! }).waitFor();
  }
  // The roast is told in words; the flavours are filled in, and sent only as an answer of now.
  await quiz.getByText("We already know:", { exact: false }).getByText("Dark").waitFor();
  expect(await question(quiz, "notes").getByLabel("Chocolate", { exact: true }).isChecked()).toBe(true);
  await fine(ada, "what is known");
  await quiz.getByRole("button", { name: "Change" }).click();
  await choose(quiz, "roast", "Light");
  await go(quiz);
  await question(quiz, "notes").waitFor();
  expect(await quiz.getByText("We already know:", { exact: false }).count()).toBe(0);
  await go(quiz);
  await question(quiz, "decaf").waitFor();
  await go(quiz);
  await question(quiz, "shop_ok").waitFor();
  await go(quiz);
  await question(quiz, "mail_ok").waitFor();
  await go(quiz);
  await quiz.getByText("you like a light roast").first().waitFor();
});

test("a quiz with right answers says what is right after each page, and keeps no answer", async () => {
  await ada.page.goto(demo.links.Account!);
  const quiz = form(ada, "barista-or-beginner");
  await quiz
    .getByText("keeps none of your answers, only which of them were right", { exact: false })
    .waitFor();
  await go(quiz);
  await choose(quiz, "bean", "The seed of a fruit");
  await choose(quiz, "robusta", "No");
  await go(quiz);
  await quiz.locator("#told-bean").getByText("Right!").waitFor();
  await quiz.locator("#told-robusta").getByText("The right answer: Yes.").waitFor();
  await fine(ada, "what was right");
  await go(quiz);
  await question(quiz, "crack").getByRole("combobox").selectOption({ label: "Popcorn" });
  await choose(quiz, "lighter", "Acidity");
  await go(quiz);
  await quiz.locator("#told-lighter").getByText("The right answer: Acidity and Fruit notes.").waitFor();
  await go(quiz);
  await question(quiz, "ratio").getByRole("textbox").fill("45");
  await question(quiz, "crema").getByRole("textbox").fill("Crema");
  await go(quiz);
  await quiz.locator("#told-ratio").getByText("The right answer: 60.").waitFor();
  await quiz.locator("#told-crema").getByText("Right!").waitFor();
  await go(quiz);
  await quiz.getByText("3 of 6 right").waitFor();
  await quiz.getByText("Not passed this time").waitFor();
  await quiz.getByRole("heading", { name: "A regular" }).waitFor();
  await fine(ada, "how the quiz went");
  await ada.page.goto(await link(quiz, /receipt/i));
  await ada.page.getByText("Barista or beginner?").waitFor();
  expect(await ada.page.locator("body").innerText()).not.toMatch(/seed of a fruit|Popcorn|45/);
});

test("Arabic runs from right to left, to the privacy page and in its numbers", async () => {
  await ada.page.setViewportSize({ width: 320, height: 700 });
  await ada.page.goto(demo.links.Account!);
  const quiz = form(ada, "your-qahwa");
  await go(quiz);
  await question(quiz, "cardamom").waitFor();
  expect(await quiz.locator("#heading").evaluate((heading) => getComputedStyle(heading).direction)).toBe(
    "rtl",
  );
  const points = question(quiz, "cardamom").locator("label");
  const [first, fifth] = [await points.nth(0).boundingBox(), await points.nth(4).boundingBox()];
  expect(first!.x).toBeGreaterThan(fifth!.x);
  await points.nth(3).click();
  await question(quiz, "colour").getByText("شقراء", { exact: true }).click();
  await fine(ada, "a scale from right to left");
  await go(quiz);
  // The answer is told in its words for inside a sentence, isolated.
  const beside = question(quiz, "dates").getByRole("heading");
  expect(await beside.textContent()).toBe("هل تحب التمر مع \u2068القهوة الشقراء\u2069؟");
  await choose(quiz, "dates", "نعم، مع التمر");
  await go(quiz);
  await quiz.getByText("اخترت الهيل بدرجة \u20684\u2069 من 5").waitFor();
  await fine(ada, "the Arabic result");
  await ada.page.goto(await link(quiz, /اطّلع/));
  await ada.page.getByText("كم تحب من الهيل؟", { exact: false }).first().waitFor();
  expect(await ada.page.locator("html").getAttribute("dir")).toBe("rtl");
  await fine(ada, "the Arabic privacy page");
});
