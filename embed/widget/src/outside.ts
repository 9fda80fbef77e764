// What an exchange needs from around it, and the names of its screens.
import type { Api } from "./api.ts";
import type { DeviceStore } from "./store.ts";

/**
 * loading: nothing to show yet. failed: the form did not come. start: the offer and the notice.
 * terms: what the ticket gives differs from what was shown; told before the first question.
 * page: questions. sending: the answers are on their way or wait to be sent. result: the reply.
 * stopped: the exchange cannot go on as it is; `code` says why.
 */
export type Screen = "loading" | "failed" | "start" | "terms" | "page" | "sending" | "result" | "stopped";

/** What the page knows of the person and the occasion; it goes into the ticket. */
export interface About {
  identity?: string;
  context?: Record<string, unknown>;
  stage?: string;
  channel?: string;
  /** The exchange is to count for nothing: only where the server was started for tests. */
  test?: boolean;
}

export interface Outside {
  api: Api;
  store: DeviceStore;
  brand: string;
  form: string;
  /** Locales in the order of preference. */
  wishes: () => readonly string[];
  about: () => About;
  /** Puts a new exchange in this one's place. */
  renew: () => void;
  emit: (name: string, detail?: Record<string, unknown>) => void;
  /** Draws; `focus` is the id of what must have the focus afterwards. */
  paint: (focus?: string) => void;
}
