import { beforeEach, describe, expect, test } from "vitest";
import { deviceStore, keepable, type Kept } from "../src/store.ts";
import { everyType } from "./every-type.ts";
import { quiz } from "./fieldnote.ts";

class Area {
  items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

let session: Area;
let local: Area;
const store = () =>
  deviceStore(
    () => session,
    () => local,
    "fieldnote",
    "quiz",
  );
const kept = (expires: number): Kept => ({
  ticket: { ticket: "t", expires: new Date(expires).toISOString(), version: 1, today: "2027-01-14" },
  answers: { brew: "espresso" },
});

beforeEach(() => {
  session = new Area();
  local = new Area();
});

describe("the device", () => {
  test("keeps unfinished answers in the tab, beyond it only when asked", () => {
    store().save(kept(Date.now() + 1e6));
    expect([session.items.size, local.items.size]).toEqual([1, 0]);
    store().save(kept(Date.now() + 1e6), true);
    expect(local.items.size).toBe(1);
    session = new Area();
    expect(store().load()?.answers).toEqual({ brew: "espresso" });
    store().forget();
    expect([session.items.size, local.items.size]).toEqual([0, 0]);
  });

  test("removes what outlived its ticket, and what is not ours", () => {
    store().save(kept(Date.now() - 1));
    expect(store().load()).toBe(undefined);
    expect(session.items.size).toBe(0);
    session.setItem("proffer:fieldnote/quiz", "not json");
    expect(store().load()).toBe(undefined);
  });

  test("a storage that throws is one that forgets", () => {
    const refuse = () => {
      throw new Error("SecurityError");
    };
    const refusing = deviceStore(refuse, refuse, "fieldnote", "quiz");
    refusing.save(kept(Date.now() + 1e6));
    refusing.token = "t";
    expect([refusing.load(), refusing.token]).toEqual([undefined, undefined]);
  });

  test("contact data and free text are never kept; chosen answers and declines are", () => {
    const answers = {
      brew: "espresso",
      milk: true,
      strength: 4,
      notes: ["nuts"],
      moment: "On the train",
      shop_ok: true,
      email: "ada@example.com",
    };
    expect({ ...keepable(quiz, answers) }).toEqual({
      brew: "espresso",
      milk: true,
      strength: 4,
      notes: ["nuts"],
      shop_ok: true,
    });
    const every = everyType("type-every")!;
    // The type alone keeps an answer off the device, whatever category the brand gave it.
    const uncategorised = { ...every, notice: { ...every.notice, attributes: [] } };
    const typed = {
      single: { other: "my own" },
      dropdown: "nuts",
      multiple: ["nuts", { other: "my own" }],
      short_text: "a",
      long_text: "b",
      email: "c",
      phone: "d",
      url: "e",
      number: "12",
      date: "2026-01-01",
      address: { city: "Torino" },
      matrix: { delivery: "bad" },
      ranking: ["nuts"],
      slider: 3,
    };
    expect({ ...keepable(uncategorised, typed) }).toEqual({
      dropdown: "nuts",
      multiple: ["nuts"],
      matrix: { delivery: "bad" },
      ranking: ["nuts"],
      slider: 3,
    });
    expect({ ...keepable(every, { multiple: [{ other: "my own" }] }) }).toEqual({});
    expect({ ...keepable(quiz, { moment: { declined: true }, email: { declined: true } }) }).toEqual({
      moment: { declined: true },
      email: { declined: true },
    });
  });
});
