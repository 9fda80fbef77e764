// What happens with answers, from the form's notice: nothing here is written by hand.
import { h, Fragment, type Child, type VNode } from "./render.ts";
import { check, link } from "./controls.tsx";
import { country, days, duration, list } from "./format.ts";
import type { Exchange } from "./exchange.ts";
import type { Purpose, Question, Recipient } from "./wire.ts";

const row = (name: string, value: Child) =>
  value && (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );

const dots = (parts: (string | undefined)[]) => parts.filter(Boolean).join(" · ");

const details = (line: Child, all: Child, look?: string) => (
  <details class={look}>
    <summary>
      <span>{line}</span>
    </summary>
    {all}
  </details>
);

const receivers = ({ form }: Exchange, { recipients = [] }: Purpose): Recipient[] =>
  recipients.map((id) => form.notice.recipients[id]!).filter(Boolean);

/** Use, basis, time and recipients of one purpose. */
export function purposeFacts(x: Exchange, purpose: Purpose, keep = purpose.keep, data?: string): VNode {
  const { form, say, text, lang } = x;
  const who = receivers(x, purpose);
  return (
    <dl>
      {row(say("use"), text(purpose.use))}
      {row(say("basis"), say(`basis.${purpose.basis}`))}
      {row(say("interest"), text(purpose.interest))}
      {row(say("data"), data)}
      {row(say("keep"), duration(keep, lang))}
      {row(
        say("recipients"),
        who.length > 0
          ? who.map((one) => (
              <p>
                {dots([
                  one.name,
                  say(`role.${one.role}`),
                  one.country && country(one.country, lang),
                  text(one.safeguard),
                ])}
              </p>
            ))
          : say("recipients.none", { name: form.notice.controller.name ?? form.brand }),
      )}
    </dl>
  );
}

/** Beside a question: its uses, time and recipients in a line, and all of it behind the line. */
export function uses(x: Exchange, question: Question): VNode | false {
  const { form, say, text, lang } = x;
  const { attributes, purposes: all } = form.notice;
  const attribute = attributes.find((entry) => entry.attribute === question.attribute);
  const ids = question.purposes ?? attribute?.purposes ?? [];
  const purposes = all.filter((entry) => ids.includes(entry.purpose));
  const keepOf = (purpose: Purpose) => attribute?.keep?.[purpose.purpose] ?? purpose.keep;
  const names = new Set(purposes.flatMap((purpose) => receivers(x, purpose)).map((who) => who.name));
  return (
    purposes.length > 0 &&
    details(
      [
        say("uses.for", {
          purposes: list(
            purposes.map(({ label, basis }) =>
              basis === "consent" ? say("uses.consent", { purpose: text(label) }) : text(label),
            ),
            lang,
          ),
        }),
        say("uses.keep", {
          time: duration(purposes.map(keepOf).sort((a, b) => days(b) - days(a))[0]!, lang),
        }),
        names.size > 0 ? say("uses.seen", { names: list([...names], lang) }) : say("uses.unseen"),
      ].join(" "),
      purposes.map((purpose) => (
        <>
          <h4>{text(purpose.label)}</h4>
          {purposeFacts(x, purpose, keepOf(purpose))}
        </>
      )),
      "uses",
    )
  );
}

/** Before the start: all of it, purpose by purpose, then who is responsible. */
export function notice(x: Exchange): VNode {
  const { form, say, text, lang } = x;
  const { controller, attributes, purposes, summary, rights, context = [] } = form.notice;
  return (
    <section part="notice">
      <h3>{say("notice")}</h3>
      <p>{text(summary)}</p>
      <ul class="purposes">
        {purposes.map((purpose) => {
          const { purpose: id, label, basis, keep, interest } = purpose;
          const data = attributes.filter((entry) => entry.purposes.includes(id));
          return (
            <li>
              {details(
                [
                  <b>{text(label)}</b>,
                  <span class="badge">{say(`short.${basis}`)}</span>,
                  <span class="small">{say("keep.for", { time: duration(keep, lang) })}</span>,
                ],
                purposeFacts(
                  x,
                  purpose,
                  keep,
                  dots(data.map((entry) => text(entry.label) || entry.attribute)),
                ),
              )}
              {basis === "legitimate_interest" &&
                check([text(interest), " ", say("object")], x.objections.has(id), (on) => x.object(id, on))}
            </li>
          );
        })}
        <li>
          {details(
            [<b>{say("controller")}</b>, <span class="small">{controller.name}</span>],
            <dl>
              {row(say("controller.contact"), dots([controller.contact, controller.email, controller.phone]))}
              {row(say("controller.address"), dots(Object.values(controller.address ?? {})))}
              {row(say("controller.processing"), text(controller.processing))}
              {row(say("controller.authority"), controller.authority)}
              {row(say("rights"), text(rights))}
              {row(say("context"), dots(context.map(({ label }) => text(label))))}
            </dl>,
          )}
        </li>
      </ul>
      <p class="small">
        {say(form.remember ? "device.remember" : "device")}{" "}
        {controller.policyUrl && link(say("notice.policy"), controller.policyUrl)}
      </p>
    </section>
  );
}
