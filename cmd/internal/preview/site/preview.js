// The preview's pages: what the linter says, as it says it, and the form again after each good save.
const { brand, form, lang, server, serial } = document.body.dataset;
const stage = document.getElementById("stage");
const passed = document.getElementById("passed");
const spoken = document.getElementById("spoken");

const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

/** What stands in the fields, as JSON: an empty one is not passed. */
function context() {
  const out = {};
  for (const field of passed?.elements ?? []) {
    if (!field.name || field.value === "") continue;
    const { type } = field.dataset;
    out[field.name] =
      type === "boolean" ? field.value === "true" : type === "integer" || type === "number" ? Number(field.value) : field.value;
  }
  return out;
}

/** Puts the element in anew. It finds on the device where the person was. */
async function mount(begin) {
  const element = document.createElement("proffer-form");
  element.setAttribute("brand", brand);
  element.setAttribute("form", form);
  element.setAttribute("lang", lang);
  if ("test" in document.body.dataset) element.setAttribute("test", "");
  const at = document.getElementById("stage-of")?.value;
  if (at) element.setAttribute("stage", at);
  const reply = await fetch(`/identity/${brand}/${form}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(context()),
  }).catch(() => undefined);
  if (reply?.ok) Object.assign(element, await reply.json());
  element.append(make("a", "The form on a page of its own", { href: `${server}/f/${brand}/${form}` }));
  const had = stage.contains(document.activeElement);
  stage.replaceChildren(element);
  if (had) stage.focus({ preventScroll: true });
  // A language, or what the page passes in, is fixed with the ticket: another one begins anew.
  const key = `preview:${brand}/${form}`;
  if (begin || (sessionStorage.getItem(key) ?? lang) !== lang)
    void customElements.whenDefined("proffer-form").then(() => element.restart());
  sessionStorage.setItem(key, lang);
}

/** A finding's words begin small and end without a stop, since lint joins them on one line. */
const sentence = (text) => text.replace(/^[a-z]/, (first) => first.toUpperCase()).replace(/([^.?!])$/, "$1.");

const severities = ["error", "warning", "note"];

/** One brand's findings: errors and warnings as they are, notes folded. */
function show(panel, { findings, behind, published, folder }, watch) {
  const of = (severity) => findings.filter((one) => one.severity === severity);
  const line = ({ severity, code, file, line, column, detail, right }) => {
    const item = make("li", "", { className: severity });
    item.append(
      make("b", `${severity} `),
      make("code", `${file}:${line}:${column}`),
      make("p", sentence(detail)),
      ...(right ? [make("p", sentence(right), { className: "right" })] : []),
      make("small", code),
    );
    return item;
  };
  const list = (entries) => {
    const out = make("ol", "");
    out.append(...entries.map(line));
    return out;
  };
  const counts = severities.filter((name) => of(name).length).map((name) => `${of(name).length} ${name}${of(name).length > 1 ? "s" : ""}`);
  const told = behind
    ? `${counts.join(", ")}. ${published ? "What was served before them still is." : "Nothing is served until they are gone."}`
    : counts.length
      ? `${counts.join(", ")}. It is served.`
      : "Nothing to say: it lints.";
  const state = make("p", told, { className: behind ? "state behind" : "state" });
  const parts = [state];
  const open = [...of("error"), ...of("warning")];
  if (open.length) parts.push(list(open));
  if (of("note").length) {
    const notes = make("details", "", { open: panel.querySelector("details")?.open ?? false });
    notes.append(make("summary", `Notes (${of("note").length})`), list(of("note")));
    parts.push(notes);
  }
  const changed = panel.dataset.told && panel.dataset.told !== told;
  panel.dataset.told = told;
  panel.replaceChildren(...parts);
  if (changed && watch) spoken.textContent = `${folder}: ${told}`;
}

let mounted;
new EventSource("/events").addEventListener("state", ({ data }) => {
  const state = JSON.parse(data);
  // The list of forms is the server's to write.
  if (serial && String(state.serial) !== serial) {
    location.reload();
    return;
  }
  for (const one of state.brands)
    for (const panel of document.querySelectorAll(".findings")) if (panel.dataset.folder === one.folder) show(panel, one, state.watch);
  if (!form) return;
  const mine = state.brands.find((one) => one.id === brand);
  const now = mine?.forms.find((one) => one.id === form);
  if (!now) {
    stage.replaceChildren(make("p", "This form is not served any more."));
    mounted = undefined;
    return;
  }
  document.getElementById("version").textContent = now.version;
  if (mounted === mine.published) return;
  mounted = mine.published;
  void mount();
});

passed?.addEventListener("submit", (event) => {
  event.preventDefault();
  void mount(true);
});
