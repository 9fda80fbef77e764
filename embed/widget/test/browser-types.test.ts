// Each question type by keyboard: choose, clear, decline, err; what is sent; axe; room for a finger.
import { beforeEach, describe, expect, test } from "vitest";
import { button, fine, focused, form, mock, open, page, stored } from "./browser.ts";
import { types } from "./every-type.ts";

const start = async (type: string, lang = "en") => {
  await page.goto(`${mock.shop}/type-${type}/${lang}/light dark`);
  await form().locator("button.c-go").click();
  await form().locator(".c-question").first().waitFor();
};
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Tabs until the control has the focus, as a person would. */
const tabTo = async (id: string) => {
  for (let i = 0; i < 25 && (await focused()) !== id; i++) await press("Tab");
  expect(await focused()).toBe(id);
};
const send = async () => {
  await button("Send my answers").click();
};
const sent = async (type: string) => {
  await send();
  await expect.poll(() => mock.sent.length).toBe(1);
  return mock.sent[0].answers[type];
};
const error = async (type: string) => {
  await send();
  return form().locator(`#e-${type}`).innerText();
};
const clear = () => form().getByRole("button", { name: "Clear" }).click();
const radio = (name: string) => form().getByRole("radio", { name, exact: true });
const box = (name: string) => form().getByRole("checkbox", { name, exact: true });
const status = () => form().getByRole("status").innerText();

/** What each type needs to be answered with the keyboard alone, from its first control on. */
const answers: Record<string, { first: string; keys: string[]; value: unknown }> = {
  single: { first: "single:chocolate", keys: ["Space", "ArrowDown"], value: "nuts" },
  picture: { first: "picture:chocolate", keys: ["Space", "ArrowRight", "ArrowRight"], value: "berries" },
  multiple: {
    first: "multiple:chocolate",
    keys: ["Space", "Tab", "Tab", "Space"],
    value: ["chocolate", "berries"],
  },
  yes_no: { first: "yes_no:true", keys: ["ArrowDown"], value: false },
  short_text: { first: "short_text:field", keys: ["a", "Space", "b"], value: "a b" },
  long_text: { first: "long_text:field", keys: ["a", "Enter", "b"], value: "a\nb" },
  email: { first: "email:field", keys: [..."ada@example.com"], value: "ada@example.com" },
  phone: { first: "phone:field", keys: [..."+39 011 0000000"], value: "+39 011 0000000" },
  url: { first: "url:field", keys: [..."example.com"], value: "https://example.com" },
  number: { first: "number:field", keys: [..."2.5"], value: 2.5 },
  slider: { first: "slider:field", keys: ["ArrowRight", "ArrowRight"], value: 6 },
  rating: { first: "rating:1", keys: ["Space", "ArrowRight", "ArrowRight"], value: 3 },
  scale: { first: "scale:-3", keys: ["Space", "ArrowRight"], value: -2 },
  nps: { first: "nps:0", keys: ["Space"], value: 0 },
  matrix: {
    first: "matrix.delivery:bad",
    keys: ["Space", "Tab", "ArrowRight"],
    value: { delivery: "bad", packaging: "fine" },
  },
  date: { first: "date:field", keys: [..."03022025"], value: "2025-03-02" },
  consent: { first: "consent:true", keys: ["ArrowRight"], value: false },
};

