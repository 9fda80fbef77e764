// Choices as cards: native radios and checkboxes, drawn large.
import { h, type VNode } from "./render.ts";
import { tick } from "./controls.tsx";
import { otherField, otherIn } from "./other.tsx";
import { isDeclined } from "./wire.ts";
import type { Asked } from "./question.ts";
import type { Choice, Value } from "./wire.ts";

export interface Card {
  value: Value;
  label: string;
  /** Read out after the label; not seen. */
  hint?: string;
  image?: string;
  chosen?: boolean;
  choose?: (chosen: boolean) => void;
  /** What the radios are called of which one is chosen; the question's id if not said. */
  name?: string;
}

interface Group {
  look?: "pair" | "scale" | "scale stars" | "pictures";
  /** How many stand beside each other on a scale. */
  columns?: number;
  /** More than one card may be chosen: checkboxes. */
  many?: boolean;
  noDecline?: boolean;
}

/** A choice's words. */
export const named = ({ x }: Asked, { value, label }: Choice): string => x.text(label) || `${value}`;

/** Each choice as a card. */
export const choiceCards = (asked: Asked): Card[] =>
  asked.choices.map((choice) => ({
    value: choice.value,
    image: choice.image,
    label: named(asked, choice),
  }));

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
      style={{ "--n": columns, "--all": all.length }}
      role={many ? "group" : "radiogroup"}
      aria-labelledby={`l-${id}`}
      aria-describedby={describedBy}
      aria-required={many ? undefined : !!required}
      aria-invalid={many ? undefined : invalid}
    >
      {all.map((one) => card(asked, one, many))}
      {otherField(asked)}
      {!noDecline && declineCard(asked, many)}
    </div>
  );
}

/** The card that opens a free text, where the question offers one. */
export const otherCard = (asked: Asked, more?: Partial<Card>): Card[] => {
  const { x, question } = asked;
  const chosen = otherIn(asked) !== undefined;
  return question.other
    ? [
        {
          value: "other",
          label: x.say("other"),
          chosen,
          choose: () => x.answer(question.id, { other: "" }),
          ...more,
        },
      ]
    : [];
};

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

export function card(
  { x, question, answer }: Asked,
  { value, label, hint, image, chosen, choose, name = question.id }: Card,
  many?: boolean,
  look = "",
): VNode {
  const { id } = question;
  return (
    <label
      key={value}
      class={`card${look}`}
      part={`choice${look}`}
      onClick={(event: MouseEvent) => {
        if (!event.detail) return;
        if (value === "other") setTimeout(() => x.focus(`${id}:field`));
        else x.tapped(id);
      }}
    >
      {image && <img src={x.url(image)} alt="" />}
      {tick(chosen ?? answer === value, choose ?? (() => x.answer(id, value)), {
        type: many ? "checkbox" : "radio",
        name,
        id: `${name}:${value}`,
      })}
      <i class="mark" />
      <span class="name">
        {label}
        {hint && <span class="sr"> {hint}</span>}
      </span>
    </label>
  );
}
