// Preference centres, known answers, right answers, anonymous polls and right-to-left, in Chromium.
import { expect, test } from "vitest";
import { arabic } from "./more-forms.ts";
import { button, fine, focused, form, mock, open, page, stored } from "./browser.ts";

const go = (name: string, lang = "en") => page.goto(`${mock.shop}/${name}/${lang}`);

test("a preference centre shows what is held, saves what was changed, and removes", async () => {
  await go("your-taste");
  await form().getByRole("radio", { name: "Espresso" }).waitFor();
  expect(await form().getByRole("radio", { name: "Espresso" }).isChecked()).toBe(true);
  expect(await form().getByRole("radio", { name: "Yes, with milk" }).isChecked()).toBe(true);
  expect(await form().getByText("Until now: You said yes.").count()).toBe(1);
  // A consent that stands is told, and is no yes of now.
  for (const name of ["Yes", "No"])
    expect(await form().getByRole("radio", { name, exact: true }).isChecked()).toBe(false);
  expect(await form().getByText("Remove this").count()).toBe(2);
  await fine("preference centre");
  expect(await focused()).toBe("BODY");
  expect(await button("Undo").count()).toBe(0);
  await button("Save changes").click({ force: true });
  expect(await form().getByRole("status").innerText()).toBe("Nothing has changed yet.");
  expect(mock.sent).toEqual([]);
  expect(await stored()).toBe("{}");
  await form().getByText("Moka pot").click();
  await form().getByText("Remove this").nth(1).click();
  await form().getByText("Dark", { exact: true }).click();
  await button("Undo").nth(2).click();
  await button("Save changes").click();
  await form().getByText("Saved", { exact: true }).waitFor();
  expect(mock.sent.map(({ answers }) => answers)).toEqual([{ brew: "moka", milk: { declined: true } }]);
  expect(await form().getByText("What you changed is saved and listed below.").count()).toBe(1);
  await fine("saved");
  await button("Back to my preferences").click();
  await button("Save changes").waitFor();
});

test("the privacy page leads to the preference centre where that finds the same person", async () => {
  await page.goto(`${mock.server}/privacy/fieldnote#token=me-token`);
  await page.getByText("Brewing").waitFor();
  expect(await page.getByRole("link", { name: "Correct single answers" }).count()).toBe(0);
  await page.evaluate(() => localStorage.setItem("proffer:fieldnote", "me-token"));
  await page.goto(`${mock.server}/privacy/fieldnote`);
  const link = page.getByRole("link", { name: "Correct single answers" });
  await link.waitFor();
  expect(await link.getAttribute("href")).toBe("/f/fieldnote/your-taste");
  expect(await page.getByText("Order number: 1042").count()).toBe(1);
  expect(await page.getByText("Also used there: Roast").count()).toBe(1);
  await fine("privacy page");
});

test("a right answer is told after answering, and what is known is told and can be changed", async () => {
  await go("barista");
  await button("Start").click();
  await form().getByText("Test: nothing is stored.").waitFor();
  await form().getByText("Boiling").click();
  await form().getByText("Not quite.").waitFor();
  expect(await focused()).toBe("told-heat");
  expect(await form().getByText("The right answer: About 93 degrees.").count()).toBe(1);
  await fine("told");
  // It stands now: neither a pointer nor a key changes it.
  await form().getByText("About 93 degrees", { exact: true }).click({ force: true });
  expect(await form().getByRole("radio", { name: "Boiling", includeHidden: true }).isChecked()).toBe(true);
  await button("Next").click();
  await form().getByText("A hundred kilopascals").click();
  await form().getByText("Right!").waitFor();
  await button("Next").click();
  await form().getByText("We already know:").waitFor();
  expect(await form().getByText("Which roast?").innerText()).toContain("Dark");
  expect(await form().getByText("You like \u2068Dark\u2069.").count()).toBe(1);
  await fine("known");
  await button("Change").click();
  expect(await focused()).toBe("roast:light");
  await form().getByText("Light", { exact: true }).click();
  expect(await form().getByText("You like \u2068Light\u2069.").count()).toBe(1);
  await form().getByText("No, black").click();
  await button("Send my answers").click();
  await form().getByText("1 of 2 right").waitFor();
  expect(mock.sent[0].answers).toEqual({ heat: "boiling", bar: "hundred", roast: "light", milk: false });
  expect(await form().getByText("Not passed this time").count()).toBe(1);
  expect(await form().getByText("Boiling water burns the coffee.").count()).toBe(1);
  await fine("knowledge");
});

test("an anonymous poll says that nobody can tell, and its replay shows the results alone", async () => {
  await go("quiet-poll");
  await form().getByText("Nobody can tell who voted what.").waitFor();
  await button("Start").click();
  await form().getByText("Kenya").click();
  await form().locator('label:has([id="again:4"])').click();
  await button("Send my answers").click();
  await form().getByText("10 votes in all").waitFor();
  const bar = (text: string) => form().locator(".c-poll li", { hasText: text });
  expect(await form().locator(".c-poll h3").allInnerTexts()).toEqual([
    "Which origin should we roast next?",
    "How likely are you to come back?",
    "How was it? · Cold",
  ]);
  expect(await bar("0").filter({ hasText: "25%" }).count()).toBe(1);
  expect(await bar("4 your vote").filter({ hasText: "75%" }).count()).toBe(1);
  expect(await bar("Bad").filter({ hasText: "60%" }).count()).toBe(1);
  await page.reload();
  await form().getByText("10 votes in all").waitFor();
  expect(await form().getByText("Nobody can tell who voted what.").count()).toBe(1);
  await fine("anonymous results");
});

test.each([320, 1280])("from right to left, at %d px", async (width) => {
  await open("light", width);
  await go("arabic", "ar");
  const start = form().getByRole("button", { name: arabic.texts!.ar!.start!, exact: true });
  await start.waitFor();
  expect(await form().getByText("نقرتان").count()).toBe(1);
  await fine("arabic start");
  const frame = form().locator("[part=frame]");
  expect([await frame.getAttribute("dir"), await frame.getAttribute("lang")]).toEqual(["rtl", "ar"]);
  await start.click();
  await form().getByText("إسبريسو").click();
  // The word from the other direction is isolated, so that the question mark stays where it belongs.
  await form().getByText("\u2068Espresso\u2069").waitFor();
  const box = async (name: string) =>
    (await form().locator(`label:has([id="strength:${name}"])`).boundingBox())!;
  const [one, five] = [await box("1"), await box("5")];
  expect(one.x).toBeGreaterThan(five.x);
  const [low, high] = await Promise.all(
    ["خفيفة", "قوية"].map(async (text) => (await form().locator(".c-ends").getByText(text).boundingBox())!),
  );
  expect(low!.x).toBeGreaterThan(high!.x);
  await fine("arabic scale");
});
