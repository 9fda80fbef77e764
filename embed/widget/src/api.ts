// The calls to the server, and what its refusals mean. No DOM; fetch is handed in.
import { empty } from "./path.ts";
import type { Answer, Answers, Form, PollResults, Reply, Revealed, Ticket } from "./wire.ts";

/** A request that did not succeed. */
export interface Refusal {
  /** A code of the wire contract, such as "offer_exhausted"; "offline" or "unreachable" when no reply came. */
  code: string;
  /** The HTTP status; 0 when no reply came. */
  status: number;
  /** Whether the same request may succeed later: nothing is wrong with it. */
  passing: boolean;
  /** What each question was refused for, by question id. */
  questions: Record<string, string>;
  /** Seconds the server asks to wait; 0 where it does not say. */
  wait: number;
  /** From when on the person may answer again. */
  after?: string;
}

export type Api = ReturnType<typeof api>;

const part = encodeURIComponent;

/** Each call gives the reply's body, or throws a Refusal. */
export function api(base: string, request: typeof fetch) {
  async function call<T>(path: string, body?: unknown): Promise<T> {
    let reply: Response | undefined;
    try {
      reply = await request(base + path, {
        credentials: "omit",
        ...(!!body && {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      });
    } catch {}
    const content = (await reply?.json().catch(() => null)) as any;
    if (reply?.ok && content) return content as T;
    // The code inside `errors` is the exact one, that of `type` the general one.
    const { type = "", errors = [], after } = content ?? {};
    const questions = empty<string>();
    for (const { pointer = "", code } of errors) {
      const [, root, id] = pointer.split("/");
      if (root === "answers") questions[id] ??= code;
    }
    // A reply that says it succeeded and holds no JSON is a fault on the way, and may pass.
    const status = reply?.ok ? 502 : (reply?.status ?? 0);
    throw {
      // A server that is down is no reason to look for one's own network.
      code: reply
        ? (errors[0]?.code ?? type.split(":").pop())
        : globalThis.navigator?.onLine === false
          ? "offline"
          : "unreachable",
      status,
      questions,
      wait: +reply?.headers.get("retry-after")! || 0,
      after,
      passing: !status || status === 429 || status > 499,
    } satisfies Refusal;
  }

  return {
    form: (brand: string, form: string, version?: number): Promise<Form> =>
      call(`/v1/forms/${part(brand)}/${part(form)}${version ? `/versions/${version}` : ""}`),

    ticket: (wish: Record<string, unknown>): Promise<Ticket> => call("/v1/tickets", wish),

    respond: (ticket: string, answers: Answers, more?: Record<string, unknown>): Promise<Reply> =>
      call("/v1/responses", { ticket, answers, ...more }),

    reveal: (ticket: string, question: string, value: Answer): Promise<Revealed> =>
      call("/v1/reveal", { ticket, question, value }),

    results: (brand: string, form: string): Promise<PollResults> =>
      call(`/v1/polls/${part(brand)}/${part(form)}/results`),

    /** An address on the server, absolute. */
    at: (path: string): string => new URL(path, base).href,
  };
}
