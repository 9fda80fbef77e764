// A stand-in for the Go server and a shop on another origin, both on the loopback address. It answers
// as the wire contract says and judges nothing; tests script its refusals.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { poll, quiz } from "./fieldnote.ts";
import { everyType } from "./every-type.ts";
import type { PollResults } from "../src/wire.ts";
import { moreForms, moreReplies, moreTicket, reveals } from "./more-forms.ts";

export interface Mock {
  server: string;
  shop: string;
  /** What POST /v1/responses received, in order. */
  sent: any[];
  tickets: any[];
  /** Replies to give instead of the next ones, by path. */
  script: Record<string, { status: number; body?: unknown; headers?: Record<string, string> }[]>;
  votes: number;
  deleted: number;
  close: () => Promise<void>;
}

const embed = fileURLToPath(new URL("../../", import.meta.url));

function testBuild(): string {
  const out = mkdtempSync(path.join(tmpdir(), "proffer-open-"));
  try {
    execFileSync(process.execPath, [path.join(embed, "build.mjs"), out, "--open"]);
    return readFileSync(path.join(out, "proffer.js"), "utf8");
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const picture = (name: string) => {
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % 60;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 500"><rect width="800" height="500" fill="hsl(${hue} 42% 82%)"/><circle cx="420" cy="300" r="210" fill="hsl(${hue} 38% 66%)"/><ellipse cx="420" cy="290" rx="120" ry="170" fill="hsl(${hue} 40% 32%)" transform="rotate(28 420 290)"/><path d="M330 150q120 140 180 290" stroke="hsl(${hue} 42% 62%)" stroke-width="14" fill="none"/></svg>`;
};

const month = 30 * 86_400_000;
const soon = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

export async function startMock(): Promise<Mock> {
  const widget = testBuild();
  const real = JSON.parse(
    execFileSync("go", ["run", "./widget/test/pages"], { cwd: embed, encoding: "utf8", maxBuffer: 1e8 }),
  );
  const files: Record<string, [string, string]> = real.files;
  for (const name of Object.keys(files))
    if (name.startsWith("/proffer-")) files[name] = [files[name]![0], widget];
  files["/proffer.js"] = ["text/javascript", widget];
  files["/closed.js"] = ["text/javascript", readFileSync(path.join(embed, "dist/proffer.js"), "utf8")];

  const mock: Mock = {
    server: "",
    shop: "",
    sent: [],
    tickets: [],
    script: {},
    votes: 10,
    deleted: 0,
    close: async () => {},
  };
  const done = new Map<string, any>();

  const server = createServer((request, response) => void serve(request, response));
  const shop = createServer((request, response) => {
    const [, form, lang, scheme = "light dark", script = "proffer"] = decodeURI(request.url ?? "").split("/");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader(
      "content-security-policy",
      `default-src 'none'; script-src ${mock.server}; connect-src ${mock.server}; img-src ${mock.server}; require-trusted-types-for 'script'; trusted-types 'none'`,
    );
    if (request.url === "/favicon.ico") return void response.writeHead(204).end();
    response.end(
      `<!doctype html><html lang="${lang || "en"}"><head><meta name="viewport" content="width=device-width, initial-scale=1">` +
        `<meta name="color-scheme" content="${scheme}"><title>Shop</title><script type="module" src="${mock.server}/${script}.js"></script></head>` +
        `<body><main><h1>A shop</h1><proffer-form brand="fieldnote" form="${form}"><a href="${mock.server}/f/fieldnote/${form}">Find your coffee</a></proffer-form></main></body></html>`,
    );
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", mock.server);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "content-type, authorization");
    response.setHeader("cross-origin-resource-policy", "cross-origin");
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        "content-type": status < 400 ? "application/json" : "application/problem+json",
        ...headers,
      });
      response.end(body === undefined ? "" : JSON.stringify(body));
    };
    const scripted = mock.script[url.pathname]?.shift();
    if (scripted) return json(scripted.status, scripted.body ?? {}, scripted.headers);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;

    const file = files[url.pathname];
    if (file) return void response.writeHead(200, { "content-type": file[0] }).end(file[1]);
    if (url.pathname.startsWith("/assets/"))
      return void response.writeHead(200, { "content-type": "image/svg+xml" }).end(picture(url.pathname));
    if (url.pathname.startsWith("/theme/"))
      return void response.writeHead(200, { "content-type": "text/css" }).end(":root{--t-accent:#7a4a2b}");
    if (url.pathname === "/favicon.ico") return void response.writeHead(204).end();
    const page = url.pathname.startsWith("/f/")
      ? "hosted"
      : url.pathname.startsWith("/privacy/")
        ? "privacy"
        : url.pathname === "/missing"
          ? "problem"
          : "";
    if (page) {
      response.setHeader(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      );
      return void response
        .writeHead(200, { "content-type": "text/html; charset=utf-8" })
        .end(real.pages[page]);
    }
    if (url.pathname.startsWith("/v1/forms/fieldnote/find-your-coffee")) return json(200, quiz);
    if (url.pathname.startsWith("/v1/forms/fieldnote/next-origin")) return json(200, poll);
    const typed = everyType(url.pathname.split("/")[4] ?? body?.form ?? "");
    if (url.pathname.startsWith("/v1/forms/") && typed) return json(200, typed);
    const more = moreForms[/^\/v1\/forms\/fieldnote\/([\w-]+)/.exec(url.pathname)?.[1] ?? ""];
    if (more) return json(200, more);
    if (url.pathname === "/v1/reveal") {
      const { value, ...told } = reveals[body.question]!;
      return json(200, { correct: value === body.value, ...told });
    }
    if (url.pathname === "/v1/tickets") {
      mock.tickets.push(body);
      const form = typed ?? moreForms[body.form] ?? (body.form === "next-origin" ? poll : quiz);
      const payload = Buffer.from(
        JSON.stringify({ iat: Math.floor(Date.now() / 1000), nonce: randomUUID(), f: body.form }),
      ).toString("base64url");
      return json(200, {
        ticket: `h.${payload}.s`,
        expires: soon(7),
        form: form.form,
        version: 1,
        today: new Date().toISOString().slice(0, 10),
        subject: { token: "subject-token" },
        offer: form.offer,
        fallbacks: form.fallbacks,
        notice: form.notice,
        known: [],
        ...moreTicket[body.form],
      });
    }
    if (url.pathname === "/v1/responses") {
      mock.sent.push(body);
      const before = done.get(body.ticket);
      if (before) return json(200, { ...before, replayed: true });
      const { f } = JSON.parse(Buffer.from(body.ticket.split(".")[1], "base64url").toString());
      const reply = moreReplies[f]?.(body.answers, results(mock)) ?? replyTo(body, mock);
      done.set(body.ticket, reply);
      return json(201, reply);
    }
    if (url.pathname.startsWith("/v1/polls/")) return json(200, results(mock));
    if (url.pathname === "/v1/me") {
      if (request.headers.authorization !== "Bearer me-token")
        return json(401, { type: "urn:proffer:error:unauthorized" });
      if (request.method === "DELETE") {
        mock.deleted++;
        return json(204, undefined);
      }
      return json(200, me());
    }
    json(404, { type: "urn:proffer:error:not_found" });
  }

  mock.server = await listen(server);
  mock.shop = await listen(shop);
  mock.close = async () => {
    for (const one of [server, shop]) {
      one.closeAllConnections();
      await new Promise((resolve) => one.close(resolve));
    }
  };
  return mock;
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );

