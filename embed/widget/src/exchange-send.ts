// What an exchange sends, and what comes of it. No DOM.
import type { Refusal } from "./api.ts";
import { State } from "./exchange-state.ts";
import type { Step } from "./path.ts";
import type { Kept } from "./store.ts";
import { isDeclined, type Answers, type Reply } from "./wire.ts";

export abstract class Sending extends State {
  declare protected _timer?: ReturnType<typeof setTimeout>;
  declare protected _withoutOffer?: boolean;

  /** The network may be back, or the person does not want to wait. */
  abstract online(): void;

  /** Sends what lies on the path. The same ticket makes a repeated send harmless. */
  async send(withoutOffer = false): Promise<void> {
    if (this.busy) return;
    clearTimeout(this._timer);
    this.busy = true;
    this._withoutOffer = withoutOffer;
    this._show("sending", this.unsent ? "" : undefined);
    const { api } = this._out;
    let reply: Reply | undefined;
    let refusal: Refusal;
    try {
      reply = await api.respond(this._ticket!.ticket, this.sendable(), {
        acceptOffer: withoutOffer ? null : undefined,
        objections: this.objections.size ? [...this.objections] : undefined,
      });
    } catch (error) {
      refusal = error as Refusal;
    }
    this.busy = false;
    if (reply) this._complete(reply);
    else if (refusal!.passing) this._wait(refusal!);
    else this._rejected(refusal!);
  }

  /** A preference centre sends what was changed or confirmed, any other form what lies on the path. */
  sendable(): Answers {
    const { answers } = this.path;
    if (this.centre) for (const id in answers) if (!this.touched.has(id)) delete answers[id];
    return answers;
  }

  /** Gets what is right about the answers of a page. Without a reply the result tells it, at the end. */
  protected async _reveal(ids: string[]): Promise<void> {
    this.busy = true;
    for (const id of ids)
      this.revealed[id] = await this._out.api
        .reveal(this._ticket!.ticket, id, this.path.answers[id]!)
        .catch(() => ({}));
    this.busy = false;
  }

  /** The knowledge questions of a page that were answered, and are yet to be told right or wrong. */
  untold({ shown }: Step): string[] {
    if (this.form.explain !== "after") return [];
    return shown
      .filter(({ question: { id, knowledge } }) => knowledge && this.answers[id] !== undefined)
      .map(({ question }) => question.id)
      .filter((id) => !isDeclined(this.answers[id]) && !this.revealed[id]);
  }

  /** After a reload: the ticket again gets the stored result and stores nothing. */
  protected async _replay(kept: Kept): Promise<Reply | undefined> {
    const { api, store } = this._out;
    try {
      return await api.respond(kept.ticket.ticket, {});
    } catch (error) {
      if ((error as Refusal).passing) throw error;
      store.forget();
      return undefined;
    }
  }

  protected _complete(reply: Reply): void {
    const { store, emit } = this._out;
    const { subject, known, ...ticket } = this._ticket!;
    this.unsent = false;
    this.reply = reply;
    this.results = reply.results;
    // Of a test no result is stored that could be shown again: its answers stay, to be sent again.
    if (!this.test) {
      store.forget();
      // Whoever comes back to a preference centre wants to see what is held now.
      if (!this.centre) store.save({ ticket, answers: {}, done: true });
    }
    if (subject && store.token) store.token = subject.token;
    emit("complete", { response: reply.response, replayed: !!reply.replayed });
    this._show("result");
  }

  protected _wait({ code, wait }: Refusal): void {
    const first = !this.unsent;
    this.code = code;
    this.unsent = true;
    // Spread out, so that a server that comes back is not met by all at once.
    this._timer = setTimeout(() => this.online(), 1000 * (wait || 9 + 9 * Math.random()));
    if (first) this._out.emit("unsent");
    this._show("sending", first ? undefined : "");
  }

  protected _rejected(refusal: Refusal): void {
    const { questions } = refusal;
    this.unsent = false;
    const step = this.path.steps.find(({ shown }) => shown.some(({ question }) => questions[question.id]));
    if (!step) return this._stop(refusal);
    this.errors = questions;
    this._page = step.page.id;
    this._point(step);
  }

  protected _stop({ code, after, wait = 0 }: Pick<Refusal, "code"> & Partial<Refusal>): void {
    const { api, brand, form, emit } = this._out;
    this.code = code;
    this.after = after ?? (wait ? Date.now() + 1000 * wait : undefined);
    emit("error", { code });
    this._show("stopped");
    if (code === "already_answered" && this.form.results) {
      // Without them the message stands alone.
      api.results(brand, form).then((results) => {
        this.results = results;
        this._out.paint();
      }, Boolean);
    }
  }
}
