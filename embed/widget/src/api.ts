// The calls to the server, and what its refusals mean. No DOM; fetch is handed in.
import type { Answers, Form, PollResults, Reply, Ticket } from "./wire.ts";

/** A request that did not succeed. */
export interface Refusal {
  /** A code of the wire contract, such as "offer_exhausted"; "offline" when no reply came. */
  code: string;
  /** The HTTP status; 0 when no reply came. */
  status: number;
  /** Whether the same request may succeed later: nothing is wrong with it. */
  passing: boolean;
  /** What each question was refused for, by question id. */
  questions: Record<string, string>;
  /** Seconds the server asks to wait; 0 where it does not say. */
  wait: number;
}

export class Api {
  #base: string;
  #fetch: typeof fetch;

  constructor(base: string, request: typeof fetch) {
    this.#base = base;
    this.#fetch = request;
  }

  form = (brand: string, form: string, version?: number): Promise<Form> =>
    this.#call(`/v1/forms/${part(brand)}/${part(form)}${version ? `/versions/${version}` : ""}`);

  ticket = (wish: Record<string, unknown>): Promise<Ticket> => this.#call("/v1/tickets", wish);

  respond = (ticket: string, answers: Answers, more: Record<string, unknown>): Promise<Reply> =>
    this.#call("/v1/responses", { ticket, answers, ...more });

  results = (brand: string, form: string): Promise<PollResults> =>
    this.#call(`/v1/polls/${part(brand)}/${part(form)}/results`);

  /** An address on the server, absolute. */
  at = (path: string): string => new URL(path, this.#base).href;

  async #call<T>(path: string, body?: unknown): Promise<T> {
    let reply: Response;
    try {
      reply = await this.#fetch(this.#base + path, {
        credentials: "omit",
        ...(body === undefined
          ? {}
          : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
    } catch {
      throw refusal("offline", 0);
    }
    const content = (await reply.json().catch(() => null)) as any;
    if (reply.ok && content) return content as T;
    throw refusalOf(reply.status, content, Number(reply.headers.get("retry-after")) || 0);
  }
}

const part = encodeURIComponent;

const refusal = (code: string, status: number, questions: Record<string, string> = {}, wait = 0): Refusal => ({
  code,
  status,
  questions,
  wait,
  passing: !status || status === 429 || status >= 500,
});

/** Reads a problem document; the code inside `errors` is the exact one, that of `type` the general one. */
function refusalOf(status: number, problem: any, wait: number): Refusal {
  const errors: { pointer?: string; code: string }[] = problem?.errors ?? [];
  const questions: Record<string, string> = {};
  for (const { pointer, code } of errors) {
    const [, root, id] = (pointer ?? "").split("/");
    if (root === "answers" && id) questions[id] ??= code;
  }
  const general = `${problem?.type ?? ""}`.split(":").pop() || "internal";
  // A reply that says it succeeded and holds no JSON is a fault on the way, and may pass.
  return refusal(errors[0]?.code ?? general, status < 400 ? 502 : status, questions, wait);
}
