// What a question type is to the rest of the widget.
import type { VNode } from "./render.ts";
import type { Answer, Choice, Question, Value } from "./wire.ts";
import type { Exchange } from "./exchange.ts";

export interface Asked {
  x: Exchange;
  question: Question;
  /** The choices that show, in their drawn order. */
  choices: Choice[];
  answer: Answer | undefined;
  /** Ids of why, help, hint and error, for aria-describedby. */
  describedBy: string;
  invalid: boolean;
}

export interface QuestionType {
  /** One pointer tap answers it, so that a page with it alone may go on by itself. */
  tap?: boolean;
  /** There is no "prefer not to say", and no `required`. */
  noDecline?: boolean;
  /** No role of its controls may say that an answer is required, so the hint does. */
  group?: boolean;
  /** Which errors it shares with other types: error.<code>.<family>. */
  family?: "text" | "hint";
  /** What fits, in words; stands above the controls and in the error. */
  hint?(asked: Asked): string;
  /** The code of what is wrong with a value, as the server would name it; today is the ticket's date. */
  check?(question: Question, value: Value, today: string): string | undefined | false;
  view(asked: Asked): VNode;
}
