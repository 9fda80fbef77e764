// What is known already, and what was right.
import { h, type VNode } from "preact";
import { button } from "./controls.tsx";
import { list, number, sameDay } from "./format.ts";
import { questionsOf, type Step } from "./path.ts";
import type { Exchange } from "./exchange.ts";
import type { Question, Revealed } from "./wire.ts";

/** A value in the words of its question; of a text as it was typed. */
export function inWords({ text, lang }: Exchange, { choices = [], rows }: Question, value: unknown): string {
  const word = (one: any): string =>
    text(choices.find((choice) => choice.value === one)?.label) ||
    (typeof one === "number" ? number(one, lang) : sameDay(`${one}`, lang) || `${one?.other ?? one}`);
  return list(
    rows
      ? Object.entries(value as object).map(
          ([row, one]) => `${text(rows.find((entry) => entry.row === row)?.label)}: ${word(one)}`,
        )
      : Array.isArray(value)
        ? value.map(word)
        : Object(value) === value && !("other" in (value as object))
          ? Object.values(value as object).map(String)
          : [word(value)],
    lang,
  );
}

/** What is not asked since it is known, each with a way to say something else. */
export const told = (x: Exchange, step: Step): VNode[] =>
  step.told.map(({ question }) => (
    <div class="note row" key={question.id}>
      <span>
        {x.say("known")} {x.text(question.label)} <b>{inWords(x, question, x.path.values[question.id])}</b>
      </span>
      {button(x.say("change"), () => x.change(question.id), "link")}
    </div>
  ));

/** Whether an answer was right, what is right, and why. */
export function verdict(x: Exchange, question: Question | undefined, revealed?: Revealed): VNode | undefined {
  if (!revealed) return;
  const { correct, right = [], explain } = revealed;
  const { say } = x;
  return (
    <div class="note" id={`told-${question?.id}`} tabIndex={-1}>
      <p>
        <b>{say(correct === undefined ? "right.none" : correct ? "right.yes" : "right.no")}</b>{" "}
        {!correct &&
          right[0] !== undefined &&
          say("right", { answer: question ? inWords(x, question, right) : "" })}
      </p>
      {explain && <p>{explain}</p>}
    </div>
  );
}

/** How a quiz with right answers went, question by question. */
export function knowledge(x: Exchange): VNode | undefined {
  const { form, reply, say, text, lang } = x;
  const result = reply!.knowledge;
  if (!result) return;
  const { points, correct, total, passed, questions = [] } = result;
  return (
    <section>
      <h3>
        {say("knowledge", { correct: number(correct, lang), total: number(total, lang) })}{" "}
        {passed !== undefined && (
          <span class="badge">{say(passed ? "knowledge.passed" : "knowledge.failed")}</span>
        )}
      </h3>
      <p>{say("knowledge.points", { n: points })}</p>
      {questions.map((one) => {
        const question = questionsOf(form).find(({ id }) => id === one.question);
        return (
          <div class="question">
            <h4>{text(question?.label)}</h4>
            {verdict(x, question, one)}
          </div>
        );
      })}
    </section>
  );
}
