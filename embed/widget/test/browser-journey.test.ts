// What a person does with the widget, in Chromium, and what it may not do in return.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  button,
  complaints,
  consent,
  context,
  fine,
  focused,
  form,
  mock,
  page,
  quiz,
  stored,
  toContact,
} from "./browser.ts";

test("the whole quiz by keyboard alone", async () => {
  await quiz();
  await button("Start").focus();
  await page.keyboard.press("Enter");
  await button("Next").waitFor();
  expect(await focused()).toBe("heading");

  // The arrow keys choose; the page stays until the person goes on.
  await form().getByRole("radio").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(500);
  expect(await form().getByRole("radio", { name: "Moka pot" }).isChecked()).toBe(true);
  expect(await form().getByText("How do you brew?").isVisible()).toBe(true);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await form().getByText("Milk?").waitFor();
  expect(await focused()).toBe("heading");

  // Declining takes the same keys as answering.
  const keys: string[] = [];
  const until = async (id: string) => {
    for (let i = 0; i < 20 && (await focused()) !== id; i++) await page.keyboard.press("Tab");
    expect(await focused()).toBe(id);
    keys.push(id);
  };
  await until("milk:true");
  await page.keyboard.press("ArrowUp");
  expect(await form().getByRole("radio", { name: "Prefer not to say" }).first().isChecked()).toBe(true);
  await until("strength:1");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await until("notes:chocolate");
  await page.keyboard.press("Space");
  await until("moment:field");
  await page.keyboard.type("Yesterday");
  await page.keyboard.press("Enter");
  await until("shop_ok:true");
  await page.keyboard.press("Space");
  await until("mail_ok:true");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await form().getByText("Bold and deep").waitFor();
  expect(await focused()).toBe("heading");
  expect(mock.sent).toHaveLength(1);
  expect(mock.sent[0].answers).toEqual({
    brew: "espresso",
    milk: { declined: true },
    strength: 2,
    notes: ["chocolate"],
    moment: "Yesterday",
    shop_ok: true,
    mail_ok: false,
  });
  expect(complaints).toEqual([]);
});

test("a pointer tap goes on by itself, and the last page waits for the person", async () => {
  await quiz();
  await button("Start").click();
  await form().getByText("Filter or French press").click();
  await form().getByText("Which roast?").waitFor();
  await button("Back").click();
  await form().getByText("Moka pot").click();
  await form().getByText("Milk?").waitFor();

  await page.goto(`${mock.shop}/next-origin/en`);
  await button("Start").click();
  await form().getByText("Kenya").click();
  await page.waitForTimeout(500);
  expect(mock.sent).toEqual([]);
});

test("nothing is stored before the first answer, and never contact data or free text", async () => {
  await quiz();
  await button("Start").click();
  await button("Next").waitFor();
  expect(await stored()).toBe("{}");
  await form().getByText("Espresso", { exact: true }).click();
  expect(await stored()).toContain("espresso");
  await form().getByText("Yes, with milk").click();
  await form().getByText("4", { exact: true }).click();
  await button("Next").click();
  await form().getByRole("textbox").fill("On the train");
  await button("Next").click();
  await consent(1, "Yes");
  await form().getByRole("textbox").fill("ada@example.com");
  const held = await stored();
  expect(held).toContain("mail_ok");
  expect(held).not.toContain("On the train");
  expect(held).not.toContain("ada@");
  expect(held).not.toContain("subject-token");
});

test("an unfinished form goes on where it was after a reload", async () => {
  await quiz();
  await button("Start").click();
  await form().getByText("Espresso", { exact: true }).click();
  await form().getByText("Milk?").waitFor();
  await page.reload();
  await form().getByText("Milk?").waitFor();
  await button("Back").click();
  expect(await form().getByRole("radio", { name: "Espresso" }).isChecked()).toBe(true);
});

test("after completion a reload shows the result again, and stores nothing new", async () => {
  await quiz();
  await toContact();
  await button("Send my answers").click();
  await form().getByText("BREW-7QK2M4ZX9A").waitFor();
  // What came on top stands below it, each with the server's own sentence.
  expect(await form().getByText("Valid until 1 June 2026.").count()).toBe(1);
  expect(await form().getByText("A chance of a grinder").count()).toBe(1);
  expect(await form().getByText("You are in the draw for: A grinder.").count()).toBe(1);
  expect(await form().getByText("7QK2M4ZX9B").count()).toBe(1);
  expect(await stored()).not.toContain("espresso");
  await page.reload();
  await form().getByText("BREW-7QK2M4ZX9A").waitFor();
  expect(mock.tickets).toHaveLength(1);
  expect(mock.sent).toHaveLength(2);
  expect(mock.sent[1].ticket).toBe(mock.sent[0].ticket);
});

