// One exchange on the device, from the form on screen to the reply: what is shown, what was answered,
// what was sent. No DOM: the element hands in the ways out and draws what it finds here.
import type { Refusal } from "./api.ts";
import { Sending } from "./exchange-send.ts";
import { failure } from "./failure.ts";
import { empty } from "./path.ts";
import { problemWith, typeOf } from "./questions.ts";
import { isDeclined, type Answer } from "./wire.ts";

export class Exchange extends Sending {
  #settles = 0;

  /** Gets the form, and goes on where the person was on this device. */
  async load(): Promise<void> {
    const { api, store, brand, form, emit } = this._out;
    this._show("loading", "");
    const kept = store.load();
    let changed: boolean | undefined;
    try {
      this._use(await api.form(brand, form), kept?.ticket.locale);
      // Whoever tries a form goes on in it as it is now. Anybody else ends what they began.
      changed = kept?.ticket.test && kept.ticket.version !== this.form.version && !this.unsigned;
      if (kept && !changed) await this._version(kept.ticket);
      if (kept?.done) this.reply = await this._replay(kept);
    } catch (error) {
      return this.#failed(error as Refusal);
    }
    emit("ready");
    const { open, full, opens } = this.form.schedule ?? {};
    if (this.reply) {
      this._ticket = kept!.ticket;
      this.results = this.reply.results;
      this._show("result");
    } else if (kept && !kept.done) {
      Object.assign(this.answers, kept.answers);
      this.touched = new Set(Object.keys(kept.answers));
      this.objections = new Set(kept.objections);
      this._page = kept.page;
      if (changed) return this.start();
      this._ticket = kept.ticket;
      this._fill();
      this._show("page");
    } else if (open === false)
      this._stop({ code: full ? "full" : opens && Date.parse(opens) > Date.now() ? "not_open" : "closed" });
    else {
      // Who comes to a preference centre came to see what is held: there is no offer to weigh first.
      if (this.centre && !this.unsigned) await this.start();
      else this._show("start");
    }
  }

