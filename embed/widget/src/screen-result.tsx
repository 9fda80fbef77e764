import { h, type VNode } from "./render.ts";
import { button, check, heading, link, paragraphs } from "./controls.tsx";
import { grant } from "./grant.tsx";
import { held } from "./held.tsx";
import { knowledge } from "./known.tsx";
import { poll } from "./poll.tsx";
import type { Exchange } from "./exchange.ts";
import type { Because } from "./wire.ts";

/** What the person gets, and why; then what is kept of what they gave. */
export function resultScreen(x: Exchange): VNode {
  const { form, say } = x;
  const { outcome, recommendations = [], manage, receipt } = x.reply!;
  return (
    <div>
      <header class={`c-lead ${outcome?.image && "c-pictured"}`}>
        {outcome?.image && <img src={x.url(outcome.image)} alt="" />}
        <div>
          <span class="c-badge">{say(outcome ? "result" : [`thanks.${form.kind}`, "thanks"])}</span>
          {heading(outcome?.title ?? x.text(form.title))}
          {paragraphs(outcome?.body ?? say([`done.${form.kind}`, ""]))}
          {because(x, outcome?.because)}
          {outcome?.action && link(outcome.action.label, outcome.action.url, "c-go")}
        </div>
      </header>
      {knowledge(x)}
      {x.results && poll(x, x.results)}
      {grant(x)}
      {recommendations[0] && (
        <section>
          <h3>
            {say(
              recommendations.some(({ because }) => because?.[0])
                ? "recommendations"
                : "recommendations.else",
            )}
          </h3>
          <ul class="c-items">
            {recommendations.map(({ item, because: reasons }) => (
              <li>
                {item.image && <img src={x.url(item.image)} alt="" />}
                {item.url ? link(item.title, item.url) : <b>{item.title}</b>}
                {because(x, reasons)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {held(x)}
      <div class="c-actions">
        {manage && link(say("manage"), manage, "c-second")}
        {receipt && link(say("receipt"), receipt)}
        {form.repeat === "always" &&
          button(say([`restart.${form.kind}`, "restart"]), () => x.restart(), "c-link")}
      </div>
      {x.canRemember && check(say("remember"), x.remembered, (on) => x.remember(on))}
    </div>
  );
}

/** The answers a result was built from, in the person's own words; nothing where nothing is claimed. */
const because = ({ say }: Exchange, reasons: Because[] = []): VNode | undefined =>
  reasons[0] && (
    <div class="c-because">
      {say("because")}{" "}
      <ul>
        {reasons.map(({ text }) => (
          <li>{text}</li>
        ))}
      </ul>
    </div>
  );
