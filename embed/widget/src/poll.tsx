import { h, Fragment, type VNode } from "./render.ts";
import { number, percent } from "./format.ts";
import { questionsOf } from "./path.ts";
import type { Exchange } from "./exchange.ts";
import type { PollResults } from "./wire.ts";

/** Poll results as a list that says the numbers, with bars for the eye. */
export function poll(
  { form, answers, say, text, lang }: Exchange,
  { votes, minimum, questions = {} }: PollResults,
): VNode {
  const asked = questionsOf(form).filter(({ id }) => questions[id]?.some(({ value }) => value !== null));
  const said = (n: number) => say("votes", { n, votes: number(n, lang) });
  if (asked.length < 1)
    return (
      <p class="note">
        {say(votes < minimum ? "results.from" : "results.spread", { n: minimum, votes: said(votes) })}
      </p>
    );
  return (
    <section class="poll">
      {asked.map(({ id, label, choices = [] }) => {
        const total = questions[id]!.reduce((sum, cell) => sum + cell.count, 0) || 1;
        return (
          <>
            <h3>{text(label)}</h3>
            <ol>
              {questions[id]!.map(({ value, count }) => (
                <li>
                  <span>
                    {value === null
                      ? say("results.merged")
                      : text(choices.find((choice) => choice.value === value)?.label)}
                    {[answers[id]].flat().includes(value!) && <small> {say("results.mine")}</small>}
                  </span>
                  <b>{percent(count / total, lang)}</b>
                  <progress value={count / total} aria-hidden="true" />
                  <small>{said(count)}</small>
                </li>
              ))}
            </ol>
          </>
        );
      })}
      <p class="small">{say("results.total", { votes: said(votes) })}</p>
    </section>
  );
}