describe("by keyboard alone", () => {
  test.each(types.filter((type) => answers[type]))("%s", async (type) => {
    await start(type);
    const { first, keys, value } = answers[type]!;
    await tabTo(first);
    await press(...keys);
    await fine(`${type}, answered`);
    expect(await sent(type)).toEqual(value);
  });

  test("dropdown", async () => {
    await start("dropdown");
    await tabTo("dropdown:list");
    await press("n");
    await fine("dropdown");
    expect(await sent("dropdown")).toBe("nuts");
  });

  test("ranking: places, moves, what a screen reader hears, and the focus", async () => {
    await start("ranking");
    await tabTo("ranking:chocolate");
    await press("Tab", "Enter");
    expect(await status()).toBe("Nuts: place 1 of 3.");
    expect(await focused()).toBe("ranking:nuts");
    await tabTo("ranking:chocolate");
    await press("Space");
    await tabTo("ranking:berries");
    await press("Space");
    expect(await focused()).toBe("ranking:berries");
    await tabTo("ranking:berries:up");
    await press("Enter");
    expect(await status()).toBe("Berries: place 2 of 3.");
    expect(await focused()).toBe("ranking:berries:up");
    await press("Enter", "Enter");
    expect(await status()).toBe("Berries: place 1 of 3.");
    expect(await focused()).toBe("ranking:berries:up");
    await tabTo("ranking:berries:down");
    await press("Space");
    expect(await focused()).toBe("ranking:berries:down");
    // There is no fourth place to give.
    await form().getByRole("button", { name: "Flowers" }).click();
    await fine("ranking");
    expect(await sent("ranking")).toEqual(["nuts", "berries", "chocolate"]);
  });

  test("address", async () => {
    await start("address");
    await form().getByLabel("Street and number").focus();
    await page.keyboard.type("Via Roma 1");
    await press("Tab", "Tab", "Tab");
    await page.keyboard.type("Pinerolo");
    await press("Tab", "Tab");
    await page.keyboard.type("Ita");
    await fine("address");
    expect(await sent("address")).toEqual({ street: "Via Roma 1", city: "Pinerolo", country: "IT" });
  });
});

describe("for each type", () => {
  test.each(types.filter((type) => type !== "consent"))(
    "%s: declining takes one key more than reaching it, and can be taken back",
    async (type) => {
      await start(type);
      const decline = form().locator(".decline input");
      expect(await decline.isChecked()).toBe(false);
      expect(await error(type)).toMatch(/^Please (answer|fill in)/);
      await fine(`${type} with an error`);
      await decline.focus();
      await press("Space");
      expect(await decline.isChecked()).toBe(true);
      expect(await form().locator(`#e-${type}`).innerText()).toBe("");
      await clear();
      expect(await decline.isChecked()).toBe(false);
      await decline.focus();
      await press("Space");
      expect(await sent(type)).toEqual({ declined: true });
    },
  );

  test.each([320, 1280])("at %i px everything has room for a finger, in both directions", async (width) => {
    await open("light", width);
    for (const lang of ["en", "ar"]) {
      await start("every", lang);
      await form().locator("[id='ranking:nuts']").click();
      await form().locator("[id='single:other']").check({ force: true });
      await fine(`every type, ${lang}, ${width}`);
      const small = await form().evaluate((host) => {
        const all = host.shadowRoot!.querySelectorAll<HTMLElement>(
          "button, select, textarea, input:not(label > [name]), label:has(> [name]), summary",
        );
        return [...all]
          .map((one) => {
            const { width, height } = one.getBoundingClientRect();
            return {
              name: one.id || one.className || one.tagName,
              width,
              height,
              shown: one.checkVisibility({ visibilityProperty: true }),
            };
          })
          .filter(({ name, width, height, shown }) => {
            // A point of a scale may be narrow, but never low; a checkbox has its label around it.
            const least = /check|later/.test(name) ? 20 : 44;
            return shown && (height < least || width < (/card|star/.test(name) ? 30 : 20));
          });
      });
      expect(small.filter(({ name }) => name !== "INPUT")).toEqual([]);
    }
  });
});

test("a tap goes on by itself for what one tap answers, and for nothing else", async () => {
  // The form has one page, so going on would send; the exchange does so only for an act of its own.
  for (const type of ["dropdown", "slider"]) {
    await start(type);
    const control = form().locator(type === "slider" ? "[type=range]" : "select");
    if (type === "slider") await control.click({ position: { x: 10, y: 20 } });
    else await control.selectOption("nuts");
    await page.waitForTimeout(500);
    expect(mock.sent).toEqual([]);
  }
});

