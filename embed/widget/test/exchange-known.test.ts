import { expect, test, vi } from "vitest";
import { area, asked, exchange, form, replies, ticket } from "./exchange-fake.ts";
import { quiz } from "./fieldnote.ts";

/** A quiz whose questions are all on one page, as the server would send it with more. */
const started = async (more: Partial<typeof quiz>, ticketMore = {}) => {
  replies[form] = [{ body: { ...quiz, ...more } }];
  replies["/v1/tickets"] = [{ body: ticket(ticketMore) }];
  const x = exchange();
  await x.load();
  if (x.screen === "start") await x.start();
  return x;
};
const sent = () => asked.filter(({ path }) => path === "/v1/responses").map(({ body }) => body.answers);
const choices = [{ value: "dark" }, { value: "light" }];
const centre = {
  kind: "preferences",
  offer: null,
  pages: [
    {
      id: "all",
      questions: [
        { id: "roast", type: "single", attribute: "roast", required: true, choices },
        { id: "brew", type: "single", attribute: "brew", choices },
        { id: "ok", type: "consent", purpose: "recommend" },
      ],
    },
  ],
};
const held = {
  offer: null,
  known: [{ question: "roast", attribute: "roast", value: "dark", rev: 7, mode: "prefill" }],
  standing: [{ purpose: "recommend", given: true }],
};

test("a preference centre shows at once what is held, and sends only what was changed", async () => {
  const x = await started(centre, held);
  replies["/v1/responses"] = [{ status: 201, body: { response: "r" } }];
  expect([x.screen, x.answers.roast, x.answers.ok]).toEqual(["page", "dark", undefined]);
  expect([x.standing({ id: "ok", type: "consent", purpose: "recommend" }), x.unchanged]).toEqual([
    true,
    true,
  ]);
  x.next();
  expect([x.screen, sent()]).toEqual(["page", []]);
  x.answer("brew", "light");
  x.next();
  await vi.advanceTimersByTimeAsync(0);
  expect([x.screen, sent()]).toEqual(["result", [{ brew: "light" }]]);
  // Nothing is left that would show an old result in the place of what is held.
  expect(area.size).toBe(0);
});

test("in a preference centre a decline removes, clearing takes a change back, and the same again confirms", async () => {
  const x = await started(centre, held);
  x.answer("roast", { declined: true });
  expect({ ...x.sendable() }).toEqual({ roast: { declined: true } });
  x.answer("roast");
  expect([x.answers.roast, { ...x.sendable() }, x.unchanged]).toEqual(["dark", {}, true]);
  x.answer("roast", "dark");
  expect({ ...x.sendable() }).toEqual({ roast: "dark" });
});

test("what is filled in is sent, and what is known is not", async () => {
  const x = await started(
    { pages: centre.pages },
    { offer: quiz.offer, known: [...held.known, { question: "brew", value: "light", mode: "skip" }] },
  );
  expect(x.place().step.told.map(({ question }) => question.id)).toEqual(["brew"]);
  expect({ ...x.sendable() }).toEqual({ roast: "dark" });
  x.change("brew");
  expect(x.place().step.shown.map(({ question }) => question.id)).toEqual(["roast", "brew", "ok"]);
  x.answer("brew", "dark");
  expect({ ...x.sendable() }).toEqual({ roast: "dark", brew: "dark" });
});

test("a known answer that changed is told, and a new ticket keeps what was answered", async () => {
  const x = await started({ pages: centre.pages }, { offer: quiz.offer, known: held.known });
  replies["/v1/responses"] = [{ status: 409, body: { errors: [{ code: "known_changed" }] } }];
  x.answer("brew", "light");
  await x.send();
  expect([x.screen, x.code]).toEqual(["stopped", "known_changed"]);
  replies["/v1/tickets"] = [
    { body: ticket({ ticket: "t2", known: [{ ...held.known[0], value: "light", rev: 8 }] }) },
  ];
  x.again(true);
  await vi.advanceTimersByTimeAsync(0);
  expect([x.screen, { ...x.sendable() }]).toEqual(["page", { roast: "light", brew: "light" }]);
});

test("known contact data and free text do not stay on the device", async () => {
  const x = await started(
    {
      pages: [
        {
          id: "all",
          questions: [...centre.pages[0]!.questions, { id: "email", type: "email", attribute: "email" }],
        },
      ],
    },
    {
      offer: quiz.offer,
      known: [...held.known, { question: "email", value: "ada@example.com", mode: "prefill" }],
    },
  );
  expect(x.answers.email).toBe("ada@example.com");
  expect(area.size).toBe(0);
  x.answer("brew", "light");
  const kept = [...area.values()].join();
  expect(kept).toContain("dark");
  expect(kept).not.toContain("ada@");
});

