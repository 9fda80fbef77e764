// The exchange in one picture: what the person gives, what the person gets.
import { h, type VNode } from "./render.ts";
import { money } from "./format.ts";
import type { Exchange } from "./exchange.ts";

export function deal({ form, offer, say, text, lang }: Exchange): VNode {
  const { asks, takes, kept, seenBy } = form.notice.balance;
  const dots = (...parts: (string | number | false)[]) => <p>{parts.filter(Boolean).join(" · ")}</p>;
  return (
    <div class="c-deal">
      <div>
        <h3>{say("give")}</h3>
        <ul class="c-gets">
          {[asks, takes].map((line) => (
            <li>{text(line)}</li>
          ))}
        </ul>
        {dots(text(kept), text(seenBy))}
        <p>{say(offer ? "give.free" : "give.free.plain")}</p>
      </div>
      <div class="c-coupon" part="offer">
        <h3>{say("get")}</h3>
        <p class="c-gets">{offer ? text(offer.label) : say(form.results ? "get.results" : "get.result")}</p>
        {offer &&
          dots(
            +offer.worth.amount && say("worth", { money: money(offer.worth, lang) }),
            text(offer.terms),
            form.kind === "quiz" && say("get.also"),
          )}
      </div>
    </div>
  );
}
