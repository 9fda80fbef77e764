// The free text beside choices: {"other": "..."}, alone or as one of several.
import { input } from "./controls.tsx";
import { tooLong } from "./field.tsx";
import type { VNode } from "./render.ts";
import type { Asked } from "./question.ts";
import type { Parts, Question, Value } from "./wire.ts";

const isOther = (part: unknown): part is Parts => typeof part === "object" && "other" in part!;

/** The free text of an answer, empty where it was only opened; undefined where there is none. */
export const otherIn = ({ question, said }: { question: Question; said?: Value }): string | undefined =>
  question.other ? [said].flat().find(isOther)?.other : undefined;

/** The code of what is wrong with it. */
export function otherProblem(question: Question, said: Value): string | undefined {
  const text = otherIn({ question, said });
  return text === undefined ? text : text.trim() ? tooLong(question, text) : "required";
}

/** The field, once it was opened. */
export function otherField(asked: Asked): VNode | false {
  const { x, id, said, set, aria } = asked;
  const value = otherIn(asked);
  return (
    value !== undefined &&
    input(
      (other) =>
        set(Array.isArray(said) ? said.map((part) => (isOther(part) ? { other } : part)) : { other }),
      {
        ...aria,
        key: "field",
        id: `${id}:field`,
        value,
        placeholder: x.say("other.text"),
      },
    )
  );
}
