import { h } from "./render.ts";
import { input } from "./controls.tsx";
import { countries } from "./countries.ts";
import type { Parts } from "./wire.ts";
import type { QuestionType } from "./question.ts";

/** The parts and what a browser that knows them fills in; an address may be without those that end in "?". */
const parts = {
  street: "address-line1",
  street2: "address-line2?",
  postcode: "postal-code?",
  city: "address-level2",
  region: "address-level1?",
  country: "country",
};

export const address: QuestionType = {
  group: true,
  check: (_, value) =>
    Object.entries(parts).some(([name, token]) => !token.endsWith("?") && !(value as Parts)[name]) &&
    "required",
  view({ x, id, said: given = {}, set, aria }) {
    const said = given as Parts;
    return (
      <div class="address" role="group" {...aria}>
        {Object.entries(parts).map(([name, token]) => {
          const [autocomplete, optional] = token.split("?");
          const label = x.say(`address.${name}`);
          const country = name === "country";
          return (
            <p>
              <label for={`${id}:${name}`}>{optional === "" ? x.say("optional", { label }) : label}</label>
              {input(
                (value) => {
                  const { [name]: _, ...others } = said;
                  const now = value.trim() ? { ...said, [name]: value } : others;
                  set(Object.keys(now)[0] ? now : undefined);
                },
                {
                  id: `${id}:${name}`,
                  autocomplete,
                  maxlength: name === "postcode" ? 20 : 100,
                  value: said[name] ?? "",
                  "aria-invalid": !!x.errors[id] && optional === undefined && !said[name],
                },
                country ? "select" : "input",
                country && [
                  <option value="">{x.say("choose")}</option>,
                  countries(x.lang).map(([code, shown]) => <option value={code}>{shown}</option>),
                ],
              )}
            </p>
          );
        })}
      </div>
    );
  },
};
