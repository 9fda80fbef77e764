import { h, type Child } from "./render.ts";
import { button } from "./controls.tsx";
import type { Exchange } from "./exchange.ts";

/** The reward with what came on top of it, or in plain words why there is none. */
export function grant(x: Exchange): Child {
  const { say } = x;
  const { grant: given, bonuses = [], refusal } = x.reply!;
  return [
    !given && refusal && <p class="c-note">{say([`refusal.${refusal.reason}`, "refusal"])}</p>,
    ...[given, ...bonuses].map(
      (one) =>
        one && (
          <section class="c-coupon c-won" part="offer">
            <h3>{say("reward")}</h3>
            <p class="c-gets">{one.label}</p>
            {one.image && <img src={x.url(one.image)} alt="" />}
            {one.code && (
              <p class="c-actions">
                <code part="code">{one.code}</code>
                {button(say("copy"), () =>
                  navigator.clipboard.writeText(one.code!).then(
                    () => x.announce(say("copied")),
                    () => x.announce(say("copy.failed")),
                  ),
                )}
              </p>
            )}
            <p>{one.text}</p>
          </section>
        ),
    ),
  ];
}
