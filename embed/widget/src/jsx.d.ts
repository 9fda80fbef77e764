// What JSX may hold: names as HTML spells them, handlers as onClick. render.ts draws it.
import type { Child, VNode } from "./render.ts";

type Handlers = {
  [Name in keyof GlobalEventHandlersEventMap as `on${Capitalize<Name>}`]?: (event: any) => unknown;
};

interface Attributes extends Handlers {
  [data: `aria-${string}` | `data-${string}`]: string | number | boolean | undefined;
  key?: unknown;
  children?: Child;
  alt?: string;
  autocapitalize?: string;
  autocomplete?: string;
  checked?: boolean;
  class?: string;
  datetime?: string;
  dir?: string;
  disabled?: boolean;
  enterkeyhint?: string;
  for?: string;
  href?: string;
  id?: string;
  inputmode?: string;
  lang?: string;
  max?: string | number;
  maxlength?: number;
  min?: string | number;
  name?: string;
  novalidate?: boolean;
  open?: boolean;
  part?: string;
  placeholder?: string;
  role?: string;
  rows?: number;
  selected?: boolean;
  spellcheck?: "true" | "false";
  src?: string;
  step?: string | number;
  style?: Record<`--${string}`, string | number | undefined>;
  tabindex?: number;
  type?: string;
  value?: string | number;
}

declare global {
  namespace JSX {
    type Element = VNode;
    type IntrinsicElements = { [Tag in keyof HTMLElementTagNameMap]: Attributes };
    interface ElementChildrenAttribute {
      children: Child;
    }
  }
}