test("the subject token stays only where the person or the form asks for it", async () => {
  await quiz();
  await toContact();
  await button("Send my answers").click();
  await form().getByText("Remember me").click();
  expect(await stored()).toContain("subject-token");
  await form().getByText("Remember me").click();
  expect(await stored()).not.toContain("subject-token");

  await page.goto(`${mock.shop}/next-origin/en`);
  await form().getByText("keeps a random number").waitFor();
  await button("Start").click();
  expect(await stored()).not.toContain("subject-token");
  await form().getByText("Kenya").click();
  expect(await stored()).toContain("subject-token");
});

test("an answer that could not be sent waits in sight and is sent once the network is back", async () => {
  await quiz();
  await toContact();
  await context.setOffline(true);
  await button("Send my answers").click();
  await form().getByText("Your answers wait here").waitFor();
  await fine("unsent");
  await context.setOffline(false);
  await form().getByText("Bold and deep").waitFor();
  expect(mock.sent).toHaveLength(1);
});

test("a refused answer is shown at its question", async () => {
  await quiz();
  await toContact();
  mock.script["/v1/responses"] = [
    {
      status: 422,
      body: {
        type: "urn:proffer:error:invalid",
        errors: [{ pointer: "/answers/strength", code: "out_of_range", detail: "" }],
      },
    },
  ];
  await button("Send my answers").click();
  await form().getByText("between 1 and 5").waitFor();
  expect(await focused()).toBe("strength:4");
});

test("where the reward ran out the person decides", async () => {
  await quiz();
  await toContact();
  mock.script["/v1/responses"] = [
    {
      status: 409,
      body: { type: "urn:proffer:error:conflict", errors: [{ pointer: "", code: "offer_exhausted" }] },
    },
  ];
  await button("Send my answers").click();
  await form().getByText("The reward ran out").waitFor();
  await fine("exhausted");
  await button("Send without the reward").click();
  await form().getByText("Bold and deep").waitFor();
  expect(mock.sent[0].acceptOffer).toBe(null);
});

test.each([
  ["ticket_expired", 410, "longer than a few days"],
  ["known_changed", 409, "has changed in the meantime"],
  ["closed", 409, "This is closed"],
  ["full", 409, "All places are taken"],
  ["already_answered", 409, "answered this already"],
  ["erased", 410, "was deleted, as you asked"],
])("%s is said in plain words, with a way on", async (code, status, words) => {
  await quiz();
  await toContact();
  mock.script["/v1/responses"] = [
    { status, body: { type: `urn:proffer:error:conflict`, errors: [{ pointer: "", code }] } },
  ];
  await button("Send my answers").click();
  await form().getByText(words).waitFor();
  expect(await form().locator(".c-actions").locator("button, a").count()).toBeGreaterThan(0);
  await fine(code);
});

test("a reward that is not there is told before the first question, and contact data are not asked", async () => {
  await quiz();
  mock.script["/v1/tickets"] = [
    {
      status: 200,
      body: {
        ticket: "h.e30.s",
        expires: new Date(Date.now() + 1e8).toISOString(),
        version: 1,
        offer: null,
        nothing: { reason: "exhausted" },
      },
    },
  ];
  await button("Start").click();
  await form().getByText("The rewards have run out").waitFor();
  await fine("terms");
  await button("Start without a reward").click();
  await form().getByText("Filter or French press").click();
  await form().getByText("Which roast?").waitFor();
  await form().getByText("Dark").click();
  await form().getByText("Which notes").waitFor();
  await page.waitForTimeout(800); // a press at once would be meant for the page before
  await button("Next").click();
  await consent(1, "Yes");
  expect(await form().getByRole("textbox").count()).toBe(0);
});

test("objections go with the answers", async () => {
  await quiz();
  await form().getByText("I object to this use").click();
  await toContact();
  await button("Send my answers").click();
  await form().getByText("Bold and deep").waitFor();
  expect(mock.sent[0].objections).toEqual(["service"]);
});

test("poll results wait for enough votes", async () => {
  mock.votes = 3;
  await page.goto(`${mock.shop}/next-origin/en`);
  await button("Start").click();
  await form().getByText("Kenya").click();
  await button("Send my answers").click();
  await form().getByText("Results appear from 5 votes").waitFor();
});

