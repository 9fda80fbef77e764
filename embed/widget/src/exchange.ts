// One exchange on the device, from the form on screen to the reply: what is shown, what was answered,
// what was sent. No DOM: the element hands in the ways out and draws what it finds here.
import type { Api, Refusal } from "./api.ts";
import { failure } from "./failure.ts";
import { chooseLocale, inLocale } from "./locale.ts";
import { empty, walk, type Path, type Step } from "./path.ts";
import type { Outside, Screen } from "./outside.ts";
import { problemWith, typeOf } from "./questions.ts";
import { keepable, type Kept } from "./store.ts";
import { dateOf } from "./today.ts";
import { sayIn, type Say } from "./texts.ts";
import {
  isDeclined,
  type Answer,
  type Form,
  type Offer,
  type PollResults,
  type Reply,
  type Text,
  type Ticket,
} from "./wire.ts";

export class Exchange {
  screen: Screen = "loading";
  lang = "en";
  dir: "ltr" | "rtl" = "ltr";
  say: Say = String;
  form!: Form;
  reply?: Reply;
  results?: PollResults;
  /** Why the exchange stopped or an answer waits: a code of the wire contract. */
  code = "";
  /** The answers wait for the network. */
  unsent = false;
  /** A request is under way. */
  busy = false;
  /** The form was replaced while its start was on screen. */
  updated = false;
  /** Unfinished answers are kept for later on this device. */
  kept = false;
  remembered = false;
  /** What is wrong with an answer: a code, by question id. */
  errors: Record<string, string> = empty();
  /** What a screen reader is told; the focus never tells the same. */
  live = "";
  answers = empty<Answer>();
  objections = new Set<string>();

  #out: Outside;
  #ticket?: Ticket;
  #page?: string;
  #withoutOffer = false;
  #timer?: ReturnType<typeof setTimeout>;
  #settles = 0;

  constructor(out: Outside) {
    this.#out = out;
    this.url = out.api.at;
  }

  /** An address on the server. */
  url: Api["at"];

  text = (text: Text | string | undefined): string => inLocale(text, this.lang);

