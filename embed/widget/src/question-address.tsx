import { h } from "./render.ts";
import { input } from "./controls.tsx";
import { countries } from "./countries.ts";
import type { Parts } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** The parts, and what a browser that knows them fills in. */
const parts = {
  street: "address-line1",
  street2: "address-line2",
  postcode: "postal-code",
  city: "address-level2",
  region: "address-level1",
  country: "country",
};

/** Whether a part is missing: an address may be without the others. */
const missing = (said: Parts, name: string) => /street$|city|country/.test(name) && !said[name];

export const address: QuestionType = {
  group: true,
  check: (_, value) => Object.keys(parts).some((name) => missing(value as Parts, name)) && "required",
  view({ x, id, question, said: given = {}, set, aria }) {
    const said = given as Parts;
    return (
      <div class="c-address" role="group" {...aria}>
        {Object.entries(parts).map(([name, autocomplete]) => {
          const country = name === "country";
          return (
            <p>
              <label for={`${id}:${name}`}>{x.say(`address.${name}`)}</label>
              {input(
                (value) => {
                  const now = { ...said, [name]: value };
                  if (!value.trim()) delete now[name];
                  set(Object.keys(now)[0] ? now : undefined);
                },
                {
                  id: `${id}:${name}`,
                  autocomplete,
                  maxlength: 100,
                  value: said[name] ?? "",
                  "aria-invalid": !!x.errors[id] && missing(said, name),
                },
                country ? "select" : "input",
                country ? [["", x.say("choose")], ...countries(question.countries!, x.lang)] : [],
              )}
            </p>
          );
        })}
      </div>
    );
  },
};
