// The screens that say one thing and show a way on.
import { h, type Child, type VNode } from "./render.ts";
import { button, heading, link } from "./controls.tsx";
import { deal } from "./deal.tsx";
import { day } from "./format.ts";
import { poll } from "./poll.tsx";
import type { Exchange } from "./exchange.ts";

const message = (title: string, body: Child, ...ways: Child[]): VNode => (
  <div class="c-lead">
    {heading(title)}
    <div>{body}</div>
    <div class="c-actions">{ways}</div>
  </div>
);

const p = (text: string) => <p>{text}</p>;

/** The ticket gives what was drawn, something else than the start showed, or nothing: told before the first question. */
export function termsScreen(x: Exchange): VNode {
  const { say, nothing } = x;
  return message(
    say(nothing ? "terms.nothing" : "terms.offer"),
    nothing ? p(say([`nothing.${nothing}`, "nothing"])) : deal(x),
    button(say(nothing ? "terms.without" : "terms.go"), () => x.enter()),
    button(say("terms.leave"), () => x.restart(), "c-second"),
  );
}

/** On the way, or waiting in sight until the network is back. */
export function sendingScreen(x: Exchange): VNode {
  const { say } = x;
  if (!x.unsent) return message(say("sending"), <progress aria-label={say("sending")} />);
  return message(
    say("unsent"),
    [p(say(x.code === "offline" ? "unsent.offline" : "unsent.busy")), p(say("unsent.note"))],
    button(say("unsent.now"), () => x.online()),
    button(say("unsent.back"), () => x.back(), "c-second"),
  );
}

/** The exchange cannot go on as it is. */
export function stoppedScreen(x: Exchange): VNode {
  const { say, code, results, after } = x;
  const date = after ?? x.form.schedule?.opens;
  const over = /already_answered|closed|full|not_open/.test(code);
  const renewed = /known_changed|ticket|erased/.test(code);
  const without = code === "offer_exhausted";
  return message(
    x.text(x.form.title),
    [
      p(
        say([after ? `stop.${code}.after` : "", `stop.${code}`, "stop"], {
          date: date ? day(date, x.lang) : "",
        }),
      ),
      results && poll(x, results),
    ],
    ...(over
      ? [link(say("manage"), x.manage, "c-second")]
      : [
          button(say(without ? "stop.without" : renewed ? "stop.renew" : "again"), () =>
            without ? x.send(true) : x.again(renewed),
          ),
          Object.keys(x.answers)[0] && button(say("stop.review"), () => x.back(), "c-second"),
        ]),
  );
}

/** The form did not come: the texts are the few that are built in, and the page's own link stands. */
export const failedScreen = (x: Exchange): VNode => (
  <div role="alert" id="heading" tabindex={-1}>
    {p(x.say("failed"))}
    <slot />
    {button(x.say("again"), () => void x.load(), "c-second")}
  </div>
);
