// The public surface of <proffer-form>. It is frozen like an API: what stands here stays.

export type ProfferState =
  "loading" | "failed" | "start" | "terms" | "page" | "sending" | "result" | "stopped";

/** Every event's detail: ids and states, never values, outcomes or codes. */
export interface ProfferDetail {
  brand: string;
  form: string;
  /** The version on screen; absent where the form did not load. */
  version?: number;
}

export interface ProfferEvents {
  /** The form is on screen. */
  "proffer-ready": CustomEvent<ProfferDetail>;
  /** The person started. */
  "proffer-start": CustomEvent<ProfferDetail>;
  /** A page of questions is on screen. A page that only some answers lead to tells of them by its id. */
  "proffer-page": CustomEvent<ProfferDetail & { page: string }>;
  /** A question was answered, or its answer cleared. */
  "proffer-answer": CustomEvent<ProfferDetail & { question: string; answered: boolean }>;
  /** The person preferred not to say. */
  "proffer-decline": CustomEvent<ProfferDetail & { question: string; answered: boolean }>;
  /** The answers could not be sent and wait for the network. */
  "proffer-unsent": CustomEvent<ProfferDetail>;
  /** The answers are stored; not repeated when a reload shows the result again. */
  "proffer-complete": CustomEvent<ProfferDetail & { response: string; replayed: boolean }>;
  /** The form did not load, or the exchange cannot go on; `code` is one of the server's problem codes, "offline" or "unreachable". */
  "proffer-error": CustomEvent<ProfferDetail & { code: string }>;
}

export class ProfferForm extends HTMLElement {
  /** Attribute `brand`: the brand's id. */
  brand: string;
  /** Attribute `form`: the form's id. */
  form: string;
  /** A JWT signed by the brand that says who the person is. A property only, read when the person starts. */
  identity?: string;
  /** What the page knows of the occasion, such as an order number. A property only, read when the person starts. */
  context?: Record<string, unknown>;
  readonly state: ProfferState;
  /** Forgets what this device holds of the exchange, unfinished answers included, and begins again. */
  restart(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "proffer-form": ProfferForm;
  }
  interface HTMLElementEventMap extends ProfferEvents {}
}

/** For JSX: add it to your framework's IntrinsicElements under "proffer-form". */
export interface ProfferFormAttributes {
  brand: string;
  form: string;
  lang?: string;
  mode?: "page";
  stage?: string;
  channel?: "web" | "hosted" | "qr" | "kiosk" | "social";
  /** Asks for a ticket that counts for nothing; only a server that was started for tests gives one. */
  test?: boolean;
  class?: string;
  style?: string;
}
