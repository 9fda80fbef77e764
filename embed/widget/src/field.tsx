// A field that is typed into.
import { h, type VNode } from "./render.ts";
import { input } from "./controls.tsx";
import type { Question, Value } from "./wire.ts";
import type { Asked, QuestionType } from "./question.ts";

/** How many characters people see in a text: a family of four is one, as the server counts it. */
const seen = (text: unknown) => [...new Intl.Segmenter().segment(`${text}`)].length;

/** Whether a text is longer than it may be, in characters as people count them. */
export const tooLong = ({ maxLength = 200 }: Question, value: Value): string | undefined =>
  seen(value) > maxLength ? "out_of_range" : undefined;

/** A type of what is written from left to right whatever the language around it is, and has a form. */
export const latin = (type: string, form: RegExp, ignored: RegExp | "" = ""): QuestionType => ({
  check: (_, value) => !form.test((value as string).replace(ignored, "")) && "wrong_type",
  view: (asked) =>
    field(asked, { dir: "ltr", autocapitalize: "off", spellcheck: "false", type, autocomplete: type }),
});

/** With a limit, the characters are counted in sight as they run out; else the unit stands behind. */
export function field(
  { x, id, question, said = "", set, digits, aria }: Asked,
  attributes?: Record<string, unknown>,
  limit = Infinity,
  tag?: string,
  take = (value: string, _: HTMLInputElement) => set(value.trim() ? value : undefined),
): VNode {
  const { placeholder, unit } = question;
  const left = limit - seen(said);
  const n = Math.abs(left);
  return (
    <div class="c-entry">
      {input(
        take,
        {
          ...aria,
          id: `${id}:field`,
          value: `${said}`,
          placeholder: x.text(placeholder),
          "aria-describedby": `${aria["aria-describedby"]} u-${id}`,
          ...attributes,
        },
        tag,
      )}
      <span class="c-hint" id={`u-${id}`}>
        {left < limit / 5 ? x.say(left < 0 ? "over" : "left", { n, count: digits(n) }) : x.text(unit)}
      </span>
    </div>
  );
}
