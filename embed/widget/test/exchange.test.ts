import { expect, test, vi } from "vitest";
import { area, asked, events, exchange, form, replies, ticket } from "./exchange-fake.ts";
import { quiz } from "./fieldnote.ts";

test("a form that was replaced meanwhile is shown before it is started", async () => {
  replies["/v1/tickets"] = [{ body: ticket({ version: 2 }) }];
  const { texts, schedule, ...second } = { ...quiz, version: 2, title: { en: "Find it anew" } };
  replies[`${form}/versions/2`] = [{ body: second }];
  const x = exchange();
  await x.load();
  await x.start();
  expect([x.screen, x.updated, x.text(x.form.title), x.say("start")]).toEqual([
    "start",
    true,
    "Find it anew",
    "Start",
  ]);
  await x.start();
  expect([x.screen, x.updated]).toEqual(["page", false]);
  expect(asked.filter(({ path }) => path === "/v1/tickets")).toHaveLength(1);
});

test("another offer than the one shown is told first", async () => {
  replies["/v1/tickets"] = [{ body: ticket({ offer: quiz.fallbacks![0] }) }];
  const x = exchange();
  await x.load();
  await x.start();
  expect([x.screen, x.offer?.offer]).toEqual(["terms", "beans/two-hundred"]);
  x.enter();
  expect(x.screen).toBe("page");
});

test("what was drawn is told before the first question, to whomever it fell", async () => {
  for (const offer of [quiz.offer, quiz.fallbacks![0]]) {
    replies[form] = [{ body: { ...quiz, variants: quiz.fallbacks } }];
    replies["/v1/tickets"] = [{ body: ticket({ offer }) }];
    const x = exchange();
    await x.load();
    await x.start();
    expect([x.screen, x.offer?.offer]).toEqual(["terms", offer!.offer]);
  }
});

test("a required question wants an answer or a decline", async () => {
  replies["/v1/tickets"] = [{ body: ticket() }];
  const x = exchange();
  await x.load();
  await x.start();
  x.next();
  expect({ ...x.errors }).toEqual({ brew: "required" });
  x.answer("brew", { declined: true });
  x.next();
  expect([x.place().step.page.id, events.at(-1)]).toEqual(["espresso", "page"]);
});

test("what waits is sent again with the same ticket, until it is accepted", async () => {
  replies["/v1/tickets"] = [{ body: ticket() }];
  replies["/v1/responses"] = ["offline", { status: 503, body: {} }, { status: 201, body: { response: "r" } }];
  const x = exchange();
  await x.load();
  await x.start();
  x.answer("brew", "espresso");
  await x.send();
  expect([x.screen, x.unsent, x.code]).toEqual(["sending", true, "unreachable"]);
  await vi.advanceTimersByTimeAsync(20_000);
  await vi.advanceTimersByTimeAsync(20_000);
  expect([x.screen, x.unsent]).toEqual(["result", false]);
  expect(asked.filter(({ path }) => path === "/v1/responses").map(({ body }) => body.ticket)).toEqual([
    "t",
    "t",
    "t",
  ]);
  expect(events.filter((name) => name === "unsent")).toHaveLength(1);
});

test("a person who starts while no reply comes stays where they are", async () => {
  replies["/v1/tickets"] = ["offline", { body: ticket() }];
  const x = exchange();
  await x.load();
  await x.start();
  expect([x.screen, x.code, x.busy]).toEqual(["start", "unreachable", false]);
  await x.start();
  expect([x.screen, x.code]).toEqual(["page", ""]);
});

test("a remembered token that was erased elsewhere does not stand in the way", async () => {
  area.set("proffer:fieldnote", "old");
  replies["/v1/tickets"] = [
    { status: 410, body: { type: "urn:proffer:error:gone", errors: [{ code: "erased" }] } },
    { body: ticket() },
  ];
  const x = exchange();
  await x.load();
  await x.start();
  expect([x.screen, x.code]).toEqual(["stopped", "erased"]);
  x.again(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(x.screen).toBe("page");
  expect(asked.filter(({ path }) => path === "/v1/tickets").map(({ body }) => body.subject)).toEqual([
    "old",
    undefined,
  ]);
});

test("a result whose ticket is of no use any more begins anew", async () => {
  const x = exchange();
  area.set(
    "proffer:fieldnote/find-your-coffee",
    JSON.stringify({ ticket: ticket(), answers: {}, done: true }),
  );
  replies["/v1/responses"] = [
    { status: 410, body: { type: "urn:proffer:error:gone", errors: [{ code: "erased" }] } },
  ];
  await x.load();
  expect([x.screen, area.size]).toEqual(["start", 0]);
});

test("a form that is not open says when it will be", async () => {
  replies[form] = [
    { body: { ...quiz, schedule: { open: false, opens: new Date(Date.now() + 1e9).toISOString() } } },
  ];
  const x = exchange();
  await x.load();
  expect([x.screen, x.code]).toEqual(["stopped", "not_open"]);
});

test("whoever went back to their answers sends them by an act of their own", async () => {
  replies["/v1/tickets"] = [{ body: ticket() }];
  replies["/v1/responses"] = ["offline", { status: 201, body: { response: "r" } }];
  const x = exchange();
  await x.load();
  await x.start();
  x.answer("brew", "espresso");
  await x.send();
  x.back();
  expect([x.screen, x.unsent]).toEqual(["page", false]);
  x.online();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.filter(({ path }) => path === "/v1/responses")).toHaveLength(1);
  await x.send();
  expect(x.screen).toBe("result");
});

test("a press that was meant for the page before skips nothing", async () => {
  replies["/v1/tickets"] = [{ body: ticket() }];
  const x = exchange();
  await x.load();
  await x.start();
  x.answer("brew", "filter");
  x.tapped("brew");
  await vi.advanceTimersByTimeAsync(260);
  expect(x.place().step.page.id).toBe("filter");
  x.next();
  expect(x.place().step.page.id).toBe("filter");
  await vi.advanceTimersByTimeAsync(800);
  x.next();
  expect(x.place().step.page.id).not.toBe("filter");
});
