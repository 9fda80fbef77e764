// A field that is typed into, with "prefer not to say" beside it.
import { h, type VNode } from "./render.ts";
import { declineCard } from "./cards.tsx";
import { isDeclined } from "./wire.ts";
import type { Asked } from "./question.ts";

export function field(asked: Asked, attributes?: Record<string, unknown>): VNode {
  const { x, question, answer, describedBy, invalid } = asked;
  const { id, required, placeholder } = question;
  return (
    <div class="cards">
      <input
        class="field"
        part="input"
        id={`${id}:field`}
        {...attributes}
        value={isDeclined(answer) ? "" : `${answer ?? ""}`}
        placeholder={x.text(placeholder)}
        aria-labelledby={`l-${id}`}
        aria-describedby={describedBy}
        aria-required={!!required}
        aria-invalid={invalid}
        onInput={(event: Event) => {
          const { value } = event.currentTarget as HTMLInputElement;
          x.answer(id, value.trim() ? value : undefined);
        }}
      />
      {declineCard(asked, true)}
    </div>
  );
}