  /** The ticket's date; today, where there is no ticket yet. */
  get today(): string {
    return dateOf(this.#ticket?.ticket);
  }

  get path(): Path {
    const { stage } = this.#out.about();
    return walk(this.form, this.answers, {
      stage,
      locale: this.lang,
      today: this.today,
      order: this.#ticket?.order,
      withoutContact: !!this.nothing,
    });
  }

  /** The offer as the ticket has it, or as the form shows it before there is a ticket. */
  get offer(): Offer | null | undefined {
    const given = this.#ticket?.offer;
    return given === undefined ? this.form.offer : given;
  }

  /** Why there is nothing to give, where there is not. */
  get nothing(): string | undefined {
    return this.#ticket?.nothing?.reason;
  }

  /** Where the person is on the path; its last step where their page fell off it. */
  place({ steps } = this.path): { index: number; step: Step; last: boolean } {
    const found = steps.findIndex((step) => step.page.id === this.#page);
    const index = found < 0 ? steps.length - 1 : found;
    return { index, step: steps[index]!, last: index === steps.length - 1 };
  }

  /** Gets the form, and goes on where the person was on this device. */
  async load(): Promise<void> {
    const { api, store, brand, form, emit } = this.#out;
    this.#show("loading");
    const kept = store.load();
    try {
      this.#use(await api.form(brand, form));
      if (kept) await this.#version(kept.ticket.version);
      if (kept?.done) this.reply = await this.#replay(kept);
    } catch (error) {
      return this.#failed(error as Refusal);
    }
    emit("ready");
    const { open, opens } = this.form.schedule ?? {};
    if (this.reply) {
      this.#ticket = kept!.ticket;
      this.results = this.reply.results;
      this.#show("result");
    } else if (kept && !kept.done) {
      this.#ticket = kept.ticket;
      Object.assign(this.answers, kept.answers);
      this.objections = new Set(kept.objections);
      this.#page = kept.page;
      this.#show("page");
    } else if (open === false) {
      this.#stop(opens && Date.parse(opens) > Date.now() ? "not_open" : "closed");
    } else this.#show("start");
  }

  /** The person starts: only now is there a ticket. */
  async start(): Promise<void> {
    if (this.busy) return;
    let fresh = this.updated;
    this.updated = false;
    if (!this.#ticket) {
      fresh = true;
      if (!(await this.#getTicket())) return;
      if (this.updated) return this.#show("start", "heading");
    }
    const other = this.offer?.offer !== this.form.offer?.offer;
    if (fresh && (this.nothing || other)) this.#show("terms", "heading");
    else this.enter();
  }

  /** Opens the page with the questions. */
  enter(): void {
    const { steps } = this.path;
    if (!steps.some((step) => step.page.id === this.#page)) this.#page = steps[0]?.page.id;
    this.#out.emit("start");
    if (this.#page) this.#turn(this.#page);
    else void this.send();
  }

  /** Takes an answer, or clears it. */
  answer(id: string, answer?: Answer): void {
    if (answer === undefined) delete this.answers[id];
    else this.answers[id] = answer;
    delete this.errors[id];
    this.#save();
    this.#out.emit(isDeclined(answer) ? "decline" : "answer", {
      question: id,
      answered: answer !== undefined,
    });
    this.announce("");
  }

  /**
   * A pointer chose an answer. A page with this question alone goes on by itself, except the last
   * one: sending is always an act of its own.
   */
  tapped(id: string): void {
    const { step, last } = this.place();
    clearTimeout(this.#timer);
    if (last || step.shown.length > 1 || !typeOf(step.shown[0]!.question).tap) return;
    this.#timer = setTimeout(() => {
      if (this.screen === "page" && this.#page === step.page.id && this.answers[id] !== undefined) {
        this.next();
        this.#settles = Date.now() + 700;
      }
    }, 260);
  }

  next(): void {
    clearTimeout(this.#timer);
    const path = this.path;
    const { index, step, last } = this.place(path);
    // A press that was meant for the page before, which went on by itself, skips nothing here.
    if (
      Date.now() < this.#settles &&
      step.shown.every(({ question }) => this.answers[question.id] === undefined)
    )
      return;
    this.#settles = 0;
    this.errors = empty();
    for (const { question } of step.shown) {
      const code = problemWith(question, path.answers[question.id], this.today);
      if (code) this.errors[question.id] = code;
    }
    if (Object.keys(this.errors)[0]) this.#point(step);
    else if (last) void this.send();
    else this.#turn(path.steps[index + 1]!.page.id);
  }

  back(): void {
    clearTimeout(this.#timer);
    this.errors = empty();
    // Whoever goes back to their answers sends them again, or not, by an act of their own.
    this.unsent = false;
    const path = this.path;
    const { index } = this.place(path);
    const to = path.steps[this.screen === "page" ? index - 1 : index];
    if (to) this.#turn(to.page.id);
    else this.#show("start", "heading");
  }

  /** Sends what lies on the path. The same ticket makes a repeated send harmless. */
  async send(withoutOffer = false): Promise<void> {
    if (this.busy) return;
    clearTimeout(this.#timer);
    this.busy = true;
    this.#withoutOffer = withoutOffer;
    this.#show("sending", this.unsent ? undefined : "heading");
    const { api } = this.#out;
    let reply: Reply | undefined;
    let refusal: Refusal;
    try {
      reply = await api.respond(this.#ticket!.ticket, this.path.answers, {
        acceptOffer: withoutOffer ? null : undefined,
        objections: this.objections.size > 0 ? [...this.objections] : undefined,
      });
    } catch (error) {
      refusal = error as Refusal;
    }
    this.busy = false;
    if (reply) this.#complete(reply);
    else if (refusal!.passing) this.#wait(refusal!);
    else this.#rejected(refusal!);
  }

  /** The network may be back, or the person does not want to wait. */
  online(): void {
    if (this.unsent) void this.send(this.#withoutOffer);
    else if (this.screen === "failed") void this.load();
  }

  /** The same step once more, after a refusal; with a new ticket where the old one is of no use. */
  again(renewed: boolean): void {
    if (renewed) this.#ticket = undefined;
    if (this.#ticket) void this.send();
    else void this.start();
  }

  /** Forgets what is kept on the device for this form and begins again. */
  restart(): void {
    this.#out.store.forget();
    this.#out.renew();
  }

  object(purpose: string, objects: boolean): void {
    if (objects) this.objections.add(purpose);
    else this.objections.delete(purpose);
    this.#save();
    this.#out.draw();
  }

  /** Keeps the unfinished answers on this device beyond this tab, or no longer. */
  keepForLater(keep: boolean): void {
    this.kept = keep;
    if (!keep) this.#out.store.forget();
    this.#save();
    this.#out.draw();
  }

  get canRemember(): boolean {
    return !this.form.remember && !!this.#ticket?.subject && !this.#out.about().identity;
  }

  remember(remember: boolean): void {
    this.remembered = remember;
    this.#out.store.token = remember ? this.#ticket?.subject?.token : undefined;
    this.#out.draw();
  }

  announce(text: string): void {
    this.live = text;
    this.#out.draw();
  }

  /** Draws and moves the focus to an element, or to the first control in it. */
  focus(id: string): void {
    this.#out.draw(id);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #show(screen: Screen, focus?: string): void {
    this.screen = screen;
    this.live = "";
    this.#out.draw(focus);
  }

  #turn(page: string): void {
    this.#page = page;
    this.#save();
    this.#out.emit("page", { page });
    this.#show("page", "heading");
  }

  /** With one error the focus speaks; with several their number is announced first. */
  #point(step: Step): void {
    const wrong = step.shown.filter(({ question }) => this.errors[question.id]);
    this.#show("page", `q-${wrong[0]!.question.id}`);
    if (wrong.length > 1) this.announce(this.say("errors", { n: wrong.length }));
  }

  #use(form: Form): void {
    // A numbered version comes without texts and schedule: they are current, not content.
    this.form = { texts: this.form?.texts, schedule: this.form?.schedule, ...form };
    const { lang, dir } = chooseLocale(form.locales, this.#out.wishes());
    this.lang = lang;
    this.dir = dir;
    this.say = sayIn(this.form.texts?.[lang] ?? {}, lang);
  }

  async #version(version: number): Promise<void> {
    const { api, brand, form } = this.#out;
    if (version !== this.form.version) this.#use(await api.form(brand, form, version));
  }

  /** False where no ticket was given; the screen then says why. */
  async #getTicket(): Promise<boolean> {
    const { store, api, about, brand, form } = this.#out;
    const { version } = this.form;
    this.busy = true;
    this.code = "";
    this.#out.draw();
    try {
      const ticket = await api.ticket({ brand, form, locale: this.lang, subject: store.token, ...about() });
      await this.#version(ticket.version);
      this.updated = ticket.version !== version;
      this.#ticket = ticket;
    } catch (error) {
      const { code, status, passing } = error as Refusal;
      this.code = code;
      // A token that is of no use any more must not stand in the way of the next try.
      if (status === 401 || status === 410) store.token = undefined;
      if (passing) this.#show("start", "problem");
      else this.#stop(code);
    }
    this.busy = false;
    return !!this.#ticket;
  }

  /** From the first answer on, never before. The token only where the form's limits need it. */
  #save(): void {
    if (!this.#ticket || !Object.keys(this.answers)[0]) return;
    const { store, about } = this.#out;
    const { subject, ...ticket } = this.#ticket;
    store.save(
      {
        ticket,
        answers: keepable(this.form, this.answers),
        objections: [...this.objections],
        page: this.#page,
      },
      this.kept,
    );
    if (subject && this.form.remember && !about().identity) store.token = subject.token;
  }

  /** After a reload: the ticket again gets the stored result and stores nothing. */
  async #replay(kept: Kept): Promise<Reply | undefined> {
    const { api, store } = this.#out;
    try {
      return await api.respond(kept.ticket.ticket, {});
    } catch (error) {
      if ((error as Refusal).passing) throw error;
      store.forget();
      return undefined;
    }
  }

  #complete(reply: Reply): void {
    const { store, emit } = this.#out;
    const { subject, ...ticket } = this.#ticket!;
    this.unsent = false;
    this.reply = reply;
    this.results = reply.results;
    store.forget();
    store.save({ ticket, answers: {}, done: true });
    if (subject && store.token) store.token = subject.token;
    emit("complete", { response: reply.response, replayed: !!reply.replayed });
    this.#show("result", "heading");
  }

  #wait({ code, wait }: Refusal): void {
    const first = !this.unsent;
    this.code = code;
    this.unsent = true;
    // Spread out, so that a server that comes back is not met by all at once.
    this.#timer = setTimeout(() => this.online(), 1000 * (wait || 9 + 9 * Math.random()));
    if (first) this.#out.emit("unsent");
    this.#show("sending", first ? "heading" : undefined);
  }

  #rejected({ code, questions }: Refusal): void {
    this.unsent = false;
    const step = this.path.steps.find(({ shown }) => shown.some(({ question }) => questions[question.id]));
    if (!step) return this.#stop(code);
    this.errors = Object.assign(empty(), questions);
    this.#page = step.page.id;
    this.#point(step);
  }

  #stop(code: string): void {
    const { api, brand, form, emit } = this.#out;
    this.code = code;
    emit("error", { code });
    this.#show("stopped", this.screen === "loading" ? undefined : "heading");
    if (code === "already_answered" && this.form.results) {
      // Without them the message stands alone.
      api.results(brand, form).then((results) => {
        this.results = results;
        this.#out.draw();
      }, Boolean);
    }
  }

  #failed(refusal: Refusal): void {
    Object.assign(this, failure(refusal, this.#out));
    this.#out.emit("error", { code: refusal.code });
    this.#show("failed");
  }
}
