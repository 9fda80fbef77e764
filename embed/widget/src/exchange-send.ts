// What an exchange sends, and what comes of it. No DOM.
import type { Refusal } from "./api.ts";
import { State } from "./exchange-state.ts";
import { empty } from "./path.ts";
import type { Kept } from "./store.ts";
import { isDeclined, type Answers, type Reply } from "./wire.ts";

export abstract class Sending extends State {
  protected timer?: ReturnType<typeof setTimeout>;
  protected withoutOffer = false;

  /** The network may be back, or the person does not want to wait. */
  abstract online(): void;

  /** Sends what lies on the path. The same ticket makes a repeated send harmless. */
  async send(withoutOffer = false): Promise<void> {
    if (this.busy) return;
    clearTimeout(this.timer);
    this.busy = true;
    this.withoutOffer = withoutOffer;
    this.show("sending", this.unsent ? undefined : "heading");
    const { api } = this.out;
    let reply: Reply | undefined;
    let refusal: Refusal;
    try {
      reply = await api.respond(this.ticket!.ticket, this.sendable(), {
        acceptOffer: withoutOffer ? null : undefined,
        objections: this.objections.size > 0 ? [...this.objections] : undefined,
      });
    } catch (error) {
      refusal = error as Refusal;
    }
    this.busy = false;
    if (reply) this.complete(reply);
    else if (refusal!.passing) this.wait(refusal!);
    else this.rejected(refusal!);
  }

  /** A preference centre sends what was changed or confirmed, any other form what lies on the path. */
  sendable(): Answers {
    const { answers } = this.path;
    if (this.centre) for (const id in answers) if (!this.touched.has(id)) delete answers[id];
    return answers;
  }

  /** Gets what is right about the answers of a page. Without a reply the result tells it, at the end. */
  protected async reveal(ids: string[]): Promise<void> {
    this.busy = true;
    const { answers } = this.path;
    await Promise.all(
      ids.map(async (id) => {
        this.revealed[id] = await this.out.api
          .reveal(this.ticket!.ticket, id, answers[id]!)
          .catch(() => ({}));
      }),
    );
    this.busy = false;
  }

  /** The knowledge questions of a page whose answers are right or wrong, and not yet told so. */
  untold(): string[] {
    return this.form.explain === "after" && this.place().step
      ? this.place()
          .step.shown.map(({ question }) => question)
          .filter(
            ({ id, knowledge }) =>
              knowledge &&
              this.answers[id] !== undefined &&
              !isDeclined(this.answers[id]) &&
              !this.revealed[id],
          )
          .map(({ id }) => id)
      : [];
  }

  /** After a reload: the ticket again gets the stored result and stores nothing. */
  protected async replay(kept: Kept): Promise<Reply | undefined> {
    const { api, store } = this.out;
    try {
      return await api.respond(kept.ticket.ticket, {});
    } catch (error) {
      if ((error as Refusal).passing) throw error;
      store.forget();
      return undefined;
    }
  }

  protected complete(reply: Reply): void {
    const { store, emit } = this.out;
    const { subject, known, ...ticket } = this.ticket!;
    this.unsent = false;
    this.reply = reply;
    this.results = reply.results;
    store.forget();
    // Whoever comes back to a preference centre wants to see what is held now.
    if (!this.centre) store.save({ ticket, answers: {}, done: true });
    if (subject && store.token) store.token = subject.token;
    emit("complete", { response: reply.response, replayed: !!reply.replayed });
    this.show("result", "heading");
  }

  protected wait({ code, wait }: Refusal): void {
    const first = !this.unsent;
    this.code = code;
    this.unsent = true;
    // Spread out, so that a server that comes back is not met by all at once.
    this.timer = setTimeout(() => this.online(), 1000 * (wait || 9 + 9 * Math.random()));
    if (first) this.out.emit("unsent");
    this.show("sending", first ? "heading" : undefined);
  }

  protected rejected(refusal: Refusal): void {
    const { questions } = refusal;
    this.unsent = false;
    const step = this.path.steps.find(({ shown }) => shown.some(({ question }) => questions[question.id]));
    if (!step) return this.stop(refusal);
    this.errors = Object.assign(empty(), questions);
    this.page = step.page.id;
    this.point(step);
  }

  protected stop({ code, after }: Pick<Refusal, "code" | "after">): void {
    const { api, brand, form, emit } = this.out;
    this.code = code;
    this.after = after;
    emit("error", { code });
    this.show("stopped", this.screen === "loading" ? undefined : "heading");
    if (code === "already_answered" && this.form.results) {
      // Without them the message stands alone.
      api.results(brand, form).then((results) => {
        this.results = results;
        this.out.draw();
      }, Boolean);
    }
  }
}
