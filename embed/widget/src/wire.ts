// The messages of the wire contract, as far as the widget reads them. Keys that may be absent are
// optional here; nothing else is assumed.

/** A text by locale. */
export type Text = Record<string, string>;
/** A rule in JsonLogic's syntax; rule.ts says what it means. */
export type Rule = unknown;

export interface Declined {
  declined: true;
}
/** A matrix by row, an address by part, or a free text beside the choices: {"other": "..."}. */
export type Parts = Record<string, string>;
export type Value = string | number | boolean | (string | Parts)[] | Parts;
export type Answer = Value | Declined;
/** Answers by question id. A question without an entry is unanswered. */
export type Answers = Record<string, Answer>;

export interface Choice {
  value: string | boolean;
  label?: Text;
  /** The label as it stands inside a sentence. */
  inline?: Text;
  image?: string;
  showIf?: Rule;
  exclusive?: boolean;
  scores?: Record<string, number>;
}

export interface Question {
  id: string;
  type: string;
  attribute?: string;
  purpose?: string;
  purposes?: string[];
  /** Purposes, longest time and recipients in words. */
  uses?: Text;
  required?: boolean;
  label?: Text;
  why?: Text;
  /** A string where the widget itself added to it. */
  help?: Text | string;
  body?: Text;
  placeholder?: Text;
  declineLabel?: Text | string;
  ends?: [Text, Text];
  min?: number;
  max?: number;
  step?: number;
  /** Of a number: whole numbers only. */
  whole?: boolean;
  unit?: Text;
  /** Of a date: ISO 8601, or "today". */
  earliest?: string;
  latest?: string;
  maxLength?: number;
  choices?: Choice[];
  /** Of a matrix. */
  rows?: { row: string; label: Text; inline?: Text }[];
  /** Of a ranking: how many are put in order. */
  top?: number;
  /** A free text is offered beside the choices. */
  other?: boolean;
  /** Of an address: the codes that are accepted. */
  countries?: string[];
  known?: string;
  /** It has a right answer, which stays on the server. */
  knowledge?: boolean;
  showIf?: Rule;
  scores?: Record<string, number>;
}

export interface Page {
  id: string;
  title?: Text;
  showIf?: Rule;
  questions: Question[];
  next?: { when?: Rule; page: string }[];
}

export interface Money {
  amount: string;
  currency: string;
}

export interface Offer {
  offer: string;
  version: string;
  kind: string;
  label: Text;
  worth: Money;
  /** All its conditions in words; absent where it has none. */
  terms?: Text;
}

/** Lines of the notice by locale: what each is about, and what is so. */
export type Facts = Record<string, { name: string; text: string }[]>;

export interface Purpose {
  purpose: string;
  version: string;
  label: Text;
  basis: "contract" | "consent" | "legitimate_interest";
  interest?: Text;
  /** How long, and all of it, in words. */
  kept: Text;
  facts: Facts;
}

export interface Controller {
  name: string;
  policyUrl?: string;
}

export interface Notice {
  controller: Controller;
  summary?: Text;
  attributes: { attribute: string; category: string }[];
  purposes: Purpose[];
  /** What is asked, how long that takes, how long it is kept and who sees it, each in a few words. */
  balance: { asks: Text; takes: Text; kept: Text; seenBy: Text };
  /** The controller, the rights and what the page passes in. */
  facts: Facts;
}

export interface Theme {
  accent?: string;
  accentDark?: string;
  radius?: string;
  font?: string;
  logo?: string;
}

export interface Form {
  brand: string;
  form: string;
  version: number;
  kind: string;
  locales: { lang: string; dir: "ltr" | "rtl" }[];
  title: Text;
  intro?: Text;
  theme?: Theme;
  offer?: Offer | null;
  /** Some people are drawn to get one of these in its place; absent where none are. */
  variants?: Offer[];
  fallbacks: Offer[];
  notice: Notice;
  anonymous?: boolean;
  identity?: string;
  explain?: string;
  /** Named rules, in the order in which they build on each other. */
  computed?: Record<string, Rule>;
  pages: Page[];
  remember?: boolean;
  repeat?: unknown;
  results?: { show: string; minimum: number };
  schedule?: { open: boolean; full?: boolean; opens?: string | null; closes?: string | null };
  texts?: Record<string, Record<string, string>>;
}

/** An answer that the person has given before. */
export interface Known {
  question: string;
  value: Value;
  /** skip: it is not asked, and takes part; prefill: it is shown filled in. */
  mode: string;
}

export interface Ticket {
  ticket: string;
  expires: string;
  version: number;
  locale?: string;
  subject?: { token: string };
  offer?: Offer | null;
  nothing?: { reason: string };
  known?: Known[];
  /** What the person last said about a purpose, in a preference centre. */
  standing?: { purpose: string; given: boolean }[];
  order?: Order;
  /** What rules see beside answers; the date is the ticket's, UTC. */
  stage?: string;
  context?: Record<string, unknown>;
  today: string;
  /** The exchange counts for nothing and is stored nowhere. */
  test?: boolean;
}

/** What was drawn for a ticket; what is not in it stands as it is written. */
export interface Order {
  /** By page: the questions that are asked, in their order. */
  questions?: Record<string, string[]>;
  /** By question: the names of its choices, or a matrix's rows. */
  choices?: Record<string, string[]>;
}

/** What was right about an answer to a knowledge question. */
export interface Revealed {
  question?: string;
  /** Absent where it was not answered. */
  correct?: boolean;
  /** In words, in the locale of the ticket. */
  right?: string[];
  explain?: string;
}

export interface Because {
  question?: string;
  text: string;
}

export interface Grant {
  offer: string;
  label?: string;
  code?: string;
  /** What the person can do with it, ready to be shown. */
  text?: string;
  image?: string;
}

export interface PollResults {
  votes: number;
  minimum: number;
  questions?: Record<string, { value: string | number | boolean | null; count: number }[]>;
}

/** What is kept of an answer. */
export interface Kept {
  question: string;
  value?: unknown;
  wording?: { label?: string; choice?: string | string[] };
  purposes?: { purpose: string; basis?: string; until: string }[];
}

export interface Reply {
  /** Absent where nothing is stored of it but a count. */
  response?: string;
  replayed?: boolean;
  outcome?: {
    title: string;
    body?: string;
    image?: string;
    action?: { label: string; url: string };
    because?: Because[];
  };
  recommendations?: {
    item: { id: string; title: string; url?: string; image?: string };
    because?: Because[];
  }[];
  knowledge?: { points: number; correct: number; total: number; passed?: boolean; questions?: Revealed[] };
  grant?: Grant;
  bonuses?: Grant[];
  refusal?: { reason: string };
  results?: PollResults;
  preferences?: Kept[];
  feedback?: Kept[];
  dropped?: { question: string; reason: string }[];
  consents?: { purpose: string; given: boolean }[];
  receipt?: string;
  manage?: string;
}

/** Whether the person chose not to say. */
export const isDeclined = (answer: Answer | undefined): answer is Declined =>
  !!(answer as Declined | undefined)?.declined;
