// What happens with answers, in the words that the server makes of the form's definitions: nothing here is
// written by hand, or put together.
import { h, Fragment, type Child, type VNode } from "./render.ts";
import { check, link } from "./controls.tsx";
import type { Exchange } from "./exchange.ts";
import type { Facts, Question } from "./wire.ts";

const details = (line: Child, all: Child) => (
  <details>
    <summary>
      <span>{line}</span>
    </summary>
    {all}
  </details>
);

/** A list of what is so; of a purpose its use, basis, time and recipients. */
export const facts = ({ lang }: Exchange, all: Facts): VNode => (
  <dl>
    {(all[lang] ?? []).map(({ name, text }) => (
      <div>
        <dt>{name}</dt>
        <dd>{text}</dd>
      </div>
    ))}
  </dl>
);

/** Beside a question: its uses, time and recipients in a line, and all of it behind the line. */
export const uses = (x: Exchange, { uses: line, purposes = [] }: Question): VNode | undefined =>
  line &&
  details(
    x.text(line),
    x.form.notice.purposes
      .filter(({ purpose }) => purposes.includes(purpose))
      .map((purpose) => (
        <>
          <h4>{x.text(purpose.label)}</h4>
          {facts(x, purpose.facts)}
        </>
      )),
  );

/** Before the start: all of it, purpose by purpose, then who is responsible. */
export function notice(x: Exchange): VNode {
  const { form, say, text } = x;
  const { controller, purposes, summary, facts: own } = form.notice;
  const line = (name: string, more: Child) => [<b>{name}</b>, more];
  return (
    <section part="notice">
      <h3>{say("notice")}</h3>
      <p>{text(summary)}</p>
      <ul class="c-purposes">
        {purposes.map(({ purpose: id, label, basis, kept, interest, facts: all }) => (
          <li>
            {details(
              line(text(label), [
                <span class="c-badge">{say(`short.${basis}`)}</span>,
                <small>{text(kept)}</small>,
              ]),
              facts(x, all),
            )}
            {basis === "legitimate_interest" &&
              check([text(interest), " ", say("object")], x.objections.has(id), (on) => x.object(id, on))}
          </li>
        ))}
        <li>{details(line(say("controller"), <small>{controller.name}</small>), facts(x, own))}</li>
      </ul>
      <p>
        <small>
          {say(form.remember ? "device.remember" : "device")}{" "}
          {controller.policyUrl && link(say("notice.policy"), controller.policyUrl)}
        </small>
      </p>
    </section>
  );
}
