// Choices as cards: native radios and checkboxes, drawn large.
import { h, type VNode } from "./render.ts";
import { tick } from "./controls.tsx";
import { otherField, otherIn } from "./other.tsx";
import type { Asked } from "./question.ts";
import { isDeclined, type Value } from "./wire.ts";

export interface Card {
  value: Value;
  label: string;
  /** Read out after the label; not seen. */
  hint?: string;
  image?: string;
  star?: boolean;
  chosen?: boolean;
  choose?: (chosen: boolean) => void;
  /** The name that the radios of one answer share; the question's id if not said. */
  name?: string;
}

/** Each choice as a card, and the one that opens a free text; `pick` says what choosing it does. */
export function choiceCards(
  asked: Asked,
  pick = (value: unknown): Partial<Card> =>
    value === "other" && asked.question.other
      ? {
          chosen: otherIn(asked) !== undefined,
          choose: () => asked.set({ other: "" }),
        }
      : {},
): Card[] {
  const { x, question, choices } = asked;
  return (question.other ? [...choices, { value: "other" }] : choices).map(({ value, label, image }) => ({
    value,
    image,
    label: x.text(label) || x.say(`${value}`),
    ...pick(value),
  }));
}

/**
 * A group of cards; a card chooses its value unless it says otherwise. Of radios "Prefer not to say" is
 * one, as large, as near, as few keys away; a pair, the yes and no of a consent, has none. Many are
 * checkboxes: more than one may be chosen.
 */
export function cards(asked: Asked, all: Card[], look?: "c-pair" | "c-scale" | "c-pictures" | "many"): VNode {
  const { length } = all;
  const many = look === "many";
  return (
    <div
      class={`c-cards ${look}`}
      // Eleven points on a narrow screen are two rows of six and five, not a row and a rest.
      style={{ "--n": length > 7 ? Math.ceil(length / 2) : length, "--all": length }}
      role={many ? "group" : "radiogroup"}
      {...asked.aria}
    >
      {all.map((one) => card(asked, one, many))}
      {otherField(asked)}
      {!many && look !== "c-pair" && declineCard(asked)}
    </div>
  );
}

/** "Prefer not to say"; beside what is no radio it stands alone. */
export const declineCard = (asked: Asked, many?: boolean): VNode => {
  const { x, id, question, set } = asked;
  return card(
    asked,
    {
      value: "decline",
      label: x.text(question.declineLabel) || x.say("decline"),
      chosen: isDeclined(x.answers[id]),
      choose: (on) => set(on ? { declined: true } : undefined),
    },
    many,
    " decline",
  );
};

export function card(
  { x, id, said, set }: Asked,
  { value, label, hint, image, chosen = said === value, choose = () => set(value), name = id, star }: Card,
  many?: boolean,
  look = "",
): VNode {
  return (
    <label
      key={value}
      class={`${star ? "c-star" : "c-card"}${look}`}
      part={`choice${look}`}
      onClick={(event: MouseEvent) => {
        if (!event.detail) return;
        if (value === "other") setTimeout(() => x.focus(`${id}:field`));
        else x.tapped(id);
      }}
    >
      {image && <img src={x.url(image)} alt="" />}
      {tick(chosen, choose, {
        type: many ? "checkbox" : "radio",
        name,
        id: `${name}:${value}`,
      })}
      <span class="c-mark" />
      <span class="c-name">
        {label}
        {hint && <span class="c-sr"> {hint}</span>}
      </span>
    </label>
  );
}
