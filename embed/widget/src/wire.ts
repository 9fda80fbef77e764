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
  required?: boolean;
  label?: Text;
  why?: Text;
  help?: Text;
  body?: Text;
  placeholder?: Text;
  declineLabel?: Text;
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
  rows?: { row: string; label: Text }[];
  /** Of a ranking: how many are put in order. */
  top?: number;
  /** A free text is offered beside the choices. */
  other?: boolean;
  choices?: Choice[];
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
  worth?: Money;
  expires?: string;
  points?: number;
}

export interface Purpose {
  purpose: string;
  version: string;
  label: Text;
  use: Text;
  basis: "contract" | "consent" | "legitimate_interest";
  interest?: Text;
  keep: string;
  recipients?: string[];
}

export interface Recipient {
  name: string;
  role: string;
  country?: string;
  safeguard?: string | Text;
}

export interface Controller {
  name?: string;
  contact?: string;
  email?: string;
  phone?: string;
  address?: Record<string, string>;
  policyUrl?: string;
  authority?: string;
  processing?: string | Text;
}

export interface Notice {
  controller: Controller;
  summary?: Text;
  rights?: Text;
  attributes: {
    attribute: string;
    label?: Text;
    category: string;
    purposes: string[];
    keep?: Record<string, string>;
  }[];
  purposes: Purpose[];
  recipients: Record<string, Recipient>;
  context?: (string | { label?: Text })[];
  balance?: { taps?: number; texts?: number; seconds?: number };
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
  fallbacks?: Offer[];
  notice: Notice;
  pages: Page[];
  remember?: boolean;
  repeat?: unknown;
  results?: { show: string; minimum: number };
  schedule?: { open: boolean; opens?: string | null; closes?: string | null };
  texts?: Record<string, Record<string, string>>;
}

export interface Ticket {
  ticket: string;
  expires: string;
  version: number;
  subject?: { token: string };
  offer?: Offer | null;
  nothing?: { reason: string };
  order?: Order;
}

export interface Order {
  questions?: Record<string, string[]>;
  choices?: Record<string, (string | boolean)[]>;
}

export interface Because {
  question?: string;
  text: string;
}

export interface Grant {
  offer: string;
  kind: string;
  state?: string;
  code?: string;
  points?: number;
  expires?: string;
}

export interface PollResults {
  votes: number;
  minimum: number;
  questions?: Record<string, { value: string | boolean | null; count: number }[]>;
}

/** What is kept of an answer. */
export interface Kept {
  question: string;
  value?: unknown;
  wording?: { label?: string; choice?: string | string[] };
  purposes?: { purpose: string; basis?: string; until: string }[];
}

export interface Reply {
  response: string;
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
  grant?: Grant;
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
  (answer as Declined | undefined)?.declined === true;
