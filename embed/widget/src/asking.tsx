// A question with all that stands beside it.
import { h, type VNode } from "preact";
import { uses } from "./notice.tsx";
import { typeOf } from "./questions.ts";
import type { Exchange } from "./exchange.ts";
import type { Shown } from "./path.ts";
import type { Answer } from "./wire.ts";

export function asking(x: Exchange, { question, choices }: Shown, answer: Answer | undefined): VNode {
  const { id, type, label, why, help, min = 1, max, maxLength } = question;
  const { say, text } = x;
  const code = x.errors[id];
  return (
    <section class="question" part="question" id={`q-${id}`} key={id}>
      <div class="row">
        <h3 id={`l-${id}`}>{text(label)}</h3>
        <button
          type="button"
          class="link"
          disabled={answer === undefined || (x.centre && !x.touched.has(id))}
          aria-describedby={`l-${id}`}
          onClick={() => {
            x.answer(id);
            x.focus(`q-${id}`);
          }}
        >
          {say(x.centre ? "undo" : "clear")}
        </button>
      </div>
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
      {typeOf(question).view({
        x,
        question,
        choices,
        answer,
        invalid: !!code,
        describedBy: [code && "e-", why && "w-", help && "h-"]
          .filter(Boolean)
          .map((part) => part + id)
          .join(" "),
      })}
      {code && (
        <p class="error" id={`e-${id}`}>
          {say([`error.${code}.${type}`, `error.${code}`, "error.other"], {
            min,
            max: max ?? maxLength ?? choices.length,
          })}
        </p>
      )}
    </section>
  );
}
