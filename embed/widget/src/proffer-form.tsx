// <proffer-form>: the one element. It draws an Exchange into a closed shadow root and hands it the ways
// out: the server this module came from, the device's storage, events, timers.
import css from "./widget.css"; // first: it compresses best there
import { h, render, type VNode } from "./render.ts";
import { api } from "./api.ts";
import { Exchange } from "./exchange.ts";
import { deviceStore } from "./store.ts";
import { dress } from "./theme.ts";
import { failedScreen, sendingScreen, stoppedScreen, termsScreen } from "./screen-message.tsx";
import { pageScreen } from "./screen-page.tsx";
import { resultScreen } from "./screen-result.tsx";
import { startScreen } from "./screen-start.tsx";
import type { Screen } from "./outside.ts";

const base = new URL(import.meta.url).origin;

// The module may be imported where there is no DOM, by a server that renders pages.
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

let shared: CSSStyleSheet | undefined;

/** While the form loads, what the page put inside stands. */
const screens: Partial<Record<Screen, (x: Exchange) => VNode>> = {
  failed: failedScreen,
  start: startScreen,
  terms: termsScreen,
  page: pageScreen,
  sending: sendingScreen,
  result: resultScreen,
  stopped: stoppedScreen,
};

export class ProfferForm extends Base {
  static observedAttributes = ["brand", "form", "lang"];

  // Declared, not defined: a framework may have set them before the element was upgraded.
  declare identity?: string;
  declare context?: Record<string, unknown>;

  #exchange?: Exchange;
  #root?: ShadowRoot;
  /** The focus was in here, and what had it is gone. */
  #lost = false;
  #online = () => this.#exchange?.online();

  get brand(): string {
    return this.getAttribute("brand") ?? "";
  }
  set brand(value: string) {
    this.setAttribute("brand", value);
  }
  get form(): string {
    return this.getAttribute("form") ?? "";
  }
  set form(value: string) {
    this.setAttribute("form", value);
  }

  /** Where the exchange stands: a screen's name. */
  get state(): string {
    return this.#exchange?.screen ?? "loading";
  }

  /** Forgets what this device holds of the exchange, unfinished answers included, and begins again. */
  restart(): void {
    this.#exchange?.restart();
  }

  connectedCallback(): void {
    if (this.#exchange) return;
    this.#begin();
  }

  disconnectedCallback(): void {
    // Moved in the document is not removed from it: only who is still gone a task later is torn down.
    setTimeout(() => {
      if (!this.isConnected) this.#end();
    });
  }

  attributeChangedCallback(_: string, before: string | null, after: string | null): void {
    if (this.#exchange && before !== after) this.#renew();
  }

  #renew(): void {
    this.#end();
    this.#begin();
  }

  #begin(): void {
    const { brand, form } = this;
    if (!brand || !form) return console.error("proffer: <proffer-form> needs the attributes brand and form");
    this.#root ??= this.attachShadow({ mode: OPEN_ROOT ? "open" : "closed" });
    shared ??= sheet(css);
    this.#root.adoptedStyleSheets = [shared];
    addEventListener("online", this.#online);
    const exchange = new Exchange({
      api: api(base, (url, init) => fetch(url, init)),
      store: deviceStore(
        () => sessionStorage,
        () => localStorage,
        brand,
        form,
      ),
      brand,
      form,
      wishes: () => {
        const lang = this.closest("[lang]")?.getAttribute("lang");
        return lang ? [lang, ...navigator.languages] : navigator.languages;
      },
      about: () => {
        const { identity, context } = this;
        const stage = this.getAttribute("stage") ?? undefined;
        return {
          identity,
          context,
          stage,
          channel: this.getAttribute("channel") ?? "web",
          test: this.hasAttribute("test") || undefined,
        };
      },
      emit: (name, more) => {
        const detail = { brand, form, version: exchange.form?.version, ...more };
        this.dispatchEvent(new CustomEvent(`proffer-${name}`, { detail, bubbles: true, composed: true }));
      },
      renew: () => this.#renew(),
      paint: (focus) => this.#draw(exchange, focus),
    });
    this.#exchange = exchange;
    void exchange.load();
  }

  #end(): void {
    removeEventListener("online", this.#online);
    this.#exchange?.dispose();
    this.#exchange = undefined;
    if (!this.#root) return;
    this.#lost ||= !!this.#root.activeElement;
    render(null, this.#root);
  }

  #draw(exchange: Exchange, focus?: string): void {
    const root = this.#root;
    // What an exchange does after it was let go reaches nobody.
    if (!root || this.#exchange !== exchange) return;
    if (exchange.form && root.adoptedStyleSheets.length === 1) {
      const theme = sheet(":host{}");
      dress((theme.cssRules[0] as CSSStyleRule).style, exchange.form.theme);
      root.adoptedStyleSheets = [theme, ...root.adoptedStyleSheets];
    }
    const full = this.getAttribute("mode") === "page";
    const { screen, lang, dir } = exchange;
    const focused = !!root.activeElement;
    render(
      <div
        class={`${screen === "loading" ? "" : "c-frame"}${full ? " c-full" : ""}`}
        part="frame"
        lang={lang}
        dir={dir}
      >
        {screens[screen]?.(exchange) ?? <slot />}
        {exchange.test && <p class="c-note">{exchange.say("test")}</p>}
        <p class="c-sr" role="status">
          {exchange.live}
        </p>
      </div>,
      root,
    );
    this.#lost = (this.#lost || focused) && !root.activeElement && document.activeElement === document.body;
    if (focus || this.#lost) this.#focusOn(focus || "heading");
  }

  /** A question's focus is its chosen control, else its first. */
  #focusOn(id: string): void {
    const target = this.#root!.getElementById(id);
    const controls: HTMLInputElement[] = id.startsWith("q-")
      ? [...target!.querySelectorAll<HTMLInputElement>("input,select,textarea,[aria-pressed]")]
      : [];
    const control =
      controls.find((one) => one.ariaInvalid === "true") ??
      controls.find((one) => one.checked) ??
      controls[0] ??
      target;
    control?.focus({ preventScroll: true });
    // Into sight, but no further than needed: the page around belongs to someone else.
    target?.scrollIntoView({ block: "nearest" });
  }
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

// The same module under two URLs, such as a cached and a new one, must not fail the page.
if (globalThis.customElements && !customElements.get("proffer-form")) {
  customElements.define("proffer-form", ProfferForm);
}
