// What a question type is to the rest of the widget.
import type { VNode } from "./render.ts";
import type { Answer, Choice, Question, Value } from "./wire.ts";
import type { Exchange } from "./exchange.ts";

export interface Asked {
  x: Exchange;
  id: string;
  question: Question;
  /** The choices that show, in their drawn order. */
  choices: Choice[];
  /** The value given; undefined where there is none. */
  said: Value | undefined;
  /** Takes an answer, or clears it. */
  set: (answer?: Answer) => void;
  /** A number in the person's language. */
  digits: (amount: number) => string;
  /** What names, explains and judges the one control, or the group of them. */
  aria: Record<string, unknown>;
}

export interface QuestionType {
  /** One pointer tap answers it, so that a page with it alone may go on by itself. */
  tap?: boolean;
  /** There is no "prefer not to say", and no `required`. */
  noDecline?: boolean;
  /** It is a group, whose role cannot say that an answer is required or wrong: the hint and the error do. */
  group?: boolean;
  /** What fits, in words; stands above the controls and in the error. */
  hint?(asked: Asked): string;
  /** The code of what is wrong with a value, as the server would name it; today is the ticket's date. */
  check?(question: Question, value: Value, today: string): string | undefined | false;
  /** The controls. "Prefer not to say" stands beside them, for a tap among them. */
  view(asked: Asked): VNode;
}