const results = (mock: Mock): PollResults & { form: string } => ({
  form: "next-origin",
  votes: mock.votes,
  minimum: 5,
  questions:
    mock.votes < 5
      ? {}
      : {
          origin: [
            { value: "kenya", count: 6 },
            { value: "ethiopia", count: 3 },
            { value: null, count: 1 },
          ],
        },
});

function replyTo({ answers }: any, mock: Mock): unknown {
  const manage = `${mock.server}/privacy/fieldnote#token=me-token`;
  const receipt = `${mock.server}/privacy/fieldnote#receipt=me-token`;
  if (answers.origin)
    return {
      response: "0192",
      replayed: false,
      results: results(mock),
      preferences: [preference("origin", "Which origin should we roast next?", "Kenya")],
      consents: [],
      receipt,
      manage,
    };
  return {
    response: "0192f000-0000-7000-8000-000000000001",
    replayed: false,
    outcome: {
      id: "bold",
      title: "Bold and deep",
      body: "Made for espresso. Dark chocolate, molasses and a long finish that stands up to milk.",
      image: "/assets/bold.svg",
      action: { label: "See the coffees", url: "https://fieldnote.example/bold" },
      because: [
        { question: "brew", attribute: "brew", text: "you brew espresso" },
        { question: "milk", attribute: "milk", text: "you take milk" },
        { question: "strength", attribute: "strength", text: "you asked for strength 4" },
      ],
    },
    recommendations: ["House blend", "Monte Sereno", "Night shift"].map((title, index) => ({
      item: {
        id: `bean-${index}`,
        title,
        url: `https://fieldnote.example/${index}`,
        image: `/assets/bean-${title}.svg`,
      },
      because: [
        { question: "brew", attribute: "brew", text: "you brew espresso" },
        { question: "milk", attribute: "milk", text: "you take milk" },
      ],
    })),
    grant: {
      grant: "0192",
      offer: "welcome/ten-percent",
      version: "9c1d03aa",
      kind: "code",
      state: "granted",
      code: "BREW-7QK2M4ZX9A",
      expires: soon(90),
      label: "10% off your next bag",
      text: "Valid until 1 June 2026.",
    },
    bonuses: [
      {
        grant: "0193",
        offer: "beans/mark",
        version: "9c1d03ab",
        kind: "draw",
        state: "granted",
        code: "7QK2M4ZX9B",
        after: ["welcome/ten-percent"],
        label: "A chance of a grinder",
        text: "You are in the draw for: A grinder.",
      },
    ],
    preferences: [
      preference("brew", "How do you brew?", "Espresso"),
      preference("milk", "Milk?", "Yes, with milk"),
    ],
    dropped: answers.email && answers.mail_ok !== true ? [{ question: "email", reason: "no_basis" }] : [],
    consents: [
      ...(answers.shop_ok === undefined
        ? []
        : [{ purpose: "recommend", version: "bbbbbbbb", given: answers.shop_ok }]),
      ...(answers.mail_ok === undefined
        ? []
        : [{ purpose: "email_offers", version: "cccccccc", given: answers.mail_ok }]),
    ],
    receipt,
    manage,
  };
}

