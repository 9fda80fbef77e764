import { h, type VNode } from "./render.ts";
import { button } from "./controls.tsx";
import { day } from "./format.ts";
import type { Exchange } from "./exchange.ts";

/** The reward, or in plain words why there is none. */
export function grant(x: Exchange): VNode | null {
  const { form, say, lang } = x;
  const { grant: given, refusal } = x.reply!;
  if (!given) return refusal ? <p class="c-note">{say([`refusal.${refusal.reason}`, "refusal"])}</p> : null;
  const { kind, code, expires } = given;
  const offer = [x.offer, ...form.fallbacks].find((entry) => entry?.offer === given.offer);
  return (
    <section class="c-coupon c-won" part="offer">
      <h3>{say("reward")}</h3>
      <p class="c-gets">{x.text(offer?.label)}</p>
      {code && (
        <p class="c-actions">
          <code part="code">{code}</code>
          {button(say("copy"), () =>
            navigator.clipboard.writeText(code).then(
              () => x.announce(say("copied")),
              () => x.announce(say("copy.failed")),
            ),
          )}
        </p>
      )}
      <p>
        {kind === "points" && say("points.added")} {expires && say("until", { date: day(expires, lang) })}
      </p>
    </section>
  );
}
