import { h, type VNode } from "./render.ts";
import { button, heading, paragraphs } from "./controls.tsx";
import { deal } from "./deal.tsx";
import { notice } from "./notice.tsx";
import type { Exchange } from "./exchange.ts";

/** What is given, what is asked and what happens with it, all before the first question. */
export function startScreen(x: Exchange): VNode {
  const { form, say, text } = x;
  const code = x.unsigned ? "signed" : x.code;
  return (
    <div>
      <header class="c-lead">
        {heading(text(form.title))}
        {paragraphs(text(form.intro))}
      </header>
      {form.anonymous && <p class="c-note">{say("anonymous")}</p>}
      {!x.centre && deal(x)}
      {notice(x)}
      <div class="c-actions">
        {button(say(Object.keys(x.answers)[0] ? "resume" : "start"), () => x.start())}
        {x.updated && <p role="status">{say("updated")}</p>}
        {code && (
          <p class="c-error" id="problem" tabindex={-1}>
            {say([`start.${code}`, "start.failed"])}
          </p>
        )}
      </div>
    </div>
  );
}
