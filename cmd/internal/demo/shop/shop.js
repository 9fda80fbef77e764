// The shop page: shows the webhooks that arrive, sorts the shelf once the shop was allowed to know
// a taste, and switches the quiz's language. Text from outside only ever becomes text nodes.

const names = { shop: "The shop", mailer: "The mailer" };
const titles = {
  "response.completed": "Answers",
  "reward.granted": "Reward",
  "reward.redeemed": "Used up",
  "reward.revoked": "Taken back",
  "redemption.made": "Redeemed",
  "redemption.undone": "Undone",
};
const shownPerInbox = 30;

const byId = (id) => document.getElementById(id);

/** Makes an element: el("p", {class: "x"}, "text", child). */
function el(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes ?? {})) e.setAttribute(k, v);
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}

// ---- language: set before the widget's module runs, which comes after this one ----

const wanted = new URLSearchParams(location.search).get("lang");
if (wanted === "it" || wanted === "en") {
  for (const form of document.querySelectorAll("proffer-form")) form.setAttribute("lang", wanted);
  for (const part of document.querySelectorAll("[data-lang]")) part.hidden = part.dataset.lang !== wanted;
}

// ---- what a slip says ----

function time(iso) {
  return new Date(iso).toLocaleTimeString("en-GB");
}

function shown(value) {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  if (value === true) return "yes";
  if (value === false) return "no";
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value).map(([part, said]) => `${part}: ${shown(said)}`).join(", ");
}

/** The reward itself: a code, points, a badge, or what a discount without a code takes off. */
function givenBy(grant) {
  if (grant.kind === "points") return `${grant.points} ${grant.account ?? "points"}`;
  const { percent, fixed, freeShipping } = grant.discount ?? {};
  const off = freeShipping ? "free shipping" : fixed ? `${fixed.amount} ${fixed.currency} off` : percent ? `${percent}% off` : undefined;
  return grant.code ?? grant.badge ?? off ?? grant.kind ?? "";
}

function rewardOf(grant) {
  const until = grant.expires
    ? `until ${new Date(grant.expires).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}`
    : "";
  return el(
    "div",
    { class: "reward" },
    el("strong", {}, givenBy(grant)),
    el("span", {}, [grant.offer, grant.state, until].filter(Boolean).join(", ")),
  );
}

function row(name, value, kind) {
  return el("div", { class: `row ${kind}` }, el("dt", {}, name), el("dd", {}, value));
}

/** What was said: preferences, and answers about one occasion. */
function toldIn(data) {
  return [...(data.preferences ?? []), ...(data.feedback ?? [])];
}

/** One list per set of purposes, so that each purpose is named once, above what it covers. */
function listsOf(data) {
  const groups = new Map();
  for (const p of toldIn(data)) {
    const purposes = (p.purposes ?? []).join(", ");
    if (!groups.has(purposes)) groups.set(purposes, []);
    groups.get(purposes).push(p.withheld ? row(p.attribute, `withheld: ${p.withheld}`, "withheld") : row(p.attribute, shown(p.value), "preference"));
  }
  const lists = [...groups].map(([purposes, rows]) =>
    el("div", { class: "group" }, purposes ? el("p", { class: "purpose" }, `for ${purposes}`) : null, el("dl", {}, ...rows)),
  );
  const consents = (data.consents ?? []).map((c) => row(c.purpose, c.given ? "yes" : "no", "consent"));
  if (consents.length) lists.push(el("div", { class: "group" }, el("p", { class: "purpose" }, "consent"), el("dl", {}, ...consents)));
  return lists;
}

function slipOf(hook) {
  const body = hook.body ?? {};
  const data = body.data ?? {};
  const refused = hook.state === "refused";
  const slip = el("li", { class: "slip", "data-state": hook.state });
  slip.append(
    el(
      "div",
      { class: "slip-head" },
      el("h4", {}, refused ? "Refused" : (titles[body.type] ?? "Event")),
      el("time", { datetime: hook.at }, time(hook.at)),
    ),
    el("p", { class: "type" }, refused ? "webhook" : (body.type ?? "")),
    el(
      "p",
      { class: "signature" },
      refused ? "✕ signature wrong, nothing read" : hook.state === "duplicate" ? "✓ signature ok, seen before" : "✓ signature ok",
    ),
  );
  if (data.grant && typeof data.grant === "object") slip.append(rewardOf(data.grant));
  slip.append(...listsOf(data), el("p", { class: "elsewhere", hidden: "" }));
  if (hook.body)
    slip.append(el("details", {}, el("summary", {}, "Raw JSON"), el("pre", { tabindex: "0" }, JSON.stringify(body, null, 2))));
  return slip;
}

// ---- the inboxes ----

/** Per response: what each recipient was told, and its slip, to say what the other one was not. */
const exchanges = new Map();

function inboxOf(recipient) {
  return document.querySelector(`.inbox[data-recipient="${CSS.escape(recipient)}"]`);
}

