// A question with all that stands beside it.
import { h, type Child, type VNode } from "./render.ts";
import { declineCard } from "./cards.tsx";
import { number } from "./format.ts";
import { uses } from "./notice.tsx";
import { typeOf } from "./questions.ts";
import type { Asked } from "./question.ts";
import type { Exchange } from "./exchange.ts";
import type { Shown } from "./path.ts";
import { isDeclined, type Answer } from "./wire.ts";

export function asking(x: Exchange, { question, choices }: Shown, answer: Answer | undefined): VNode {
  const { id, type, label, why, help, required, min = 1, max, maxLength = 200 } = question;
  const { say, text, lang } = x;
  const { group, tap, noDecline, hint: hintOf, view } = typeOf(question);
  const code = x.errors[id];
  const digits = (amount: number) => number(amount, lang);
  const asked: Asked = {
    x,
    id,
    question,
    choices,
    said: isDeclined(answer) ? undefined : answer,
    set: (value) => x.answer(id, value),
    digits,
    aria: {},
  };
  const hint = hintOf?.(asked);
  const told = group && required && <span class="c-sr"> {say("required")}</span>;
  const described = code ? [`e-${id}`] : [];
  /** A line that belongs to the controls' description. */
  const line = (name: string, content: Child) => {
    if (!content) return;
    described.push(name + id);
    return (
      <p class="c-hint" id={name + id}>
        {content}
      </p>
    );
  };
  const lines = [
    line("w-", why && [<b>{say("why")}</b>, " ", text(why)]),
    uses(x, question),
    line("h-", text(help)),
    line("n-", (hint || told) && [hint, told]),
  ];
  asked.aria = {
    "aria-labelledby": `l-${id}`,
    "aria-describedby": described.join(" "),
    ...(!group && { "aria-required": !!required, "aria-invalid": !!code }),
  };
  return (
    <section class="c-question" part="question" id={`q-${id}`} key={id}>
      <h3 id={`l-${id}`}>{text(label)}</h3>
      {lines}
      <div class="c-cards">
        {view(asked)}
        {!tap && !noDecline && declineCard(asked, true)}
      </div>
      <div class="c-row c-last">
        <p class="c-error" id={`e-${id}`}>
          {code &&
            say([`error.${code}.${type}`, `error.${code}`, "error.other"], {
              min: digits(min),
              max: digits(max ?? choices.length),
              length: digits(maxLength),
              fits: hint!,
            })}
        </p>
        <button
          type="button"
          class="c-link"
          disabled={answer === undefined || !!x.revealed[id] || (x.centre && !x.touched.has(id))}
          aria-describedby={`l-${id}`}
          onClick={() => {
            x.answer(id);
            x.focus(`q-${id}`);
          }}
        >
          {say(x.centre ? "undo" : "clear")}
        </button>
      </div>
    </section>
  );
}
