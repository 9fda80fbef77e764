// The privacy page: what the brand holds about a person, to see, download and delete.
import { Fragment, h, render, type Child, type VNode } from "../widget/src/render.ts";
import { day, list } from "../widget/src/format.ts";
import { deleteMe, forgetDevice, getMe, Refused, stored, takeToken, type Held, type Me } from "./me.ts";
import { say, settings } from "./settings.ts";

const { brand, lang } = settings;
const main = document.getElementById("main")!;
const name = document.title.split(" · ").pop() ?? brand;
const token = takeToken(brand);

function show(content: Child, title = say("me.title")): void {
  render(
    <>
      <h1 id="title" tabindex={-1}>
        {title}
      </h1>
      {content}
    </>,
    main,
  );
}

const plain = (title: string, body: string, way?: VNode): void => {
  show(
    <>
      <p class="lead">{say(body)}</p>
      {way}
    </>,
    say(title),
  );
  document.getElementById("title")?.focus();
};

const valueOf = ({ value, withheld, wording }: Held): string => {
  if (withheld === "sealed") return say("me.sealed");
  if (withheld) return say("me.withheld", { reason: withheld });
  const said = wording?.choice ?? value;
  return typeof said === "boolean" ? say(said ? "yes" : "no") : [said].flat().join(" · ");
};

const date = (time?: string) => (time ? day(time, lang) : "");

function card(held: Held, offers: Map<string, string>, titles: Map<string, string>): VNode {
  const { wording, label, attribute, question, purposes = [], form, at } = held;
  const exchanged = held.grant ? offers.get(held.grant) : undefined;
  return (
    <li class="card">
      <p class="of" lang={wording?.lang}>
        {label ?? attribute ?? question}
      </p>
      <p class={held.withheld ? "sealed" : "value"} lang={held.withheld ? undefined : wording?.lang}>
        {valueOf(held)}
      </p>
      {wording?.label && (
        <p class="asked" lang={wording.lang}>
          “{wording.label}”{wording.why && <> {wording.why}</>}
        </p>
      )}
      <ul class="uses">
        {purposes.map(({ purpose, label: called, until }) => (
          <li>
            <span>{called ?? purpose}</span>{" "}
            {until && <time datetime={until}>{say("me.until", { date: date(until) })}</time>}
          </li>
        ))}
      </ul>
      <p class="small">
        {[
          form && say("me.form", { form: titles.get(form) ?? form }),
          exchanged && say("me.exchanged", { offer: exchanged }),
          date(at),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </li>
  );
}

const section = (title: string, rows: VNode[], look?: string): VNode | false =>
  rows.length > 0 && (
    <section>
      <h2>{say(title)}</h2>
      <ul class={look ?? "grid"}>{rows}</ul>
    </section>
  );

function page(me: Me): VNode {
  const { preferences = [], feedback = [], consents = [], grants = [], responses = [] } = me;
  const offers = new Map(grants.map(({ grant, label, offer }) => [grant, label ?? offer]));
  const titles = new Map(responses.map(({ form, title }) => [form, title ?? form]));
  const nothing =
    preferences.length + feedback.length + consents.length + grants.length + responses.length < 1;
  return (
    <>
      <p class="lead">{say(nothing ? "me.empty" : "me.intro", { brand: name })}</p>
      {!nothing && (
        <div class="actions">
          <button type="button" class="go" onClick={() => download(me)}>
            {say("me.download")}
          </button>
          <button type="button" class="danger" onClick={ask}>
            {say("me.delete")}
          </button>
          {/* The form finds what is held by the token that this device keeps, and by no other. */}
          {settings.centre && token === stored(brand) && (
            <a class="second" href={`/f/${brand}/${settings.centre}`}>
              {say("me.correct")}
            </a>
          )}
        </div>
      )}
      {section(
        "me.preferences",
        preferences.map((held) => card(held, offers, titles)),
      )}
      {section(
        "me.feedback",
        feedback.map((held) => card(held, offers, titles)),
      )}
      {section(
        "me.consents",
        consents.map(({ purpose, label, given, wording, at }) => (
          <li class="card">
            <p class="of">{label ?? purpose}</p>
            <p class="value">{say(given ? "consent.given" : "consent.refused")}</p>
            {wording && <p class="asked">“{wording}”</p>}
            <p class="small">{date(at)}</p>
          </li>
        )),
      )}
      {section(
        "me.grants",
        grants.map(({ label, offer, code, image, text }) => (
          <li class="card">
            <p class="of">{label ?? offer}</p>
            {image && <img src={image} alt="" />}
            {code && (
              <p class="value">
                <code>{code}</code>
              </p>
            )}
            {text && <p class="small">{text}</p>}
          </li>
        )),
      )}
      {section(
        "me.responses",
        responses.map(({ form, title, at, context = [], known = [] }) => {
          const passed = Array.isArray(context)
            ? context.map((one) => [one.label ?? one.context, one.value] as const)
            : Object.entries(context);
          return (
            <li>
              <span>{title || form}</span>{" "}
              <span class="small">
                {[
                  at && say("me.answered", { date: date(at) }),
                  ...passed.map(([called, value]) => `${called}: ${value ?? say("held.sealed")}`),
                  known[0] &&
                    say("me.known", {
                      names: list(
                        known.map(({ label, attribute, question }) => label ?? attribute ?? question ?? ""),
                        lang,
                      ),
                    }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          );
        }),
        "rows",
      )}
      <dialog id="ask" aria-labelledby="ask-title" aria-describedby="ask-body">
        <h2 id="ask-title">{say("me.delete.title")}</h2>
        <p id="ask-body">{say("me.delete.body")}</p>
        <div class="actions">
          <button type="button" class="second" onClick={() => dialog().close()}>
            {say("me.cancel")}
          </button>
          <button type="button" class="danger" onClick={erase}>
            {say("me.delete.yes")}
          </button>
        </div>
      </dialog>
    </>
  );
}

const dialog = () => document.getElementById("ask") as HTMLDialogElement;

const ask = () => dialog().showModal();

async function erase(): Promise<void> {
  dialog().close();
  try {
    await deleteMe(token!);
    forgetDevice(brand);
    plain("me.deleted", "me.deleted.body");
  } catch (error) {
    failed(error);
  }
}

/** The file is made here: the data travel no second time. */
function download(me: Me): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(me, null, 2)], { type: "application/json" }));
  link.download = `${brand}-my-data.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function failed(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
  if (error.status === 401 || error.status === 403 || error.status === 410)
    return plain("me.expired", "me.expired.body");
  plain(
    "me.failed",
    "me.failed.body",
    <button type="button" class="go" onClick={() => void load()}>
      {say("again")}
    </button>,
  );
}

async function load(): Promise<void> {
  if (!token) return show(<p class="lead">{say("me.ask")}</p>);
  show(
    <p class="lead" role="status">
      {say("me.loading")}
    </p>,
  );
  try {
    show(page(await getMe(token)));
  } catch (error) {
    failed(error);
  }
}

main.textContent = "";
void load();
