// More forms of the brand: a preference centre, a quiz with right answers, a poll that keeps no voter and
// a survey in Arabic; and what the server adds to their tickets and replies.
import { existsSync, readFileSync } from "node:fs";
import type { Form, PollResults, Reply, Ticket } from "../src/wire.ts";
import { poll, quiz } from "./fieldnote.ts";

const soon = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const [brew, milk, roast, shopOk] = ["brew", "milk", "roast", "shop_ok"].map((id) => ({
  ...quiz.pages.flatMap(({ questions }) => questions).find((question) => question.id === id)!,
}));
const bare = { offer: null, fallbacks: [], repeat: "always", intro: undefined };

export const centre: Form = {
  ...quiz,
  ...bare,
  form: "your-taste",
  kind: "preferences",
  title: { en: "Your preferences", it: "Le tue preferenze" },
  pages: [{ id: "all", title: { en: "What you like" }, questions: [brew!, milk!, roast!, shopOk!] }],
};

const knows = (id: string, label: string, values: [string, string][]) => ({
  id,
  type: "single",
  knowledge: true,
  label: { en: label },
  why: { en: "It is part of the quiz; it is not kept." },
  choices: values.map(([value, text]) => ({ value, label: { en: text } })),
});

export const barista: Form = {
  ...quiz,
  ...bare,
  form: "barista",
  title: { en: "Barista or beginner?" },
  explain: "after",
  pages: [
    {
      id: "heat",
      questions: [
        knows("heat", "How hot is the water?", [
          ["boiling", "Boiling"],
          ["93", "About 93 degrees"],
        ]),
      ],
    },
    {
      id: "bar",
      questions: [
        knows("bar", "What is a bar of pressure?", [
          ["ten", "Ten newtons"],
          ["hundred", "A hundred kilopascals"],
        ]),
      ],
    },
    {
      id: "also",
      questions: [
        { ...roast!, known: "skip" },
        { ...milk!, help: { en: "You like {roast|your roast}." } },
      ],
    },
  ],
};

export const quiet: Form = {
  ...poll,
  form: "quiet-poll",
  anonymous: true,
  pages: [
    ...poll.pages,
    {
      id: "more",
      questions: [
        {
          id: "again",
          type: "scale",
          min: 0,
          max: 5,
          label: { en: "How likely are you to come back?" },
          why: { en: "It is the vote." },
        },
        {
          id: "taste",
          type: "matrix",
          label: { en: "How was it?" },
          why: { en: "It is the vote." },
          rows: [
            { row: "hot", label: { en: "Hot" } },
            { row: "cold", label: { en: "Cold" } },
          ],
          choices: [
            { value: "good", label: { en: "Good" } },
            { value: "bad", label: { en: "Bad" } },
          ],
        },
      ],
    },
  ],
};

const arabicTexts = new URL("../../../forms/texts/ar.json", import.meta.url);
const ar = (text: string) => ({ ar: text });

export const arabic: Form = {
  ...quiz,
  ...bare,
  form: "arabic",
  kind: "survey",
  locales: [{ lang: "ar", dir: "rtl" }],
  texts: { ar: existsSync(arabicTexts) ? JSON.parse(readFileSync(arabicTexts, "utf8")) : quiz.texts!.en },
  title: ar("قهوتك"),
  notice: {
    ...quiz.notice,
    summary: ar("نسأل عن شيئين."),
    facts: { ar: [{ name: "حقوقك", text: "يمكنك أن ترى ما قلته لنا وأن تصححه وتحذفه." }] },
    purposes: [
      {
        ...quiz.notice.purposes[0]!,
        label: ar("عرض نتيجتك"),
        kept: ar("يُحفظ لمدة شهر واحد"),
        facts: { ar: [{ name: "الغرض", text: "الصفحة التي تراها في النهاية." }] },
      },
    ],
    balance: { takes: ar("نحو 20 ثانية"), asks: ar("نقرتان"), kept: ar("شهر واحد"), seenBy: ar("نحن فقط") },
  },
  pages: [
    {
      id: "first",
      questions: [
        {
          id: "brew",
          type: "single",
          attribute: "brew",
          purposes: ["result"],
          label: ar("كيف تحضّر قهوتك؟"),
          why: ar("لنعرف."),
          choices: [
            { value: "espresso", label: ar("إسبريسو"), inline: { ar: "Espresso" } },
            { value: "filter", label: ar("مقطّرة") },
          ],
        },
      ],
    },
    {
      id: "second",
      questions: [
        {
          id: "strength",
          type: "scale",
          attribute: "strength",
          min: 1,
          max: 5,
          ends: [ar("خفيفة"), ar("قوية")],
          purposes: ["result"],
          label: ar("ما مدى قوة {brew|قهوتك}؟"),
          why: ar("لنعرف."),
        },
      ],
    },
  ],
};

export const moreForms: Record<string, Form> = Object.fromEntries(
  [centre, barista, quiet, arabic].map((form) => [form.form, form]),
);

/** What a ticket of these forms holds besides. */
export const moreTicket: Record<string, Partial<Ticket>> = {
  "your-taste": {
    known: [
      { question: "brew", value: "espresso", mode: "prefill" },
      { question: "milk", value: true, mode: "prefill" },
    ],
    standing: [{ purpose: "recommend", given: true }],
  },
  barista: { test: true, known: [{ question: "roast", value: "dark", mode: "skip" }] },
};

/** Replies by form. */
export const moreReplies: Record<
  string,
  (answers: Record<string, unknown>, results: PollResults) => Partial<Reply>
> = {
  "your-taste": (answers) => ({
    response: "0193",
    preferences: Object.keys(answers)
      .filter((id) => typeof answers[id] === "string")
      .map((id) => ({
        question: id,
        value: answers[id],
        wording: { label: "How do you brew?", choice: "Moka pot" },
        purposes: [{ purpose: "result", until: soon(30) }],
      })),
  }),
  barista: () => ({
    response: "0194",
    outcome: { title: "Beginner with taste" },
    knowledge: {
      points: 1,
      correct: 1,
      total: 2,
      passed: false,
      questions: [
        {
          question: "heat",
          correct: false,
          right: ["About 93 degrees"],
          explain: "Boiling water burns the coffee.",
        },
        { question: "bar", correct: true, right: ["A hundred kilopascals"] },
      ],
    },
  }),
  "quiet-poll": (_, results) => ({
    results: {
      ...results,
      questions: {
        ...results.questions,
        again: [
          { value: 0, count: 5 },
          { value: 4, count: 15 },
        ],
        "taste.cold": [
          { value: "bad", count: 6 },
          { value: null, count: 4 },
        ],
      },
    },
  }),
  arabic: () => ({ response: "0195" }),
};

/** What POST /v1/reveal tells. */
export const reveals: Record<string, { value: string; right: string[]; explain?: string }> = {
  heat: { value: "93", right: ["About 93 degrees"], explain: "Boiling water burns the coffee." },
  bar: { value: "hundred", right: ["A hundred kilopascals"] },
};
