import { h, Fragment, type VNode } from "./render.ts";
import { number, percent } from "./format.ts";
import { own, questionsOf } from "./path.ts";
import type { Exchange } from "./exchange.ts";
import type { PollResults } from "./wire.ts";

type Cell = NonNullable<PollResults["questions"]>[string][number];

/** Poll results as a list that says the numbers, with bars for the eye. */
export function poll(
  { form, answers, say, text, lang }: Exchange,
  { votes, minimum, questions = {} }: PollResults,
): VNode {
  // A matrix has the results of each row, by question.row.
  const asked = questionsOf(form)
    .flatMap((question) =>
      [undefined, ...(question.rows ?? [])].map((row) => ({
        ...question,
        row,
        cells: own(questions, row ? `${question.id}.${row.row}` : question.id) as Cell[] | undefined,
      })),
    )
    .filter(({ cells }) => cells?.some(({ value }) => value !== null));
  const said = (n: number) => say("votes", { n, votes: number(n, lang) });
  if (!asked[0])
    return (
      <p class="c-note">
        {say(votes < minimum ? "results.from" : "results.spread", { n: minimum, votes: said(votes) })}
      </p>
    );
  return (
    <section class="c-poll">
      {asked.map(({ id, cells, label, row, choices = [] }) => {
        const total = cells!.reduce((sum, cell) => sum + cell.count, 0) || 1;
        const given = answers[id];
        const mine = [row ? own(given, row.row) : given].flat().map(String);
        return (
          <>
            <h3>{[label, row?.label].map(text).filter(Boolean).join(" · ")}</h3>
            <ol>
              {cells!.map(({ value, count }) => (
                <li>
                  <span>
                    {value === null
                      ? say("results.merged")
                      : text(choices.find((choice) => `${choice.value}` === `${value}`)?.label) ||
                        (+value ? number(+value, lang) : `${value}`)}
                    {mine.includes(`${value}`) && <small> {say("results.mine")}</small>}
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
      <p>
        <small>
          {say("results.total", { votes: said(votes) })} {form.anonymous && say("anonymous")}
        </small>
      </p>
    </section>
  );
}