  /** The person starts: only now is there a ticket. */
  async start(): Promise<void> {
    if (this.busy) return;
    if (this.unsigned) return this.focus("problem");
    let fresh = this.updated;
    this.updated = false;
    if (!this._ticket) {
      fresh = true;
      if (!(await this.#getTicket())) return;
      if (this.updated && !this.centre) return this._show("start");
    }
    // What is drawn is told to all alike, so that no part of them has a screen more to pass.
    if (fresh && (this.form.variants || this.offer?.offer !== this.form.offer?.offer)) this._show("terms");
    else this.enter();
  }

  /** Opens the page with the questions. */
  enter(): void {
    const { steps } = this.path;
    if (!steps.some((step) => step.page.id === this._page)) this._page = steps[0]?.page.id;
    this._out.emit("start");
    if (this._page) this._turn(this._page);
    else void this.send();
  }

  /** Takes an answer, or clears it. What was right about an answer has been told: it stands. */
  answer(id: string, answer?: Answer): void {
    if (this.revealed[id]) return this._out.paint();
    this.touched.add(id);
    if (answer === undefined) delete this.answers[id];
    else this.answers[id] = answer;
    if (answer === undefined && this.centre) {
      // What is held stays held until something else is said: clearing takes a change back.
      this.touched.delete(id);
      this._fill();
    }
    delete this.errors[id];
    this._save();
    this._out.emit(isDeclined(answer) ? "decline" : "answer", {
      question: id,
      answered: answer !== undefined,
    });
    this.announce("");
  }

  /** Asks a question whose answer is known. */
  change(id: string): void {
    this.anew.add(id);
    const step = this.path.steps.find(({ shown }) => shown.some(({ question }) => question.id === id));
    if (!step) return;
    this._page = step.page.id;
    this._show("page", `q-${id}`);
  }

  /**
   * A pointer chose an answer. A page with this question alone goes on by itself, except the last
   * one: sending is always an act of its own.
   */
  tapped(id: string): void {
    const { step, last } = this.place();
    clearTimeout(this._timer);
    if (last || step.shown.length > 1 || !typeOf(step.shown[0]!.question).tap) return;
    this._timer = setTimeout(() => {
      if (this.screen === "page" && this._page === step.page.id && this.answers[id] !== undefined) {
        void this.next();
        this.#settles = Date.now() + 700;
      }
    }, 260);
  }

  next(): void {
    clearTimeout(this._timer);
    const path = this.path;
    const { index, step, last } = this.place(path);
    // A press that was meant for the page before, which went on by itself, skips nothing here.
    if (
      this.busy ||
      (Date.now() < this.#settles &&
        step.shown.every(({ question }) => this.answers[question.id] === undefined))
    )
      return;
    this.#settles = 0;
    this.errors = empty();
    for (const { question } of step.shown) {
      // A preference centre is no questionnaire: nothing in it has to be answered.
      const code = problemWith(
        this.centre ? { ...question, required: false } : question,
        path.values[question.id],
        this.today,
      );
      if (code) this.errors[question.id] = code;
    }
    const untold = this.untold(step);
    if (Object.keys(this.errors)[0]) this._point(step);
    else if (untold[0]) void this._reveal(untold).then(() => this._show("page", `told-${untold[0]}`));
    else if (!last) this._turn(path.steps[index + 1]!.page.id);
    else if (this.unchanged) this.announce(this.say("unchanged"));
    else void this.send();
  }

  /** There is nothing to save yet. */
  get unchanged(): boolean {
    return this.centre && this.touched.size + this.objections.size < 1;
  }

  back(): void {
    clearTimeout(this._timer);
    this.errors = empty();
    // Whoever goes back to their answers sends them again, or not, by an act of their own.
    this.unsent = false;
    const path = this.path;
    const { index } = this.place(path);
    const to = path.steps[this.screen === "page" ? index - 1 : index];
    if (to) this._turn(to.page.id);
    else this._show("start");
  }

  online(): void {
    if (this.unsent) void this.send(this._withoutOffer);
    else if (this.screen === "failed") void this.load();
  }

  /** The same step once more, after a refusal; with a new ticket where the old one is of no use. */
  again(renewed: boolean): void {
    if (renewed) this._ticket = undefined;
    if (this._ticket) void this.send();
    else void this.start();
  }

  /** Forgets what is kept on the device for this form and begins again. */
  restart(): void {
    this._out.store.forget();
    this._out.renew();
  }

  object(purpose: string, objects: boolean): void {
    if (objects) this.objections.add(purpose);
    else this.objections.delete(purpose);
    this._save();
    this._out.paint();
  }

  /** Keeps the unfinished answers on this device beyond this tab, or no longer. */
  keepForLater(keep: boolean): void {
    this.kept = keep;
    if (!keep) this._out.store.forget();
    this._save();
    this._out.paint();
  }

  get canRemember(): boolean {
    return !this.form.remember && !!this._ticket?.subject && !this._out.about().identity;
  }

  remember(remember: boolean): void {
    this.remembered = remember;
    this._out.store.token = remember ? this._ticket?.subject?.token : undefined;
    this._out.paint();
  }

  dispose(): void {
    clearTimeout(this._timer);
  }

  /** False where no ticket was given; the screen then says why. */
  async #getTicket(): Promise<boolean> {
    const { store, api, about, brand, form } = this._out;
    const { version } = this.form;
    this.busy = true;
    this.code = "";
    this._out.paint();
    try {
      const ticket = await api.ticket({ brand, form, locale: this.lang, subject: store.token, ...about() });
      await this._version(ticket);
      this.updated = ticket.version !== version;
      this._ticket = ticket;
      this.revealed = empty();
      this._fill();
    } catch (error) {
      const refusal = error as Refusal;
      const { code, status, passing } = refusal;
      this.code = code;
      // A token that is of no use any more must not stand in the way of the next try.
      if (status === 401 || status === 410) store.token = undefined;
      if (passing) this._show("start", "problem");
      else this._stop(refusal);
    }
    this.busy = false;
    return !!this._ticket;
  }

  #failed(refusal: Refusal): void {
    Object.assign(this, failure(refusal, this._out));
    this._out.emit("error", { code: refusal.code });
    this._show("failed");
  }
}
