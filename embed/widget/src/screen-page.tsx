import { h, type VNode } from "./render.ts";
import { asking } from "./asking.tsx";
import { button, check, heading, paragraphs } from "./controls.tsx";
import { told, verdict } from "./known.tsx";
import { notice } from "./notice.tsx";
import type { Exchange } from "./exchange.ts";
import type { Question } from "./wire.ts";

/** One page of questions. */
export function pageScreen(x: Exchange): VNode {
  const { path, say } = x;
  const { index, step, last } = x.place(path);
  const of = path.steps.length;
  const untold = x.untold(step)[0];
  return (
    <form
      key={step.page.id}
      novalidate
      onSubmit={(event: Event) => {
        event.preventDefault();
        x.next();
      }}
    >
      <div class="c-top">
        <div class="c-row">
          {button(say("back"), () => x.back(), "c-back")}
          {heading(say("step", { n: index + 1, of }), `l-${step.shown[0]?.question.id}`)}
        </div>
        <progress max={of} value={index} aria-label={say("progress")} />
      </div>
      {x.centre && !index && paragraphs(x.text(x.form.intro))}
      {step.page.title && <h3 class="c-lead">{x.text(step.page.title)}</h3>}
      {told(x, step)}
      {step.shown.map((shown) => {
        const { id } = shown.question;
        return (
          <div key={id}>
            {/* What was right has been told: the answer stands, and what it was is told again below. */}
            <div {...(x.revealed[id] && { inert: true })}>
              {asking(
                x,
                { ...shown, question: asAsked(x, shown.question) },
                (shown.choices[0] ? path : x).answers[id],
              )}
            </div>
            {verdict(x, id, x.revealed[id])}
          </div>
        );
      })}
      <div class="c-actions">
        <button class="c-go" part="button" aria-disabled={last && x.unchanged}>
          {say(untold ? "reveal" : last ? [`send.${x.form.kind}`, "send"] : "next")}
        </button>
        {last && <small>{say("send.note")}</small>}
      </div>
      {x.centre ? notice(x) : check(say("later"), x.kept, (on) => x.keepForLater(on))}
    </form>
  );
}

/** The question with what was said about it before: told, and never taken for an answer of now. */
function asAsked(x: Exchange, question: Question): Question {
  const { say, text } = x;
  const given = x.standing(question);
  const filled = x.filled(question);
  const hints = [
    filled && !x.touched.has(question.id) && say("filled"),
    given !== undefined && `${say("standing")} ${say(given ? "consent.given" : "consent.refused")}.`,
    text(question.help),
  ].filter(Boolean);
  return {
    ...question,
    help: hints.join(" "),
    declineLabel: filled && x.centre ? say("remove") : question.declineLabel,
  };
}
