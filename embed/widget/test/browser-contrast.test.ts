// Whatever accent a brand chooses, its widget can be read: WCAG's 4.5:1 for text, in both schemes.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../src/base.css", import.meta.url), "utf8");
const colours = /:host (\{[^}]*\})/.exec(css)![1]!;

const steps = ["00", "33", "66", "99", "cc", "ff"];
const accents = [
  ...steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`))),
  // Near the band in which neither black nor white reads.
  "#00ff00",
  "#f02d3c",
  "#777777",
  "#808080",
];

test.each(["light", "dark"] as const)("every accent reads in %s", async (colorScheme) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--no-first-run",
    ],
  });
  try {
    const page = await browser.newPage({ colorScheme });
    await page.setContent(
      `<meta name="color-scheme" content="light dark"><style>#host ${colours}</style><div id="host"><span id="probe"></span></div>`,
    );
    const unreadable = await page.evaluate((accents) => {
      const host = document.getElementById("host")!;
      const probe = document.getElementById("probe")!;
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
      const luminance = (name: string) => {
        probe.style.color = `var(${name})`;
        canvas.fillStyle = getComputedStyle(probe).color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
          part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      const contrast = (a: string, b: string) => {
        const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (high! + 0.05) / (low! + 0.05);
      };
      const pairs = [
        ["--accent", "--surface"],
        ["--accent", "--tint"],
        ["--on", "--fill"],
        ["--soft", "--tint"],
        ["--ink", "--tint"],
        ["--bad", "--surface"],
      ] as const;
      return accents.flatMap((accent) => {
        host.style.setProperty("--t-accent", accent);
        host.style.setProperty("--t-accent-dark", accent);
        return pairs
          .map(([text, ground]) => ({ accent, text, ground, ratio: contrast(text, ground) }))
          .filter(({ ratio }) => ratio < 4.5);
      });
    }, accents);
    expect(unreadable).toEqual([]);
  } finally {
    await browser.close();
  }
});
