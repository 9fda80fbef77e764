// The small pieces that every screen is made of.
import { h, type Child, type VNode } from "./render.ts";

/** The element whose focus tells a screen reader that the screen changed. */
export const heading = (text: Child, describedBy?: string): VNode => (
  <h2 id="heading" part="title" tabindex={-1} aria-describedby={describedBy}>
    {text}
  </h2>
);

export const button = (text: string, go: () => void, look = "c-go"): VNode => (
  <button type="button" class={look} part="button" onClick={go}>
    {text}
  </button>
);

export const link = (text: string, href: string, look = "c-link"): VNode => (
  <a class={look} href={href}>
    {text}
  </a>
);

/** A native radio or checkbox, drawn by the style sheet where it is a card's. */
export const tick = (
  checked: boolean,
  set: (checked: boolean) => void,
  more?: Record<string, unknown>,
): VNode => (
  <input
    type="checkbox"
    {...more}
    checked={checked}
    onChange={(event: Event) => set((event.currentTarget as HTMLInputElement).checked)}
  />
);

/** A field, or a list with its options; `take` gets what it holds whenever that changes. */
export const input = (
  take: (value: string, field: HTMLInputElement) => void,
  attributes: Record<string, unknown>,
  tag = "input",
  options: (readonly [value: unknown, label: string])[] = [],
): VNode =>
  h(
    tag,
    {
      class: "c-field",
      part: "input",
      ...attributes,
      onInput: (event: Event) => {
        const field = event.currentTarget as HTMLInputElement;
        take(field.value, field);
      },
    },
    options.map(([value, label]) => <option value={value as string}>{label}</option>),
  );

export const check = (text: Child, checked: boolean, set: (checked: boolean) => void): VNode => (
  <label class="c-check">
    {tick(checked, set)}
    <span>{text}</span>
  </label>
);

/** A blank line makes a paragraph. */
export const paragraphs = (text = ""): VNode[] =>
  text
    .split(/\n\s*\n/)
    .filter(Boolean)
    .map((part) => <p>{part}</p>);
