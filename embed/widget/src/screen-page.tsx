import { h, type VNode } from "./render.ts";
import { asking } from "./asking.tsx";
import { button, check, heading } from "./controls.tsx";
import type { Exchange } from "./exchange.ts";

/** One page of questions. */
export function pageScreen(x: Exchange): VNode {
  const { path, say } = x;
  const { index, step, last } = x.place(path);
  const of = path.steps.length;
  return (
    <form
      key={step.page.id}
      novalidate
      onSubmit={(event: Event) => {
        event.preventDefault();
        x.next();
      }}
    >
      <div class="top">
        <div class="row">
          {button(say("back"), () => x.back(), "back")}
          {heading(say("step", { n: index + 1, of }), `l-${step.shown[0]!.question.id}`)}
        </div>
        <progress max={of} value={index} aria-label={say("progress")} />
      </div>
      {step.shown.map((shown) =>
        asking(x, shown, (shown.choices.length > 0 ? path : x).answers[shown.question.id]),
      )}
      <div class="actions">
        <button class="go" part="button">
          {say(last ? "send" : "next")}
        </button>
        {last && <p class="small">{say("send.note")}</p>}
      </div>
      {check(say("later"), x.kept, (on) => x.keepForLater(on))}
    </form>
  );
}
