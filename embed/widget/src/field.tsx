// A field that is typed into, with "prefer not to say" beside it.
import { h, type VNode } from "./render.ts";
import { declineCard } from "./cards.tsx";
import { number } from "./format.ts";
import { isDeclined, type Question, type Value } from "./wire.ts";
import type { Asked } from "./question.ts";

/** Whether a text is longer than it may be, in characters as people count them. */
export const tooLong = ({ maxLength = 200 }: Question, value: Value): string | undefined =>
  [...(value as string)].length > maxLength ? "out_of_range" : undefined;

/** For what is written from left to right whatever the language around it is. */
export const latin = { dir: "ltr", autocapitalize: "off", spellcheck: "false" };

interface Look {
  tag?: "input" | "textarea";
  /** What stands behind the field. */
  unit?: string;
  /** How many characters it takes; counted in sight as they run out. */
  limit?: number;
}

export function field(
  asked: Asked,
  attributes?: Record<string, unknown>,
  { tag = "input", unit, limit = Infinity }: Look = {},
): VNode {
  const { x, question, answer, describedBy, invalid } = asked;
  const { id, required, placeholder } = question;
  const value = isDeclined(answer) ? "" : `${answer ?? ""}`;
  const left = limit - [...value].length;
  const n = Math.abs(left);
  return (
    <div class="cards">
      <div class="entry">
        {h(tag, {
          class: "field",
          part: "input",
          id: `${id}:field`,
          value,
          placeholder: x.text(placeholder),
          "aria-labelledby": `l-${id}`,
          "aria-describedby": `${describedBy} u-${id}`,
          "aria-required": !!required,
          "aria-invalid": invalid,
          onInput: (event: Event) => {
            const { value } = event.currentTarget as HTMLInputElement;
            x.answer(id, value.trim() ? value : undefined);
          },
          ...attributes,
        })}
        <span class="hint" id={`u-${id}`}>
          {left < limit / 5 ? x.say(left < 0 ? "over" : "left", { n, count: number(n, x.lang) }) : unit}
        </span>
      </div>
      {declineCard(asked, true)}
    </div>
  );
}
