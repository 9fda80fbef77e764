// A question with all that stands beside it.
import { h, type VNode } from "./render.ts";
import { number } from "./format.ts";
import { uses } from "./notice.tsx";
import { typeOf } from "./questions.ts";
import type { Asked } from "./question.ts";
import type { Exchange } from "./exchange.ts";
import type { Shown } from "./path.ts";
import type { Answer } from "./wire.ts";

export function asking(x: Exchange, { question, choices }: Shown, answer: Answer | undefined): VNode {
  const { id, type, label, why, help, required, min = 1, max, maxLength = 200 } = question;
  const { say, text, lang } = x;
  const kind = typeOf(question);
  const { family } = kind;
  const code = x.errors[id];
  const asked: Asked = { x, question, choices, answer, invalid: !!code, describedBy: "" };
  const hint = kind.hint?.(asked);
  const told = kind.group && required;
  asked.describedBy = [code && "e-", (hint || told) && "n-", why && "w-", help && "h-"]
    .filter(Boolean)
    .map((part) => part + id)
    .join(" ");
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
      {kind.view(asked)}
      <div class="row">
        <p class="error" id={`e-${id}`}>
          {code &&
            say([`error.${code}.${type}`, `error.${code}.${family}`, `error.${code}`, "error.other"], {
              min: number(min, lang),
              max: number(family === "text" ? maxLength : (max ?? choices.length), lang),
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