test("the right answer is told before going on, and the answer stands from then on", async () => {
  const ask = (id: string) => ({ id, type: "single", knowledge: true, choices });
  const x = await started(
    { explain: "after", pages: ["one", "two"].map((id) => ({ id, questions: [ask(id)] })) },
    { offer: quiz.offer },
  );
  replies["/v1/reveal"] = [{ body: { correct: false, right: ["light"], explain: "Heat." } }, "offline"];
  x.answer("one", "dark");
  x.next();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.at(-1)).toEqual({ path: "/v1/reveal", body: { ticket: "t", question: "one", value: "dark" } });
  expect([x.place().step.page.id, x.revealed.one]).toEqual([
    "one",
    { correct: false, right: ["light"], explain: "Heat." },
  ]);
  x.answer("one", "light");
  expect(x.answers.one).toBe("dark");
  x.next();
  expect(x.place().step.page.id).toBe("two");
  // Whoever is offline learns it with the result; nothing stands in their way.
  replies["/v1/responses"] = [{ status: 201, body: { response: "r" } }];
  x.answer("two", "dark");
  x.next();
  await vi.advanceTimersByTimeAsync(0);
  expect(x.screen).toBe("page");
  x.next();
  await vi.advanceTimersByTimeAsync(0);
  expect(x.screen).toBe("result");
});

test("a form for people who are signed in says so, and asks for no ticket without them", async () => {
  const x = await started({ identity: "signed" });
  expect([x.screen, x.unsigned, asked.some(({ path }) => path === "/v1/tickets")]).toEqual([
    "start",
    true,
    false,
  ]);
});

test("a form without places left says so, and when the next answer may be given", async () => {
  const full = await started({ schedule: { open: false, full: true } });
  expect([full.screen, full.code]).toEqual(["stopped", "full"]);
  replies[form] = [{ body: quiz }];
  replies["/v1/tickets"] = [
    { status: 409, body: { errors: [{ code: "already_answered" }], after: "2026-12-24T00:00:00Z" } },
  ];
  const x = exchange();
  await x.load();
  await x.start();
  expect([x.screen, x.code, x.after]).toEqual(["stopped", "already_answered", "2026-12-24T00:00:00Z"]);
});

test("rules see the stage and the context that stand in the ticket", async () => {
  const x = await started({}, { stage: "after_order", context: { city: "Forlì?>" }, today: "2027-01-15" });
  expect(["stage", "context.city", "today"].map(x.path.scope)).toEqual([
    "after_order",
    "Forlì?>",
    "2027-01-15",
  ]);
});

test("whoever tries a form goes on in its next version, with the answers and on the page that it still has", async () => {
  const [first, second] = quiz.pages;
  const key = "proffer:fieldnote/find-your-coffee";
  const answers = { [first!.questions[0]!.id]: "espresso", gone: "x" };
  area.set(key, JSON.stringify({ ticket: ticket({ test: true }), answers, page: second!.id }));
  replies[form] = [{ body: { ...quiz, version: 2 } }];
  replies["/v1/tickets"] = [{ body: ticket({ ticket: "t2", version: 2, test: true }) }];
  const x = exchange();
  await x.load();
  expect([x.screen, x.form.version, x.answers[first!.questions[0]!.id]]).toEqual(["page", 2, "espresso"]);
  expect(JSON.parse(area.get(key)!)).toMatchObject({
    ticket: { ticket: "t2" },
    page: x.place().step.page.id,
  });
  expect(area.get(key)).not.toContain("gone");

  // Who answers in earnest ends the version that they began.
  area.set(key, JSON.stringify({ ticket: ticket(), answers, page: first!.id }));
  replies[form] = [{ body: { ...quiz, version: 2 } }];
  replies[`${form}/versions/1`] = [{ body: quiz }];
  const y = exchange();
  await y.load();
  expect([y.screen, y.form.version]).toEqual(["page", 1]);
});

test("after a test a reload finds the answers again, since no result is stored", async () => {
  replies["/v1/tickets"] = [{ body: ticket({ test: true }) }];
  replies["/v1/responses"] = [{ status: 200, body: { test: true } }];
  const x = exchange();
  await x.load();
  await x.start();
  x.answer("brew", "filter");
  await x.send();
  expect(x.screen).toBe("result");
  const [kept] = [...area.values()].map((text) => JSON.parse(text)).filter((entry) => entry.ticket);
  expect(kept.done).toBeUndefined();
  expect(kept.answers.brew).toBe("filter");
});
