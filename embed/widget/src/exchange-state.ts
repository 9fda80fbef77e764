// What an exchange knows and shows, and what of it stays on the device. No DOM.
import type { Api } from "./api.ts";
import { chooseLocale, inLocale } from "./locale.ts";
import { empty, walk, type Path, type Step } from "./path.ts";
import { pipe } from "./pipe.ts";
import type { Outside, Screen } from "./outside.ts";
import { keepable } from "./store.ts";
import { sayIn, type Say } from "./texts.ts";
import type {
  Answer,
  Form,
  Known,
  Offer,
  PollResults,
  Question,
  Reply,
  Revealed,
  Text,
  Ticket,
} from "./wire.ts";

// Fields that begin as undefined are declared only. Names with an underscore are the exchange's own: the build shortens them.
export class State {
  screen: Screen = "loading";
  lang = "en";
  dir: "ltr" | "rtl" = "ltr";
  say: Say = String;
  declare form: Form;
  declare reply?: Reply;
  declare results?: PollResults;
  /** Why the exchange stopped or an answer waits: a code of the wire contract. */
  code = "";
  /** From when on the person may answer again, where the server says so. */
  declare after?: string | number;
  /** The answers wait for the network. */
  declare unsent?: boolean;
  /** A request is under way. */
  declare busy?: boolean;
  /** The form was replaced while its start was on screen. */
  declare updated?: boolean;
  /** Unfinished answers are kept for later on this device. */
  kept = false;
  remembered = false;
  /** What is wrong with an answer: a code, by question id. */
  errors: Record<string, string> = empty();
  /** What a screen reader is told; the focus never tells the same. */
  live = "";
  answers = empty<Answer>();
  /** What the person answered here and now; other answers are filled in from before. */
  touched = new Set<string>();
  /** Known answers that the person wants to give anew. */
  anew = new Set<string>();
  /** What was right, by knowledge question; its answer stands from then on. */
  revealed = empty<Revealed>();
  objections = new Set<string>();

  declare protected _ticket?: Ticket;
  declare protected _page?: string;

  constructor(protected _out: Outside) {}

  /** An address on the server. */
  get url(): Api["at"] {
    return this._out.api.at;
  }

  /** A text in the person's language, with what they answered in the place of its pipes. */
  text = (text: Text | string | undefined): string => pipe(inLocale(text, this.lang), this);

  /** The ticket's date; today, where there is no ticket yet. */
  get today(): string {
    return this._ticket?.today ?? new Date().toISOString().slice(0, 10);
  }

  get path(): Path {
    return walk(this.form, this.answers, {
      ...this._ticket,
      locale: this.lang,
      today: this.today,
      anew: this.anew,
      withoutContact: !!this.nothing,
    });
  }

  /** A preference centre: it shows what is held and sends what was changed. */
  get centre(): boolean {
    return this.form.kind === "preferences";
  }

  get test(): boolean {
    return !!this._ticket?.test;
  }

  /** The offer as the ticket has it, or as the form shows it before there is a ticket. */
  get offer(): Offer | null | undefined {
    const given = this._ticket?.offer;
    return given === undefined ? this.form.offer : given;
  }

  /** Why there is nothing to give, where there is not. */
  get nothing(): string | undefined {
    return this._ticket?.nothing?.reason;
  }

  /** Only who is signed in may answer, and the page has not said who that is. */
  get unsigned(): boolean {
    return this.form.identity === "signed" && !this._out.about().identity;
  }

  /** What is held of an answer, where the form fills it in. */
  filled({ id }: Question): Known | undefined {
    return this._ticket?.known?.find(({ question, mode }) => question === id && mode === "prefill");
  }

  /** What the person said before about the purpose of a consent. */
  standing({ purpose }: Question): boolean | undefined {
    return this._ticket?.standing?.find((entry) => entry.purpose === purpose)?.given;
  }

  /** Where the person is on the path; its last step where their page fell off it. */
  place({ steps } = this.path): { index: number; step: Step; last: boolean } {
    const end = steps.at(-1)!;
    const step = steps.find(({ page }) => page.id === this._page) ?? end;
    return { index: steps.indexOf(step), step, last: step === end };
  }

  /**
   * The privacy page. It stands on the server's origin and finds nothing of what this one keeps: the token
   * goes along in the fragment, which is sent nowhere and which the page removes at once.
   */
  get manage(): string {
    const { token } = this._out.store;
    return this.url(`/privacy/${this.form.brand}${token ? `#token=${token}` : ""}`);
  }

  announce(text: string): void {
    this.live = text;
    this._out.paint();
  }

  /** Draws and moves the focus to an element, or to the first control in it. */
  focus(id: string): void {
    this._out.paint(id);
  }

  /** What loads with a page never takes the focus from it; "" leaves it where it is. */
  protected _show(screen: Screen, focus = "heading"): void {
    const loading = this.screen === "loading";
    this.screen = screen;
    this.live = "";
    this._out.paint(loading ? "" : focus);
  }

  protected _turn(page: string): void {
    this._page = page;
    this._save();
    this._out.emit("page", { page });
    this._show("page");
  }

  /** With one error the focus speaks; with several their number is announced first. */
  protected _point(step: Step): void {
    const wrong = step.shown.filter(({ question }) => this.errors[question.id]);
    this._show("page", `q-${wrong[0]!.question.id}`);
    if (wrong.length > 1) this.announce(this.say("errors", { n: wrong.length }));
  }

  /** In the locale of a ticket, where there is one: rules see it. */
  protected _use(form: Form, locale?: string): void {
    // A numbered version comes without texts and schedule: they are current, not content.
    this.form = { texts: this.form?.texts, schedule: this.form?.schedule, ...form };
    const wishes = this._out.wishes();
    Object.assign(this, chooseLocale(form.locales, locale ? [locale, ...wishes] : wishes));
    this.say = sayIn(this.form.texts?.[this.lang] ?? {}, this.lang);
  }

  protected async _version({ version, locale }: Pick<Ticket, "version" | "locale">): Promise<void> {
    const { api, brand, form } = this._out;
    if (version !== this.form.version) this._use(await api.form(brand, form, version), locale);
  }

  /** Fills in what is known and was not answered here: of this ticket, and no more of the one before. */
  protected _fill(): void {
    for (const id in this.answers) if (!this.touched.has(id)) delete this.answers[id];
    for (const { question, value, mode } of this._ticket!.known ?? [])
      if (mode === "prefill" && !this.touched.has(question)) this.answers[question] = value;
  }

  /** From the first answer on, never before. The token only where the form's limits need it. */
  protected _save(): void {
    const { _ticket: ticket, answers, touched, form } = this;
    if (!ticket || !touched.size) return;
    const { store, about } = this._out;
    const { subject, known, ...rest } = ticket;
    const kept = keepable(form, answers);
    for (const id in kept) if (!touched.has(id)) delete kept[id];
    store.save(
      {
        ticket: {
          ...rest,
          known: known?.filter(
            ({ question: id, value }) => keepable(form, { [id]: value })[id] !== undefined,
          ),
        },
        answers: kept,
        objections: [...this.objections],
        page: this._page,
      },
      this.kept,
    );
    if (subject && form.remember && !about().identity) store.token = subject.token;
  }
}
