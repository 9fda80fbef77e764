// The person's data as /v1/me gives them, and the token that opens them. No drawing.

export interface Held {
  question?: string;
  attribute?: string;
  label?: string;
  value?: unknown;
  withheld?: string;
  form?: string;
  offer?: string;
  grant?: string;
  at?: string;
  wording?: { lang?: string; label?: string; why?: string; choice?: string | string[] };
  purposes?: { purpose: string; label?: string; until?: string }[];
}

export interface Me {
  preferences?: Held[];
  feedback?: Held[];
  consents?: { purpose: string; label?: string; given: boolean; wording?: string; at?: string }[];
  grants?: {
    grant: string;
    offer: string;
    label?: string;
    code?: string;
    /** What the person can do with it, ready to be shown. */
    text?: string;
    image?: string;
  }[];
  responses?: {
    response: string;
    form: string;
    title?: string;
    at?: string;
    /** What the page passed in, by name or with labels. */
    context?: { context: string; label?: string; value?: unknown }[] | Record<string, unknown>;
    /** What was known and took part without being asked. */
    known?: { attribute?: string; question?: string; label?: string }[];
  }[];
}

/** A reply that is no data: its status, 0 where none came. */
export class Refused {
  constructor(readonly status: number) {}
}

/**
 * The token from the address's fragment, else the one this device remembers for the brand. A token in
 * the address is taken out of it at once, so that it stays in no history, bookmark or screenshot.
 */
export function takeToken(brand: string): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get("token") ?? fragment.get("receipt");
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token ?? stored(brand);
}

export function stored(brand: string): string | undefined {
  try {
    return localStorage.getItem(`proffer:${brand}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Removes what this device holds for the brand: the token, and answers that are under way. */
export function forgetDevice(brand: string): void {
  for (const area of ["localStorage", "sessionStorage"] as const) {
    try {
      const keys = Object.keys(window[area]);
      for (const key of keys) {
        if (key === `proffer:${brand}` || key.startsWith(`proffer:${brand}/`)) window[area].removeItem(key);
      }
    } catch {
      // A storage that may not be used holds nothing.
    }
  }
}

export async function getMe(token: string): Promise<Me> {
  return (await call("GET", token)).json() as Promise<Me>;
}

export async function deleteMe(token: string): Promise<void> {
  await call("DELETE", token);
}

async function call(method: string, token: string): Promise<Response> {
  let reply: Response;
  try {
    reply = await fetch("/v1/me", {
      method,
      cache: "no-store",
      credentials: "omit",
      headers: { authorization: `Bearer ${token}` },
    });
  } catch {
    throw new Refused(0);
  }
  if (!reply.ok) throw new Refused(reply.status);
  return reply;
}
