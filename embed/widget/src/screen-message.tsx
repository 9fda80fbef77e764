// The screens that say one thing and show a way on.
import { h, type ComponentChildren, type VNode } from "preact";
import { button, heading, link, type Heading } from "./controls.tsx";
import { deal } from "./deal.tsx";
import { day } from "./format.ts";
import { poll } from "./poll.tsx";
import type { Exchange } from "./exchange.ts";

const message = (H: Heading, title: string, body: ComponentChildren, ...ways: ComponentChildren[]): VNode => (
  <div class="lead">
    {heading(H, title)}
    <div>{body}</div>
    <div class="actions">{ways}</div>
  </div>
);

const p = (text: string) => <p>{text}</p>;

/** The ticket gives something else than the start showed, or nothing: told before the first question. */
export function termsScreen(x: Exchange, H: Heading): VNode {
  const { say, nothing } = x;
  return message(
    H,
    say(nothing ? "terms.nothing" : "terms.other"),
    nothing ? p(say([`nothing.${nothing}`, "nothing"])) : deal(x),
    button(say(nothing ? "terms.without" : "terms.go"), () => x.enter()),
    button(say("terms.leave"), () => x.restart(), "second"),
  );
}

/** On the way, or waiting in sight until the network is back. */
export function sendingScreen(x: Exchange, H: Heading): VNode {
  const { say } = x;
  if (!x.unsent) return message(H, say("sending"), <progress aria-label={say("sending")} />);
  return message(
    H,
    say("unsent"),
    [p(say(x.code === "offline" ? "unsent.offline" : "unsent.busy")), p(say("unsent.note"))],
    button(say("unsent.now"), () => x.online()),
    button(say("unsent.back"), () => x.back(), "second"),
  );
}

/** The exchange cannot go on as it is. */
export function stoppedScreen(x: Exchange, H: Heading): VNode {
  const { say, code, results } = x;
  const { opens } = x.form.schedule ?? {};
  const over = ["already_answered", "closed", "full", "not_open"].includes(code);
  const renewed = ["known_changed", "ticket_expired", "ticket_forged"].includes(code);
  const without = code === "offer_exhausted";
  return message(
    H,
    x.text(x.form.title),
    [p(say([`stop.${code}`, "stop"], { date: opens ? day(opens, x.lang) : "" })), results && poll(x, results)],
    ...(over
      ? [link(say("manage"), x.url(`/privacy/${x.form.brand}`), "second")]
      : code === "erased"
        ? [button(say("restart"), () => x.restart())]
        : [
            button(say(without ? "stop.without" : renewed ? "stop.renew" : "again"), () => (without ? x.send(true) : x.again(renewed))),
            button(say("stop.review"), () => x.back(), "second"),
          ]),
  );
}

/** The form did not come: the texts are the few that are built in, and the page's own link stands. */
export const failedScreen = (x: Exchange): VNode => (
  <div role="alert">
    {p(x.say("failed"))}
    <slot />
    {button(x.say("again"), () => void x.load(), "second")}
  </div>
);
