/**
 * The date the ticket was made on, UTC: rules call it `today`. Before there is a ticket, it is made
 * today. A JWT is base64url, which differs from base64 in two characters only; JSON of ids and numbers
 * never needs them.
 */
export function dateOf(ticket?: string): string {
  let made = Date.now();
  try {
    made = 1000 * JSON.parse(atob(ticket!.split(".")[1]!)).iat || made;
  } catch {}
  return new Date(made).toISOString().slice(0, 10);
}
