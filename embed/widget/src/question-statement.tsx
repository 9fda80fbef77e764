import { h } from "./render.ts";
import { paragraphs } from "./controls.tsx";
import type { QuestionType } from "./question.ts";

export const statement: QuestionType = {
  noDecline: true,
  view: ({ x, question }) => <div class="c-lead">{paragraphs(x.text(question.body))}</div>,
};