test("a free text opens beside a choice, wants words, and is sent as such", async () => {
  await start("single");
  await form().getByText("Other", { exact: true }).click();
  await expect.poll(focused).toBe("single:field");
  expect(await error("single")).toMatch(/^Please answer/);
  expect(await focused()).toBe("single:field");
  await page.keyboard.type("two words ");
  expect(await form().getByRole("textbox").inputValue()).toBe("two words ");
  await fine("a free text");
  expect(await stored()).not.toContain("two words");
  expect(await sent("single")).toEqual({ other: "two words " });
});

test("a free text may be one of several, and leaves with its card", async () => {
  await start("multiple");
  await form().getByText("Nuts").click();
  await form().getByText("Other", { exact: true }).click();
  await form().getByRole("textbox").fill("mine");
  expect(await stored()).toContain("nuts");
  expect(await stored()).not.toContain("mine");
  await form().getByText("Berries").click();
  expect(await error("multiple")).toMatch(/Choose up to 2/);
  await form().getByText("All of them").click();
  expect(await form().getByRole("textbox").count()).toBe(0);
  await form().getByText("Other", { exact: true }).click();
  expect(await box("All of them").isChecked()).toBe(false);
  await form().getByRole("textbox").fill("mine");
  expect(await sent("multiple")).toEqual([{ other: "mine" }]);
});

test("a free text in a list", async () => {
  await start("dropdown");
  await form().locator("select").selectOption("other");
  await form().getByRole("textbox").fill("mine");
  expect(await form().locator("select").inputValue()).toBe("other");
  await clear();
  expect(await form().locator("select").inputValue()).toBe("");
  await form().locator("select").selectOption("other");
  await form().getByRole("textbox").fill("mine");
  expect(await sent("dropdown")).toEqual({ other: "mine" });
});

test("a slider says nothing until it is touched, then what it stands at", async () => {
  await start("slider");
  const slider = form().getByRole("slider");
  expect(await slider.getAttribute("aria-valuetext")).toBe("not answered yet");
  expect(await error("slider")).toMatch(/^Please answer/);
  expect(await focused()).toBe("slider:field");
  // The space bar takes the value in the middle, which no arrow leads to.
  await press("Space");
  expect(await slider.getAttribute("aria-valuetext")).toBe("5 of ten");
  await press("End");
  expect(await slider.getAttribute("aria-valuetext")).toBe("10 of ten");
  await clear();
  expect(await slider.getAttribute("aria-valuetext")).toBe("not answered yet");
  await press("Home");
  expect(await sent("slider")).toBe(0);
});

test("where writing runs from right to left a slider and its ends do too", async () => {
  await start("slider", "ar");
  const slider = form().getByRole("slider");
  const { x, width } = (await slider.boundingBox())!;
  const low = (await form().locator(".c-ends span").first().boundingBox())!;
  expect(low.x).toBeGreaterThan(x + width / 2);
  await slider.click({ position: { x: width - 3, y: 20 } });
  expect(await slider.inputValue()).toBe("0");
});

test("stars fill up to the one that is chosen", async () => {
  await start("rating");
  const filled = () =>
    form()
      .locator(".c-star .c-mark")
      .evaluateAll((marks) => marks.map((mark) => getComputedStyle(mark, "::before").content[1]).join(""));
  expect(await filled()).toBe("☆☆☆☆☆");
  await radio("3 of 5").check({ force: true });
  expect(await filled()).toBe("★★★☆☆");
  await form().locator(".decline input").check({ force: true });
  expect(await filled()).toBe("☆☆☆☆☆");
});

test("eleven points are six and five where it is narrow, and one row where it is wide", async () => {
  const rows = async () => {
    await start("nps");
    const tops = await form()
      .locator("label:not(.decline):has([name=nps])")
      .evaluateAll((cards) => cards.map((card) => Math.round(card.getBoundingClientRect().top)));
    return [...new Set(tops)].map((top) => tops.filter((one) => one === top).length);
  };
  expect(await rows()).toEqual([11]);
  await open("light", 320);
  expect(await rows()).toEqual([6, 5]);
});

