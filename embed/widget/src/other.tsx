// The free text beside choices: {"other": "..."}, alone or as one of several.
import { h, type VNode } from "./render.ts";
import type { Asked } from "./question.ts";
import type { Answer, Parts, Question, Value } from "./wire.ts";

const isOther = (part: unknown): part is Parts => typeof part === "object" && "other" in part!;

/** The free text of an answer, empty where it was only opened; undefined where there is none. */
export const otherIn = ({ question, answer }: { question: Question; answer?: Answer }): string | undefined =>
  question.other ? [answer].flat().find(isOther)?.other : undefined;

/** The code of what is wrong with it. */
export function otherProblem(question: Question, answer: Value): string | undefined {
  const text = otherIn({ question, answer });
  return text === undefined
    ? undefined
    : !text.trim()
      ? "required"
      : [...text].length > (question.maxLength ?? 200)
        ? "out_of_range"
        : undefined;
}

/** The field, once it was opened. */
export function otherField(asked: Asked): VNode | false {
  const { x, question, answer, describedBy, invalid } = asked;
  const { id } = question;
  const text = otherIn(asked);
  return (
    text !== undefined && (
      <input
        key="field"
        class="field"
        part="input"
        id={`${id}:field`}
        value={text}
        aria-label={x.say("other.text")}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        onInput={(event: Event) => {
          const other = { other: (event.currentTarget as HTMLInputElement).value };
          x.answer(id, Array.isArray(answer) ? answer.map((part) => (isOther(part) ? other : part)) : other);
        }}
      />
    )
  );
}
