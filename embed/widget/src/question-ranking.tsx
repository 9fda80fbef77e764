import { h } from "./render.ts";
import { choiceCards } from "./cards.tsx";
import type { QuestionType } from "./question.ts";

/** Tapping gives the next place and takes it away again; buttons move by one. Nothing has a place beforehand. */
export const ranking: QuestionType = {
  group: true,
  hint: ({ x, digits, choices, question: { top: n = Infinity } }) =>
    x.say(n < choices.length ? "rank.top" : "rank", { n, count: digits(n) }),
  check: ({ top, choices = [] }, value) =>
    (value as string[]).length < (top ?? choices.length) && "out_of_range",
  view(asked) {
    const { x, id, question, said = [], set, digits, aria } = asked;
    const all = choiceCards(asked);
    const of = question.top ?? all.length;
    const order = said as string[];
    const placed = order.map((value) => all.find((one) => one.value === value)!);
    return (
      <ol class="c-ranking" role="list" {...aria}>
        {[...placed, ...all.filter((one) => !placed.includes(one))].map(({ value, label }, at) => {
          const has = at < order.length;
          /** To a place, or out of the order; beyond its ends nothing moves, and the focus stays. */
          const put = (to: number) => {
            const left = order.filter((one) => one !== value);
            if (to < of) left.splice(to, 0, value as string);
            set(left[0] && left);
            const n = left.indexOf(value as string) + 1;
            x.announce(x.say(n ? "rank.place" : "rank.out", { label, n: digits(n), of: digits(of) }));
          };
          const move = (name: string, to: number) => (
            <button
              type="button"
              class={`c-second ${name}`}
              id={`${id}:${value}:${name}`}
              aria-label={x.say(`rank.${name}`, { label })}
              onClick={() => put(to)}
            />
          );
          return (
            <li key={value}>
              <button
                type="button"
                class="c-card"
                part="choice"
                id={`${id}:${value}`}
                aria-pressed={has}
                onClick={() => put(has ? of : order.length)}
              >
                <span class="c-mark">{has && digits(at + 1)}</span>
                <span class="c-name">{label}</span>
              </button>
              {has && [move("up", Math.max(0, at - 1)), move("down", Math.min(at + 1, order.length - 1))]}
            </li>
          );
        })}
      </ol>
    );
  },
};
