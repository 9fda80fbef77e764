import { h, Fragment } from "./render.ts";
import { declineCard } from "./cards.tsx";
import { countries } from "./countries.ts";
import { isDeclined, type Parts } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** The parts, what a browser that knows them fills in, and whether an address is one without. */
const parts: [name: string, autocomplete: string, optional?: boolean][] = [
  ["street", "address-line1"],
  ["street2", "address-line2", true],
  ["postcode", "postal-code", true],
  ["city", "address-level2"],
  ["region", "address-level1", true],
  ["country", "country"],
];

const missing = (value: Parts) => parts.filter(([name, , optional]) => !optional && !value[name]);

export const address: QuestionType = {
  group: true,
  family: "text",
  check: (_, value) =>
    missing(value as Parts)[0]
      ? "required"
      : Object.values(value as Parts).some((part) => part.length > 200) && "out_of_range",
  view(asked) {
    const { x, question, answer, describedBy, invalid } = asked;
    const { id } = question;
    const said = isDeclined(answer) || !answer ? {} : (answer as Parts);
    const without = missing(said);
    return (
      <>
        <div class="address" role="group" aria-labelledby={`l-${id}`} aria-describedby={describedBy}>
          {parts.map((part) => {
            const [name, autocomplete, optional] = part;
            const country = name === "country";
            const label = x.say(`address.${name}`);
            return (
              <label class={name}>
                {optional ? x.say("optional", { label }) : label}
                {h(
                  country ? "select" : "input",
                  {
                    class: "field",
                    part: "input",
                    id: `${id}:${name}`,
                    autocomplete,
                    value: said[name] ?? "",
                    "aria-invalid": invalid && (without.includes(part) || !without[0]),
                    onInput: (event: Event) => {
                      const { value } = event.currentTarget as HTMLInputElement;
                      const now = { ...said, [name]: value };
                      x.answer(id, Object.values(now).some(Boolean) ? now : undefined);
                    },
                  },
                  country && [
                    <option value="">{x.say("choose")}</option>,
                    countries(x.lang).map(([code, shown]) => <option value={code}>{shown}</option>),
                  ],
                )}
              </label>
            );
          })}
        </div>
        <div class="cards">{declineCard(asked, true)}</div>
      </>
    );
  },
};
