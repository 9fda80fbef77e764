// What a ticket says of itself to whoever holds it. It is a JWT: signed, and open to be read.

interface Claims {
  /** The stage and what rules see of the context: what was signed stands nowhere else, and what no rule reads is sealed. */
  s?: string;
  x?: Record<string, unknown>;
  /** The date the ticket was made on, UTC: rules call it `today`. Today, before there is one. */
  today: string;
}

export function claimsOf(ticket?: string): Claims {
  let claims: Partial<Claims> & { iat?: number } = {};
  try {
    // base64url of UTF-8: escape makes of each byte what decodeURIComponent reads.
    const bytes = atob(ticket!.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/"));
    claims = JSON.parse(decodeURIComponent(escape(bytes)));
  } catch {}
  const made = 1000 * claims.iat! || Date.now();
  return { ...claims, today: new Date(made).toISOString().slice(0, 10) };
}
