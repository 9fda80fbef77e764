// Every screen in Chromium: accessible, no wider than its window, and within the strictest policy.
import { describe, expect, test } from "vitest";
import { button, consent, fine, form, mock, open, page, quiz } from "./browser.ts";

describe.each([
  ["light", 320],
  ["light", 1280],
  ["dark", 320],
  ["dark", 1280],
] as const)("%s at %i px", (scheme, width) => {
  test("every screen is accessible, fits and breaks no policy", async () => {
    await open(scheme, width);
    await quiz();
    await button("Start").waitFor();
    for (const line of await form().locator("summary").all()) await line.click();
    await fine("start");
    await button("Start").click();
    await button("Next").waitFor();
    await fine("single");
    await button("Next").click();
    await form().getByText("Please answer").waitFor();
    await fine("single with an error");
    await form().getByText("Espresso", { exact: true }).click();
    await form().getByText("Milk?").waitFor();
    await form().getByText("Yes, with milk").click();
    for (const line of await form().locator("summary").all()) await line.click();
    await fine("yes_no and scale");
    await form().getByText("4", { exact: true }).click();
    await button("Next").click();
    await form().getByText("Chocolate").click();
    expect(
      await form()
        .locator("#heading")
        .evaluate((heading) => heading.getBoundingClientRect().top),
    ).toBeGreaterThanOrEqual(0);
    await fine("multiple and short_text");
    await button("Next").click();
    await consent(1, "Yes");
    await form().getByRole("textbox").fill("ada@example");
    await button("Send my answers").click();
    await form().getByText("does not look like").waitFor();
    await fine("consent and email with an error");
    await form().getByRole("textbox").fill("ada@example.com");
    await button("Send my answers").click();
    await form().getByText("Bold and deep").waitFor();
    await fine("result");

    await page.goto(`${mock.shop}/next-origin/it/light dark`);
    await button("Inizia").click();
    await form().getByText("Kenya").click();
    await button("Invia le mie risposte").click();
    await form().getByText("60%").waitFor();
    await fine("poll");

    await page.goto(`${mock.server}/f/fieldnote/find-your-coffee`);
    await button("Start").waitFor();
    await fine("hosted");
    await page.goto(`${mock.server}/privacy/fieldnote#token=me-token`);
    await page.getByRole("heading", { name: "What you told us" }).waitFor();
    await fine("privacy");
    await page.goto(`${mock.server}/missing`);
    await fine("problem");
  });
});
