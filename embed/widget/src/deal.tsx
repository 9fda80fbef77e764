// The exchange in one picture: what the person gives, what the person gets.
import { h, type VNode } from "./render.ts";
import { duration, money, seconds } from "./format.ts";
import type { Exchange } from "./exchange.ts";

export function deal({ form, offer, say, text, lang }: Exchange): VNode {
  const { taps, texts, seconds: time, asks, kept, seenBy } = form.notice.balance ?? {};
  const { worth, expires } = offer ?? {};
  return (
    <div class="deal">
      <div>
        <h3>{say("give")}</h3>
        <ul class="gets">
          {asks && <li>{text(asks)}</li>}
          {!asks && !!taps && <li>{say("taps", { n: taps })}</li>}
          {!asks && !!texts && <li>{say("texts", { n: texts })}</li>}
          {!!time && <li>{say("about", { time: seconds(time, lang) })}</li>}
        </ul>
        <p>{[kept, seenBy].map(text).filter(Boolean).join(" · ")}</p>
        <p>{say(offer ? "give.free" : "give.free.plain")}</p>
      </div>
      <div class={`coupon ${offer?.kind}`} part="offer">
        <h3>{say("get")}</h3>
        <p class="gets">{offer ? text(offer.label) : say(form.results ? "get.results" : "get.result")}</p>
        <p>
          {[
            worth && say("worth", { money: money(worth, lang) }),
            expires && say("valid", { time: duration(expires, lang) }),
            offer && form.kind === "quiz" && say("get.also"),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
    </div>
  );
}
