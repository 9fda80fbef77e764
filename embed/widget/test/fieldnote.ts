// A brand as the server would send it: a quiz with two branches, two consents and an offer, and a poll.
import { readFileSync } from "node:fs";
import type { Form } from "../src/wire.ts";

const texts = (lang: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../../forms/texts/${lang}.json`, import.meta.url), "utf8"));

const both = (en: string, it: string) => ({ en, it });

export const notice: Form["notice"] = {
  controller: {
    name: "Fieldnote Coffee Srl",
    contact: "Marta Rossi",
    email: "privacy@fieldnote.example",
    phone: "+390110000000",
    address: { street: "Via Roma 1", city: "Torino", country: "IT" },
    policyUrl: "https://fieldnote.example/privacy",
    authority: "Garante per la protezione dei dati personali",
    processing: "On our own server in Turin.",
  },
  summary: both(
    "Fieldnote Coffee asks for four things, for your result and, only with your yes, for suggestions and emails.",
    "Fieldnote Coffee chiede quattro cose, per il tuo risultato e, solo con il tuo sì, per consigli ed email.",
  ),
  rights: both(
    "You can see, correct, download and delete what you told us at any time, and take every yes back.",
    "Puoi vedere, correggere, scaricare ed eliminare ciò che ci hai detto, e ritirare ogni sì, quando vuoi.",
  ),
  attributes: [
    { attribute: "brew", category: "preference", purposes: ["result", "recommend"] },
    { attribute: "milk", category: "preference", purposes: ["result", "recommend"] },
    { attribute: "strength", category: "preference", purposes: ["result", "recommend"] },
    { attribute: "notes", category: "preference", purposes: ["result", "recommend"] },
    { attribute: "roast", category: "preference", purposes: ["result", "recommend"] },
    { attribute: "moment", category: "preference", purposes: ["service"] },
    { attribute: "email", category: "contact", purposes: ["email_offers"] },
  ],
  purposes: [
    {
      purpose: "result",
      version: "aaaaaaaa",
      label: both("Show your result", "Mostrarti il risultato"),
      use: both("The page you see at the end.", "La pagina che vedi alla fine."),
      basis: "contract",
      keep: "P30D",
    },
    {
      purpose: "recommend",
      version: "bbbbbbbb",
      label: both("Suggest coffee you will like", "Consigliarti caffè che ti piaceranno"),
      use: both("Our shop sorts its shelves for you.", "Il nostro negozio ordina gli scaffali per te."),
      basis: "consent",
      keep: "P1Y",
      recipients: ["shop"],
    },
    {
      purpose: "email_offers",
      version: "cccccccc",
      label: both("Email you offers", "Inviarti offerte via email"),
      use: both("At most two emails a month.", "Al massimo due email al mese."),
      basis: "consent",
      keep: "P1Y",
      recipients: ["mailer"],
    },
    {
      purpose: "service",
      version: "dddddddd",
      label: both("Improve our service", "Migliorare il servizio"),
      use: both("We read it with your order.", "Lo leggiamo con il tuo ordine."),
      basis: "legitimate_interest",
      interest: both(
        "Finding what went wrong with deliveries.",
        "Capire che cosa è andato storto nelle consegne.",
      ),
      keep: "P90D",
    },
  ],
  recipients: {
    shop: { name: "Fieldnote online shop", role: "self" },
    mailer: {
      name: "Mailer GmbH",
      country: "DE",
      role: "processor",
      safeguard: "EU data centre, contract under Art. 28 GDPR",
    },
  },
  balance: { taps: 6, texts: 1, seconds: 45 },
};

export const common = {
  brand: "fieldnote",
  version: 1,
  locales: [
    { lang: "en", dir: "ltr" as const },
    { lang: "it", dir: "ltr" as const },
  ],
  theme: { accent: "#7a4a2b", accentDark: "#d9a27c", radius: "12px", font: "system-ui, sans-serif" },
  schedule: { open: true, opens: null, closes: null },
  texts: { en: texts("en"), it: texts("it"), ar: texts("ar") },
};

export const quiz: Form = {
  ...common,
  form: "find-your-coffee",
  kind: "quiz",
  title: both("Find your coffee", "Trova il tuo caffè"),
  intro: both(
    "A few taps. You get up to three coffees, and 10% off or 200 beans.",
    "Pochi tocchi. Ricevi fino a tre caffè, e il 10% di sconto o 200 chicchi.",
  ),
  offer: {
    offer: "welcome/ten-percent",
    version: "9c1d03aa",
    kind: "code",
    label: both("10% off your next bag", "10% sul prossimo sacchetto"),
    worth: { amount: "2.00", currency: "EUR" },
    expires: "P90D",
  },
  fallbacks: [
    {
      offer: "beans/two-hundred",
      version: "1c1d03aa",
      kind: "points",
      points: 200,
      label: both("200 beans", "200 chicchi"),
      worth: { amount: "2.00", currency: "EUR" },
    },
  ],
  notice,
  repeat: "always",
  pages: [
    {
      id: "start",
      questions: [
        {
          id: "brew",
          type: "single",
          attribute: "brew",
          required: true,
          purposes: ["result", "recommend"],
          label: both("How do you brew?", "Come lo prepari?"),
          why: both("It chooses your next questions.", "Sceglie le prossime domande."),
          choices: [
            { value: "espresso", label: both("Espresso", "Espresso") },
            { value: "moka", label: both("Moka pot", "Moka") },
            { value: "filter", label: both("Filter or French press", "Filtro o French press") },
          ],
        },
      ],
      next: [{ when: { "!=": [{ var: "brew" }, "filter"] }, page: "espresso" }, { page: "filter" }],
    },
    {
      id: "espresso",
      questions: [
        {
          id: "milk",
          type: "yes_no",
          attribute: "milk",
          purposes: ["result", "recommend"],
          label: both("Milk?", "Latte?"),
          why: both("Milk hides light roasts.", "Il latte copre le tostature chiare."),
          choices: [
            { value: true, label: both("Yes, with milk", "Sì, con latte") },
            { value: false, label: both("No, black", "No, nero") },
          ],
        },
        {
          id: "strength",
          type: "scale",
          attribute: "strength",
          min: 1,
          max: 5,
          ends: [both("Gentle", "Delicato"), both("Strong", "Forte")],
          purposes: ["result", "recommend"],
          label: both("How strong?", "Quanto forte?"),
          why: both("It weighs your result.", "Pesa sul risultato."),
        },
      ],
      next: [{ page: "notes" }],
    },
    {
      id: "filter",
      questions: [
        {
          id: "roast",
          type: "single",
          attribute: "roast",
          purposes: ["result", "recommend"],
          label: both("Which roast?", "Quale tostatura?"),
          why: both("It decides half of your result.", "Decide metà del risultato."),
          choices: ["light", "medium", "dark"].map((value) => ({
            value,
            label: both(value[0]!.toUpperCase() + value.slice(1), value),
          })),
        },
      ],
    },
    {
      id: "notes",
      questions: [
        {
          id: "notes",
          type: "multiple",
          attribute: "notes",
          max: 2,
          purposes: ["result", "recommend"],
          label: both("Which notes do you like?", "Quali note ti piacciono?"),
          why: both("It picks your three coffees.", "Sceglie i tuoi tre caffè."),
          choices: [
            ...["chocolate", "nuts", "berries", "flowers"].map((value) => ({
              value,
              label: both(value[0]!.toUpperCase() + value.slice(1), value),
            })),
            { value: "any", exclusive: true, label: both("I like them all", "Mi piacciono tutte") },
          ],
        },
        {
          id: "moment",
          type: "short_text",
          attribute: "moment",
          maxLength: 80,
          purposes: ["service"],
          label: both("When did a coffee last disappoint you?", "Quando ti ha deluso un caffè?"),
          why: both("We mend what we hear about.", "Ripariamo ciò che sappiamo."),
          placeholder: both("A few words", "Poche parole"),
        },
      ],
    },
    {
      id: "contact",
      questions: [
        {
          id: "before",
          type: "statement",
          label: both("Two questions for later", "Due domande per dopo"),
          body: both(
            "Your result and your code are yours either way.\n\nThese two only say what may happen afterwards.",
            "Il risultato e il codice sono tuoi in ogni caso.\n\nQueste due dicono solo che cosa può succedere dopo.",
          ),
        },
        {
          id: "shop_ok",
          type: "consent",
          purpose: "recommend",
          label: both(
            "May our shop use these answers for you?",
            "Il nostro negozio può usare queste risposte per te?",
          ),
          why: both("Your result and your code come either way.", "Risultato e codice arrivano comunque."),
        },
        {
          id: "mail_ok",
          type: "consent",
          purpose: "email_offers",
          label: both("May we email you offers?", "Possiamo inviarti offerte via email?"),
          why: both("Only with your yes.", "Solo con il tuo sì."),
        },
        {
          id: "email",
          type: "email",
          attribute: "email",
          purposes: ["email_offers"],
          label: both("Your email", "La tua email"),
          why: both("To send the offers you said yes to.", "Per inviarti le offerte a cui hai detto sì."),
          showIf: { "==": [{ var: "mail_ok" }, true] },
        },
      ],
    },
  ],
};

export const poll: Form = {
  ...common,
  form: "next-origin",
  kind: "poll",
  title: both("Which origin next?", "Quale origine dopo?"),
  intro: both("One tap. We roast what wins.", "Un tocco. Tostiamo chi vince."),
  offer: null,
  fallbacks: [],
  notice: {
    ...notice,
    summary: both(
      "Fieldnote Coffee counts your vote. This device keeps a random number, so that what is given once per person is given once.",
      "Fieldnote Coffee conta il tuo voto. Questo dispositivo conserva un numero casuale, così ciò che spetta una volta a persona viene dato una volta sola.",
    ),
    attributes: [{ attribute: "origin", category: "preference", purposes: ["result"] }],
    purposes: notice.purposes.slice(0, 1),
    balance: { taps: 1, seconds: 10 },
  },
  repeat: "once",
  remember: true,
  results: { show: "after", minimum: 5 },
  pages: [
    {
      id: "vote",
      questions: [
        {
          id: "origin",
          type: "single",
          attribute: "origin",
          required: true,
          purposes: ["result"],
          label: both("Which origin should we roast next?", "Quale origine tostiamo dopo?"),
          why: both("It is the vote.", "È il voto."),
          choices: ["kenya", "colombia", "ethiopia"].map((value) => ({
            value,
            label: both(value[0]!.toUpperCase() + value.slice(1), value),
          })),
        },
      ],
    },
  ],
};