test("a matrix names each row, and says which is not answered", async () => {
  await start("matrix");
  const row = (name: string) => form().getByRole("radiogroup", { name: `How did it go? ${name}` });
  await row("Delivery").getByRole("radio", { name: "Great" }).check({ force: true });
  expect(await error("matrix")).toMatch(/^Please answer each line/);
  expect(await row("Delivery").getAttribute("aria-invalid")).toBe("false");
  expect(await row("Packaging").getAttribute("aria-invalid")).toBe("true");
  await row("Packaging").getByRole("radio", { name: "Bad" }).check({ force: true });
  expect(await sent("matrix")).toEqual({ delivery: "great", packaging: "bad" });
});

test.each([
  ["email", "ada@example", "name@example.com"],
  ["phone", "011 0000000", "country code"],
  ["url", "example", "https://example.com"],
  ["number", "seven", "write a number"],
  ["number", "21", "From 0.5. Up to 20. In steps of 0.5."],
  ["number", "1.3", "In steps of 0.5."],
  ["short_text", "x".repeat(21), "at most 20 characters"],
  ["long_text", "x".repeat(51), "at most 50 characters"],
])("%s %s is told before it is sent", async (type, text, words) => {
  await start(type);
  await form().getByRole("textbox").fill(text);
  expect(await error(type)).toContain(words);
  expect(await form().getByRole("textbox").getAttribute("aria-invalid")).toBe("true");
  expect(await focused()).toBe(`${type}:field`);
  expect(mock.sent).toEqual([]);
});

test("a date that was only begun is no answer, and can be cleared", async () => {
  await start("date");
  await tabTo("date:field");
  await press("0", "3");
  expect(await error("date")).toMatch(/not complete/);
  await fine("a date that was begun");
  await clear();
  expect(await error("date")).toMatch(/^Please answer/);
  await form().locator("[type=date]").fill("2023-12-31");
  expect(await error("date")).toContain("January 1, 2024");
  await form().locator("[type=date]").fill("2024-01-01");
  expect(await sent("date")).toBe("2024-01-01");
});

test("an address says which part is missing, and offers the countries in the language", async () => {
  await start("address", "it");
  await form().getByLabel("Città").fill("Pinerolo");
  await form().locator("button.c-go").click();
  await form().getByText("Inserisci via, città e paese").waitFor();
  expect(await form().getByLabel("Via e numero").getAttribute("aria-invalid")).toBe("true");
  expect(await form().getByLabel("Città").getAttribute("aria-invalid")).toBe("false");
  await form().getByLabel("Paese").selectOption({ label: "Costa d’Avorio" });
  await form().getByLabel("Via e numero").fill(" ");
  await form().getByLabel("Via e numero").fill("Via Roma 1");
  expect(await stored()).not.toContain("Pinerolo");
  await form().locator("button.c-go").click();
  await expect
    .poll(() => mock.sent[0]?.answers.address)
    .toEqual({
      street: "Via Roma 1",
      city: "Pinerolo",
      country: "CI",
    });
});

test("numbers are read in the digits and with the signs of the language", async () => {
  await start("number", "ar");
  await form().getByRole("textbox").fill("٢٫٥");
  expect(await form().getByRole("textbox").inputValue()).toBe("٢٫٥");
  await form().locator("button.c-go").click();
  await expect.poll(() => mock.sent[0]?.answers.number).toBe(2.5);
});

test("characters are counted as they run out", async () => {
  await start("long_text");
  const count = () => form().locator("#u-long_text").innerText();
  await form().getByRole("textbox").fill("x".repeat(40));
  expect(await count()).toBe("");
  await form().getByRole("textbox").fill("👋".repeat(49));
  expect(await count()).toBe("1 character left");
  await form().getByRole("textbox").fill("x".repeat(53));
  expect(await count()).toBe("3 characters too many");
});

describe("colours that are forced", () => {
  beforeEach(() => page.emulateMedia({ forcedColors: "active" }));
  test("show what is chosen", async () => {
    await start("single");
    const outline = (name: string) =>
      form()
        .locator("label", { hasText: name })
        .evaluate((card) => getComputedStyle(card).outlineStyle);
    await form().getByText("Nuts").click();
    await page.mouse.click(1, 1);
    expect(await outline("Nuts")).toBe("solid");
    expect(await outline("Berries")).toBe("none");
  });
});
