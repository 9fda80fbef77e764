import { h, Fragment } from "./render.ts";
import { declineCard, named } from "./cards.tsx";
import { number } from "./format.ts";
import { isDeclined, type Choice } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** Tapping gives the next place and takes it away again; buttons move by one. Nothing has a place beforehand. */
export const ranking: QuestionType = {
  group: true,
  family: "hint",
  hint: ({ x, question, choices }) =>
    question.top && question.top < choices.length
      ? x.say("rank.top", { n: question.top, count: number(question.top, x.lang) })
      : x.say("rank"),
  check: ({ top, choices = [] }, value) =>
    (value as string[]).length < Math.min(top ?? Infinity, choices.length) && "out_of_range",
  view(asked) {
    const { x, question, choices, answer, describedBy } = asked;
    const { id, top = choices.length } = question;
    const order = isDeclined(answer) || !answer ? [] : (answer as string[]);
    const inPlace = order.map((value) => choices.find((choice) => choice.value === value)!);
    const of = Math.min(top, choices.length);
    const put = (choice: Choice, to: number, focus: string) => {
      const value = choice.value as string;
      const left = order.filter((one) => one !== value);
      if (to >= 0) left.splice(to, 0, value);
      x.answer(id, left.length > 0 ? left : undefined);
      const n = number(to + 1, x.lang);
      x.announce(
        x.say(to < 0 ? "rank.out" : "rank.place", { label: named(asked, choice), n, of: number(of, x.lang) }),
      );
      x.focus(`${id}:${value}:${focus}`);
    };
    return (
      <>
        <ol class="ranking" role="list" aria-labelledby={`l-${id}`}>
          {[...inPlace, ...choices.filter((choice) => !inPlace.includes(choice))].map((choice, at) => {
            const placed = at < order.length;
            const label = named(asked, choice);
            const move = (by: number, name: string) => (
              <button
                type="button"
                class={`move ${name}`}
                id={`${id}:${choice.value}:${name}`}
                aria-label={x.say(`rank.${name}`, { label })}
                disabled={!placed || at + by < 0 || at + by >= order.length}
                // At an end the way back has the focus: the way on is gone.
                onClick={() =>
                  put(choice, at + by, at + 2 * by < 0 ? "down" : at + 2 * by >= order.length ? "up" : name)
                }
              />
            );
            return (
              <li key={choice.value}>
                <button
                  type="button"
                  class="card"
                  part="choice"
                  id={`${id}:${choice.value}:place`}
                  aria-pressed={placed}
                  aria-describedby={describedBy}
                  disabled={!placed && order.length >= of}
                  onClick={() => put(choice, placed ? -1 : order.length, "place")}
                >
                  <i class="mark">{placed && number(at + 1, x.lang)}</i>
                  <span class="name">{label}</span>
                </button>
                {move(-1, "up")}
                {move(1, "down")}
              </li>
            );
          })}
        </ol>
        <div class="cards">{declineCard(asked, true)}</div>
      </>
    );
  },
};
