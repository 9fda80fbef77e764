// An exchange against a server that says what the test wrote down, with clock and storage of its own.
import { afterEach, beforeEach, vi } from "vitest";
import { api } from "../src/api.ts";
import { Exchange } from "../src/exchange.ts";
import { deviceStore } from "../src/store.ts";
import { quiz } from "./fieldnote.ts";

type Scripted = { status?: number; body?: unknown } | "offline";

export let replies: Record<string, Scripted[]>;
export let asked: { path: string; body: any }[];
export let events: string[];
export let area: Map<string, string>;

export const ticket = (more = {}) => ({
  ticket: "t",
  expires: new Date(Date.now() + 1e9).toISOString(),
  version: 1,
  today: "2027-01-14",
  offer: quiz.offer,
  ...more,
});

export function exchange(): Exchange {
  const storage = {
    getItem: (key: string) => area.get(key) ?? null,
    setItem: (key: string, value: string) => void area.set(key, value),
    removeItem: (key: string) => void area.delete(key),
  };
  const server = (async (url: string, init?: RequestInit) => {
    const path = new URL(url).pathname;
    asked.push({ path, body: init?.body ? JSON.parse(init.body as string) : undefined });
    const next = replies[path]?.shift() ?? { status: 404, body: {} };
    if (next === "offline") throw new TypeError();
    return new Response(JSON.stringify(next.body), { status: next.status ?? 200 });
  }) as typeof fetch;
  return new Exchange({
    api: api("https://answers.example", server),
    store: deviceStore(
      () => storage,
      () => storage,
      "fieldnote",
      "find-your-coffee",
    ),
    brand: "fieldnote",
    form: "find-your-coffee",
    wishes: () => ["en"],
    about: () => ({ channel: "web" }),
    emit: (name) => void events.push(name),
    renew: () => {},
    paint: () => {},
  });
}

export const form = "/v1/forms/fieldnote/find-your-coffee";

beforeEach(() => {
  vi.useFakeTimers();
  [replies, asked, events, area] = [{}, [], [], new Map()];
  replies[form] = [{ body: quiz }];
});

afterEach(() => void vi.useRealTimers());
