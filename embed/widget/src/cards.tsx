// Choices as cards: native radios and checkboxes, drawn large.
import { h, type VNode } from "./render.ts";
import { tick } from "./controls.tsx";
import { isDeclined } from "./wire.ts";
import type { Asked } from "./question.ts";
import type { Value } from "./wire.ts";

export interface Card {
  value: Value;
  label: string;
  /** Read out after the label; not seen. */
  hint?: string;
  image?: string;
  chosen?: boolean;
  choose?: (chosen: boolean) => void;
}

interface Group {
  look?: "pair" | "scale";
  /** How many stand beside each other on a scale. */
  columns?: number;
  /** More than one card may be chosen: checkboxes. */
  many?: boolean;
  noDecline?: boolean;
}

/**
 * A group of cards; a card chooses its value unless it says otherwise. "Prefer not to say" is one of
 * them: as large, as near, as few keys away.
 */
export function cards(asked: Asked, all: Card[], { look, columns, many, noDecline }: Group = {}): VNode {
  const { question, describedBy, invalid } = asked;
  const { id, required } = question;
  return (
    <div
      class={`cards ${look}`}
      style={{ "--n": columns }}
      role={many ? "group" : "radiogroup"}
      aria-labelledby={`l-${id}`}
      aria-describedby={describedBy}
      aria-required={many ? undefined : !!required}
      aria-invalid={many ? undefined : invalid}
    >
      {all.map((one) => card(asked, one, many))}
      {!noDecline && declineCard(asked, many)}
    </div>
  );
}

/** "Prefer not to say"; beside a field that is typed into it stands alone. */
export const declineCard = (asked: Asked, many?: boolean): VNode => {
  const { x, question, answer } = asked;
  return card(
    asked,
    {
      value: "decline",
      label: x.text(question.declineLabel) || x.say("decline"),
      chosen: isDeclined(answer),
      choose: (on) => x.answer(question.id, on ? { declined: true } : undefined),
    },
    many,
    " decline",
  );
};

function card(
  { x, question, answer }: Asked,
  { value, label, hint, image, chosen, choose }: Card,
  many?: boolean,
  look = "",
): VNode {
  const { id } = question;
  return (
    <label
      key={value}
      class={`card${look}`}
      part={`choice${look}`}
      onClick={(event: MouseEvent) => event.detail && x.tapped(id)}
    >
      {image && <img src={x.url(image)} alt="" />}
      {tick(chosen ?? answer === value, choose ?? (() => x.answer(id, value)), {
        type: many ? "checkbox" : "radio",
        name: id,
        id: `${id}:${value}`,
      })}
      <i class="mark" />
      <span class="name">
        {label}
        {hint && <span class="sr"> {hint}</span>}
      </span>
    </label>
  );
}
