// The account page: tells each form who is signed in, before the widget's module runs. The token is
// set as a property, never as an attribute, so that it stands nowhere in the document's markup.

const { identity } = JSON.parse(document.getElementById("me").textContent);
for (const form of document.querySelectorAll("proffer-form")) form.identity = identity;

// The taste card shows what the quiz was just told, unless it is being edited.
const card = document.querySelector("proffer-form[form=your-taste]");
let edited = false;
card.addEventListener("proffer-answer", () => (edited = true));
card.addEventListener("proffer-decline", () => (edited = true));
card.addEventListener("proffer-complete", () => (edited = false));
document.querySelector("proffer-form[form=find-your-coffee]").addEventListener("proffer-complete", () => edited || card.restart());

const wanted = new URLSearchParams(location.search).get("lang");
if (wanted === "it" || wanted === "en") {
  for (const form of document.querySelectorAll("proffer-form:not([lang])")) form.setAttribute("lang", wanted);
  for (const part of document.querySelectorAll("[data-lang]")) part.hidden = part.dataset.lang !== wanted;
}