const preference = (question: string, label: string, choice: string) => ({
  attribute: question,
  value: choice.toLowerCase(),
  rev: 1,
  response: "0192",
  form: "find-your-coffee",
  version: 1,
  question,
  wording: { lang: "en", label, why: "It chooses your next questions.", choice },
  purposes: [
    {
      purpose: "result",
      version: "aaaaaaaa",
      basis: "contract",
      until: new Date(Date.now() + month).toISOString(),
    },
    { purpose: "recommend", version: "bbbbbbbb", basis: "consent", until: soon(365) },
  ],
  offer: "welcome/ten-percent",
  grant: "0192",
  at: new Date().toISOString(),
});

const me = () => ({
  preferences: [
    {
      ...preference("brew", "How do you brew?", "Espresso"),
      label: "Brewing",
      purposes: [
        { purpose: "result", label: "Show your result", until: soon(30) },
        { purpose: "recommend", label: "Suggest coffee you will like", until: soon(365) },
      ],
    },
    {
      attribute: "email",
      label: "Email",
      withheld: "sealed",
      question: "email",
      form: "find-your-coffee",
      response: "0192",
      wording: { lang: "en", label: "Your email", why: "To send the offers you said yes to." },
      purposes: [{ purpose: "email_offers", label: "Email you offers", until: soon(365) }],
      at: new Date().toISOString(),
    },
  ],
  feedback: [
    {
      question: "moment",
      wording: { lang: "en", label: "When did a coffee last disappoint you?" },
      value: "Last Monday, on the train.",
      response: "0192",
      at: new Date().toISOString(),
      purposes: [{ purpose: "service", label: "Improve our service", until: soon(90) }],
    },
  ],
  consents: [
    {
      purpose: "recommend",
      label: "Suggest coffee you will like",
      version: "bbbbbbbb",
      given: true,
      wording: "May our shop use these answers for you?",
      at: new Date().toISOString(),
    },
    {
      purpose: "email_offers",
      label: "Email you offers",
      version: "cccccccc",
      given: false,
      wording: "May we email you offers?",
      at: new Date().toISOString(),
    },
  ],
  grants: [
    {
      grant: "0192",
      offer: "welcome/ten-percent",
      label: "10% off your next bag",
      kind: "code",
      state: "granted",
      code: "BREW-7QK2M4ZX9A",
      expires: soon(90),
      text: "Valid until 1 June 2026.",
    },
  ],
  responses: [
    {
      response: "0192",
      form: "find-your-coffee",
      version: 1,
      at: new Date().toISOString(),
      context: [{ context: "order_id", label: "Order number", value: "1042" }],
      known: [{ attribute: "roast", label: "Roast" }],
    },
  ],
});
