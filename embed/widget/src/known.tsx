// What is known already, and what was right.
import { h, type VNode } from "./render.ts";
import { button } from "./controls.tsx";
import { list, sameDay } from "./format.ts";
import { words } from "./pipe.ts";
import { questionOf, type Step } from "./path.ts";
import type { Exchange } from "./exchange.ts";
import type { Question, Revealed } from "./wire.ts";

const inWords = ({ lang }: Exchange, question: Question, value: unknown): string =>
  list(
    words(question, value, lang, "label", (typed) => sameDay(typed, lang) || typed),
    lang,
  );

/** What is not asked since it is known, each with a way to say something else. */
export const told = (x: Exchange, step: Step): VNode[] =>
  step.told.map(({ question }) => (
    <div class="c-note c-row" key={question.id}>
      <span>
        {x.say("known")} {x.text(question.label)} <b>{inWords(x, question, x.path.values[question.id])}</b>
      </span>
      {button(x.say("change"), () => x.change(question.id), "c-link")}
    </div>
  ));

/** Whether an answer was right, what is right, and why. */
export function verdict(x: Exchange, id: string, revealed?: Revealed): VNode | undefined {
  if (!revealed?.right) return;
  const { correct, right, explain } = revealed;
  const { say } = x;
  return (
    <div class="c-note" id={`told-${id}`} tabindex={-1}>
      <p>
        <b>{say(correct === undefined ? "right.none" : correct ? "right.yes" : "right.no")}</b>{" "}
        {!correct && right[0] !== undefined && say("right", { answer: list(right, x.lang) })}
      </p>
      {explain && <p>{explain}</p>}
    </div>
  );
}

/** How a quiz with right answers went, question by question. */
export function knowledge(x: Exchange): VNode | undefined {
  const { form, reply, say, text } = x;
  const result = reply!.knowledge;
  if (!result) return;
  const { points: n, passed, questions = [] } = result;
  return (
    <section class="c-question">
      <h3>{say("knowledge", { correct: result.correct, total: result.total })}</h3>
      <p>
        {say("knowledge.points", { n })}{" "}
        {passed !== undefined && (
          <b class="c-badge">{say(passed ? "knowledge.passed" : "knowledge.failed")}</b>
        )}
      </p>
      {questions.map((one) => [
        <h4>{text(questionOf(form, one.question)?.label)}</h4>,
        verdict(x, one.question!, one),
      ])}
    </section>
  );
}
