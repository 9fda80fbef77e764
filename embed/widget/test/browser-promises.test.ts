// What the screens must never do to a person (promises P4, P5 and P15), held in the real browser: choose for
// them, tie a yes to a reward, make declining harder than answering, or hurry.
import { expect, test } from "vitest";
import { button, form, mock, open, page, quiz, toContact } from "./browser.ts";
import { types } from "./every-type.ts";

/** Everything that can be read in the widget, as one text. */
const words = () => form().evaluate((host) => (host.shadowRoot!.firstElementChild as HTMLElement).innerText);

const begin = async (name: string) => {
  await page.goto(`${mock.shop}/${name}/en/light dark`);
  await form().locator("button.c-go").click();
  await form().locator(".c-question").first().waitFor();
};

test("nothing is chosen before the person chose it, a consent least of all", async () => {
  await begin("type-every");
  const chosen = () =>
    form().evaluate((host) =>
      [...host.shadowRoot!.querySelectorAll<HTMLInputElement>("input, select, textarea, [aria-pressed]")]
        .filter(
          (one) =>
            (one.type === "range" ? one.getAttribute("aria-valuetext") !== "not answered yet" : false) ||
            one.checked ||
            one.ariaPressed === "true",
        )
        .map((one) => one.id),
    );
  expect(await chosen()).toEqual([]);
  const filled = await form().evaluate((host) =>
    [
      ...host.shadowRoot!.querySelectorAll<HTMLInputElement>(
        "input:not([type=radio], [type=checkbox], [type=range]), select, textarea",
      ),
    ]
      .map((one) => one.value)
      .filter(Boolean),
  );
  expect(filled).toEqual([]);
  await quiz();
  await toContact();
  expect(await form().getByRole("radio", { checked: true }).count()).toBe(0);
  // Neither yes nor no is an answer to it, and it holds nobody up.
  expect(await form().locator("[role=radiogroup][aria-required=true]").count()).toBe(0);
});

test("a yes and a no are one size, and no screen that asks for consent speaks of the reward", async () => {
  await quiz();
  const label = await form().locator("[part=offer] p").first().innerText();
  expect(label.length).toBeGreaterThan(4);
  await toContact();
  const said = await words();
  expect(said).not.toContain(label);
  expect(await form().locator("[part=offer]").count()).toBe(0);
  await page.mouse.move(0, 0); // hovering marks a card
  const looks = await form()
    .locator("[role=radiogroup]")
    .first()
    .evaluate((pair) =>
      [...pair.querySelectorAll("label")].map((card) => {
        const { width, height } = card.getBoundingClientRect();
        const { fontSize, fontWeight, color, backgroundColor, borderTopColor, borderTopWidth } =
          getComputedStyle(card);
        return {
          width: Math.round(width),
          height: Math.round(height),
          fontSize,
          fontWeight,
          color,
          backgroundColor,
          borderTopColor,
          borderTopWidth,
        };
      }),
    );
  expect(looks).toHaveLength(2);
  expect(looks[1]).toEqual(looks[0]);
});

test.each(types.filter((type) => type !== "consent"))(
  "%s: declining looks like answering and takes no more keys",
  async (type) => {
    await begin(`type-${type}`);
    const seen = await form().evaluate((host) => {
      const root = host.shadowRoot!;
      const look = (one: Element) => {
        const { fontSize, fontWeight, color, opacity, textDecorationLine } = getComputedStyle(one);
        return { fontSize, fontWeight, color, opacity, textDecorationLine };
      };
      const decline = root.querySelector(".decline")!;
      const answers = [...root.querySelectorAll("label.c-card:not(.decline)")];
      const { height, top } = decline.getBoundingClientRect();
      return {
        decline: { ...look(decline.querySelector(".c-name")!), height, below: top },
        answer: answers[0] && {
          ...look(answers[0].querySelector(".c-name")!),
          height: answers[0].getBoundingClientRect().height,
        },
      };
    });
    expect(seen.decline.height).toBeGreaterThanOrEqual(44);
    expect(seen.decline.opacity).toBe("1");
    if (seen.answer && type !== "picture") {
      const { height: _, below, ...plain } = seen.decline;
      const { height, ...theirs } = seen.answer;
      expect(plain, `${below}`).toEqual(theirs);
      expect(seen.decline.height).toBeGreaterThanOrEqual(Math.min(height, 44));
    }
    // Keys from the first control to the one behind the question: through all that answers it with one key
    // pressed on the way, against the same way with the key pressed on the decline.
    const stops = await form().evaluate((host) => {
      const root = host.shadowRoot!;
      const names = new Set<string>();
      let declined = -1;
      const all = [
        ...root.querySelectorAll<HTMLInputElement>(".c-question :is(input, select, textarea, button)"),
      ].filter((one) => !one.disabled && one.checkVisibility());
      let stop = 0;
      for (const one of all) {
        const radio = one.type === "radio";
        if (!radio || !names.has(one.name)) stop++;
        if (radio) names.add(one.name);
        if (one.closest(".decline")) declined = stop;
      }
      return { stop, declined };
    });
    // The decline is the last stop of the question: whoever answers passes it all the same.
    expect(stops.declined).toBe(stops.stop);
  },
);

test("nothing counts down, and nothing changes by itself", async () => {
  await open("light", 1280);
  await page.clock.install();
  await page.addInitScript(() => {
    const timers: unknown[] = [];
    const { setInterval: real } = window;
    Object.assign(window, {
      timers,
      setInterval: (...call: Parameters<typeof real>) => {
        timers.push(call[1]);
        return real(...call);
      },
    });
  });
  await quiz();
  await button("Start").waitFor();
  for (const go of [async () => {}, () => button("Start").click()]) {
    await go();
    await form().locator("#heading").waitFor();
    const before = await words();
    await page.clock.fastForward("30:00");
    expect(await words()).toBe(before);
    expect(await form().locator("[role=timer], [role=alertdialog], dialog[open]").count()).toBe(0);
  }
  expect(await page.evaluate(() => (window as any).timers)).toEqual([]);
});
