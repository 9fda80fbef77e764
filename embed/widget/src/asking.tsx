// A question with all that stands beside it.
import { h, type VNode } from "./render.ts";
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
  const told = group && required;
  asked.aria = {
    "aria-labelledby": `l-${id}`,
    "aria-describedby": [code && "e-", (hint || told) && "n-", why && "w-", help && "h-"]
      .filter(Boolean)
      .map((part) => part + id)
      .join(" "),
    ...(!group && { "aria-required": !!required, "aria-invalid": !!code }),
  };
  return (
    <section class="question" part="question" id={`q-${id}`} key={id}>
      <h3 id={`l-${id}`}>{text(label)}</h3>
      {why && (
        <p class="why" id={`w-${id}`}>
          <b>{say("why")}</b> {text(why)}
        </p>
      )}
      {uses(x, question)}
      {help && (
        <p class="hint" id={`h-${id}`}>
          {text(help)}
        </p>
      )}
      {(hint || told) && (
        <p class="hint" id={`n-${id}`}>
          {hint}
          {told && <span class="sr"> {say("required")}</span>}
        </p>
      )}
      <div class="cards">
        {view(asked)}
        {!tap && !noDecline && declineCard(asked, true)}
      </div>
      <div class="row last">
        <p class="error" id={`e-${id}`}>
          {code &&
            say([`error.${code}.${type}`, `error.${code}`, "error.other"], {
              min: digits(min),
              max: digits(max ?? choices.length),
              length: digits(maxLength),
              hint: hint!,
            })}
        </p>
        <button
          type="button"
          class="link"
          disabled={answer === undefined}
          aria-describedby={`l-${id}`}
          onClick={() => {
            x.answer(id);
            x.focus(`q-${id}`);
          }}
        >
          {say("clear")}
        </button>
      </div>
    </section>
  );
}