function compare(hook, slip) {
  const body = hook.body ?? {};
  const response = body.data?.response;
  if (hook.state !== "ok" || body.type !== "response.completed" || !response) return;
  const told = exchanges.get(response) ?? new Map();
  exchanges.set(response, told);
  told.set(hook.recipient, { slip, attributes: new Set(toldIn(body.data).map((p) => p.attribute)) });
  for (const [recipient, mine] of told) {
    const others = [...told].filter(([r]) => r !== recipient).flatMap(([, t]) => [...t.attributes]);
    const missing = [...new Set(others)].filter((a) => !mine.attributes.has(a));
    const line = mine.slip.querySelector(".elsewhere");
    line.hidden = missing.length === 0;
    line.textContent = `Not sent here: ${missing.join(", ")}`;
  }
}

let unseen = 0;

function announce(hook) {
  const type = titles[hook.body?.type] ?? "Webhook";
  byId("spoken").textContent =
    hook.state === "refused"
      ? `${names[hook.recipient]} refused a webhook with a wrong signature.`
      : `${names[hook.recipient]} received: ${type}. Signature ok.`;
  if (wireInView) return;
  unseen += 1;
  const jump = byId("jump");
  jump.textContent = unseen === 1 ? "1 message left this page ↓" : `${unseen} messages left this page ↓`;
  jump.hidden = false;
}

function arrive(hook, fresh) {
  const inbox = inboxOf(hook.recipient);
  if (!inbox) return;
  const slip = slipOf(hook);
  if (fresh) slip.classList.add("fresh");
  const list = inbox.querySelector(".slips");
  list.prepend(slip);
  while (list.children.length > shownPerInbox) list.lastElementChild.remove();
  inbox.querySelector(".empty").hidden = true;
  compare(hook, slip);
  if (fresh) announce(hook);
  if (hook.recipient === "shop" && hook.state === "ok" && hook.body?.type === "response.completed") learn(hook.body.data);
}

// ---- the shelf: sorted for this visitor by what the shop was sent, never by anything else ----

const mine = new Set(); // responses finished in this page
const learned = new Map(); // response -> preferences the shop was sent
const shelf = byId("beans");
const usual = [...shelf.children];

function learn(data) {
  if (!data?.response || !(data.preferences ?? []).some((p) => p.purposes?.includes("recommend"))) return;
  learned.set(data.response, data.preferences);
  if (mine.has(data.response)) sortShelf(data.preferences);
}

/** The weights are those of the quiz's recommendation, so that shelf and result agree. */
function fit(bean, taste) {
  const suits = (name, value) => value !== undefined && (bean.dataset[name] ?? "").split(" ").includes(String(value));
  const notes = taste.notes ?? [];
  return (
    (suits("brew", taste.brew) ? 3 : 0) +
    (suits("roast", taste.roast) ? 2 : 0) +
    (suits("milk", taste.milk) ? 1 : 0) +
    (suits("strength", taste.strength) ? 1 : 0) +
    (suits("brightness", taste.brightness) ? 1 : 0) +
    (suits("decaf", taste.decaf) ? 12 : 0) +
    (notes.length ? (2 * notes.filter((n) => suits("notes", n)).length) / notes.length : 0)
  );
}

function sortShelf(preferences) {
  const known = preferences.filter((p) => !p.withheld && p.purposes?.includes("recommend"));
  const taste = Object.fromEntries(known.map((p) => [p.attribute, p.value]));
  const sums = new Map(usual.map((bean) => [bean, fit(bean, taste)]));
  shelf.append(...[...usual].sort((a, b) => sums.get(b) - sums.get(a)));
  shelf.classList.add("sorted");
  byId("sorted").textContent = `Sorted for you, because you said the shop may know: ${known.map((p) => p.attribute.replaceAll("_", " ")).join(", ")}.`;
  byId("unsort").hidden = false;
}

byId("unsort").addEventListener("click", () => {
  shelf.append(...usual);
  shelf.classList.remove("sorted");
  byId("sorted").textContent = "Twelve coffees, roasted to order. 250 g bags.";
  byId("unsort").hidden = true;
  byId("shelf-title").focus();
});

document.addEventListener("proffer-complete", (e) => {
  const response = e.detail?.response;
  if (response) {
    mine.add(response);
    if (learned.has(response)) sortShelf(learned.get(response));
  }
  // A recipient without a message is a result, too: say so instead of showing an empty box.
  setTimeout(() => {
    for (const empty of document.querySelectorAll(".empty"))
      empty.textContent = "Nothing was sent here. Without your yes, nothing is.";
  }, 4000);
});

// ---- the line ----

let wireInView = true;
new IntersectionObserver(([entry]) => {
  wireInView = entry.isIntersecting;
  if (!wireInView) return;
  unseen = 0;
  byId("jump").hidden = true;
}).observe(byId("wire"));

function line(state, text) {
  byId("line").dataset.state = state;
  byId("line-text").textContent = text;
}

const opened = Date.now();
const stream = new EventSource("/hooks/stream");
stream.addEventListener("open", () => line("open", "Listening"));
stream.addEventListener("error", () => line("lost", stream.readyState === EventSource.CLOSED ? "Not connected" : "Reconnecting"));
stream.addEventListener("hook", (e) => {
  const hook = JSON.parse(e.data);
  arrive(hook, Date.parse(hook.at) > opened - 1000);
});