test("a form that does not load leaves the page's own link and says why on the console", async () => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  await page.goto(`${mock.shop}/no-such-form/it`);
  await form().getByText("Caricamento non riuscito").waitFor();
  expect(await page.getByRole("link", { name: "Find your coffee" }).isVisible()).toBe(true);
  expect(said.join("\n")).toMatch(/no-such-form: 404\. Check brand and form/);
});

test("the focus is never lost: after answering again, and after a load that failed", async () => {
  await quiz();
  await toContact();
  await button("Send my answers").click();
  await button("Answer again").focus();
  await page.keyboard.press("Enter");
  await button("Start").waitFor();
  expect(await focused()).toBe("heading");

  await page.goto(`${mock.shop}/no-such-form/en`);
  await button("Try again").focus();
  await page.keyboard.press("Enter");
  await expect.poll(focused).toBe("heading");
  expect(await form().getByText("This did not load").isVisible()).toBe(true);

  // A page that begins it again by script keeps its focus.
  await quiz();
  await button("Start").waitFor();
  await page.evaluate(() => (document.querySelector("proffer-form") as any).restart());
  await button("Start").waitFor();
  expect(await focused()).toBe("BODY");
});

test("a server that is down is not called an offline device", async () => {
  await quiz();
  await page.route("**/v1/tickets", (route) => route.abort());
  await button("Start").click();
  await form().getByText("This did not work").waitFor();
  expect(await focused()).toBe("problem");
  await context.setOffline(true);
  await button("Start").click();
  await form().getByText("You seem to be offline").waitFor();
});

test("events carry ids and states, never values or codes", async () => {
  await page.addInitScript(() => {
    (window as any).seen = [];
    for (const name of ["ready", "start", "page", "answer", "decline", "unsent", "complete", "error"]) {
      addEventListener(`proffer-${name}`, (event) =>
        (window as any).seen.push([name, (event as CustomEvent).detail]),
      );
    }
  });
  await quiz();
  await toContact();
  await button("Send my answers").click();
  await form().getByText("Bold and deep").waitFor();
  const seen: [string, any][] = await page.evaluate(() => (window as any).seen);
  const names = seen.map(([name]) => name);
  expect(names.slice(0, 3)).toEqual(["ready", "start", "page"]);
  expect(names.at(-1)).toBe("complete");
  expect(JSON.stringify(seen)).not.toMatch(/chocolate|BREW-|train|bold/);
});

test("moving the element keeps the exchange, and the built root is closed", async () => {
  await quiz();
  await button("Start").click();
  await form().getByRole("heading", { name: "How do you brew?" }).waitFor();
  await page.evaluate(() => document.body.prepend(document.querySelector("proffer-form")!));
  await page.waitForTimeout(50);
  expect(await form().getByRole("heading", { name: "How do you brew?" }).isVisible()).toBe(true);

  await page.goto(`${mock.shop}/find-your-coffee/en/light/closed`);
  await page.waitForFunction(() => (document.querySelector("proffer-form") as any)?.state === "start");
  expect(await page.evaluate(() => document.querySelector("proffer-form")!.shadowRoot)).toBe(null);
  expect(complaints).toEqual([]);
});

test("the privacy page takes the token out of the address, and deletes after asking", async () => {
  await page.goto(`${mock.server}/privacy/fieldnote#token=me-token`);
  await page.getByText("Brewing").waitFor();
  expect(page.url()).toBe(`${mock.server}/privacy/fieldnote`);
  expect(await page.getByText("not what it is").isVisible()).toBe(true);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(JSON.parse(readFileSync(await file.path(), "utf8")).preferences).toHaveLength(2);
  await page.getByRole("button", { name: "Delete everything", exact: true }).click();
  expect(mock.deleted).toBe(0);
  await fine("delete dialog");
  await page.getByRole("button", { name: "Yes, delete everything" }).click();
  await page.getByRole("heading", { name: "Everything is deleted" }).waitFor();
  expect(mock.deleted).toBe(1);

  await page.goto("about:blank");
  await page.goto(`${mock.server}/privacy/fieldnote#token=old`);
  await page.getByRole("heading", { name: "no longer valid" }).waitFor();
  await page.goto("about:blank");
  await page.goto(`${mock.server}/privacy/fieldnote`);
  await page.getByText("a link that only you have").waitFor();
});
