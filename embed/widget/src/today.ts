/** The date the ticket was made on, UTC: rules call it `today`. Before there is a ticket, it is made today. */
export function dateOf(ticket?: string): string {
  let made = Date.now();
  try {
    made = 1000 * JSON.parse(atob(ticket!.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/"))).iat || made;
  } catch {}
  return new Date(made).toISOString().slice(0, 10);
}
