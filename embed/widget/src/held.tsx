// What is kept of the answers, and what was not.
import { h, type VNode } from "./render.ts";
import { day, list } from "./format.ts";
import { questionOf } from "./path.ts";
import type { Exchange } from "./exchange.ts";

export function held({ reply, form, say, text, lang }: Exchange): VNode | null {
  const { preferences = [], feedback = [], dropped = [], consents = [] } = reply!;
  const kept = [...preferences, ...feedback];
  const purpose = (id: string) =>
    text(form.notice.purposes.find((entry) => entry.purpose === id)?.label) || id;
  const row = (name: string, value: string, more?: VNode[]) => (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        {more}
      </dd>
    </div>
  );
  if (kept.length + dropped.length + consents.length < 1) return null;
  return (
    <section>
      <h3>{say("held")}</h3>
      <dl>
        {kept.map(({ question: id, value, wording, purposes = [] }) =>
          row(
            wording?.label ?? id,
            `${wording?.choice ?? value ?? say("held.sealed")}`,
            purposes.map((entry) => (
              <p>{say("held.until", { purpose: purpose(entry.purpose), date: day(entry.until, lang) })}</p>
            )),
          ),
        )}
        {consents.map((consent) =>
          row(purpose(consent.purpose), say(consent.given ? "consent.given" : "consent.refused")),
        )}
      </dl>
      {dropped.map(({ question: id }) => {
        const { label, purposes = [] } = questionOf(form, id) ?? {};
        return (
          <p class="c-note">
            {say("dropped", { question: text(label) || id, purposes: list(purposes.map(purpose), lang) })}
          </p>
        );
      })}
    </section>
  );
}
