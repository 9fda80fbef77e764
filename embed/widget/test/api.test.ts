import { expect, test, vi } from "vitest";
import { api } from "../src/api.ts";

/** A fetch that gives one reply and remembers what it was asked. */
function fake(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: { url: string; init?: RequestInit }[] = [];
  const call = (async (url: string, init?: RequestInit) => {
    asked.push({ url, init });
    if (status === 0) throw new TypeError("Failed to fetch");
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  }) as typeof fetch;
  return { asked, api: api("https://answers.example", call) };
}

const refused = (call: Promise<unknown>) =>
  call.then(
    () => "accepted",
    (error) => error,
  );

test("asks for a form, and for a version of it", async () => {
  const { api, asked } = fake(200, { version: 3 });
  await api.form("fieldnote", "find-your-coffee");
  await api.form("a/b", "c d", 3);
  expect(asked.map(({ url }) => url)).toEqual([
    "https://answers.example/v1/forms/fieldnote/find-your-coffee",
    "https://answers.example/v1/forms/a%2Fb/c%20d/versions/3",
  ]);
});

test("sends answers once, without cookies, and what is undefined not at all", async () => {
  const { api, asked } = fake(201, { response: "1" });
  await api.respond("t", { brew: "espresso" }, { acceptOffer: null, objections: undefined });
  expect(asked[0]!.init).toMatchObject({ method: "POST", credentials: "omit" });
  expect(asked[0]!.init!.body).toBe('{"ticket":"t","answers":{"brew":"espresso"},"acceptOffer":null}');
});

test("reads what each question was refused for", async () => {
  const { api } = fake(422, {
    type: "urn:proffer:error:invalid",
    errors: [
      { pointer: "/answers/milk", code: "not_on_path" },
      { pointer: "/answers/notes/1", code: "unknown_choice" },
      { pointer: "/acceptOffer", code: "wrong_type" },
    ],
  });
  expect(await refused(api.respond("t", {}))).toMatchObject({
    status: 422,
    passing: false,
    questions: { milk: "not_on_path", notes: "unknown_choice" },
  });
});

test.each([
  [
    409,
    { type: "urn:proffer:error:conflict", errors: [{ code: "offer_exhausted" }] },
    "offer_exhausted",
    false,
  ],
  [410, { type: "urn:proffer:error:gone", errors: [{ code: "ticket_expired" }] }, "ticket_expired", false],
  [404, { type: "urn:proffer:error:not_found" }, "not_found", false],
  [503, { type: "urn:proffer:error:unavailable" }, "unavailable", true],
  [502, "<html>bad gateway</html>", "", true],
  [200, "<html>a captive portal</html>", "", true],
  [0, "", "unreachable", true],
])("%i %j is %s", async (status, body, code, passing) => {
  const { api } = fake(status, body);
  expect(await refused(api.ticket({}))).toMatchObject({ code, passing });
});

test("only the device's own network is called offline", async () => {
  vi.stubGlobal("navigator", { onLine: false });
  const { api } = fake(0, "");
  expect(await refused(api.ticket({}))).toMatchObject({ code: "offline", status: 0, passing: true });
  vi.unstubAllGlobals();
});

test("waits as long as the server asks", async () => {
  const { api } = fake(429, { type: "urn:proffer:error:too_many" }, { "retry-after": "7" });
  expect(await refused(api.ticket({}))).toMatchObject({ code: "too_many", passing: true, wait: 7 });
});
