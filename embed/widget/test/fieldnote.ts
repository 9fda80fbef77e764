// A brand as the server would send it: a quiz with two branches, two consents and an offer, and a poll.
import { readFileSync } from "node:fs";
import type { Facts, Form, Text } from "../src/wire.ts";

const texts = (lang: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../../forms/texts/${lang}.json`, import.meta.url), "utf8"));

const both = (en: string, it: string) => ({ en, it });

/** Lines of the notice: what each is about and what is so, in both languages. */
const told = (...lines: [name: Text, text: Text][]): Facts =>
  Object.fromEntries(
    ["en", "it"].map((lang) => [
      lang,
      lines.map(([name, text]) => ({ name: name[lang]!, text: text[lang]! })),
    ]),
  );
const use = both("What for", "Per che cosa");
const keep = both("How long", "Per quanto");
const seen = both("Who sees it", "Chi li vede");
const nobody = both("Fieldnote Coffee Srl, nobody else", "Fieldnote Coffee Srl, nessun altro");
const month = both("30 days", "30 giorni");
const quarter = both("90 days", "90 giorni");
const year = both("1 year", "1 anno");
const kept = ({ en, it }: { en: string; it: string }) => both(`kept for ${en}`, `conservato per ${it}`);

export const notice: Form["notice"] = {
  controller: { name: "Fieldnote Coffee Srl", policyUrl: "https://fieldnote.example/privacy" },
  summary: both(
    "Fieldnote Coffee asks for four things, for your result and, only with your yes, for suggestions and emails.",
    "Fieldnote Coffee chiede quattro cose, per il tuo risultato e, solo con il tuo sì, per consigli ed email.",
  ),
  attributes: [
    ...["brew", "milk", "strength", "notes", "roast", "moment"].map((attribute) => ({
      attribute,
      category: "preference",
    })),
    { attribute: "email", category: "contact" },
  ],
  purposes: [
    {
      purpose: "result",
      version: "aaaaaaaa",
      label: both("Show your result", "Mostrarti il risultato"),
      basis: "contract",
      kept: kept(month),
      facts: told(
        [use, both("The page you see at the end.", "La pagina che vedi alla fine.")],
        [keep, month],
        [seen, nobody],
      ),
    },
    {
      purpose: "recommend",
      version: "bbbbbbbb",
      label: both("Suggest coffee you will like", "Consigliarti caffè che ti piaceranno"),
      basis: "consent",
      kept: kept(year),
      facts: told(
        [use, both("Our shop sorts its shelves for you.", "Il nostro negozio ordina gli scaffali per te.")],
        [keep, year],
        [seen, both("Fieldnote online shop · ourselves", "Fieldnote online shop · noi stessi")],
      ),
    },
    {
      purpose: "email_offers",
      version: "cccccccc",
      label: both("Email you offers", "Inviarti offerte via email"),
      basis: "consent",
      kept: kept(year),
      facts: told(
        [use, both("At most two emails a month.", "Al massimo due email al mese.")],
        [keep, year],
        [
          seen,
          both(
            "Mailer GmbH · works for us · Germany · EU data centre, contract under Art. 28 GDPR",
            "Mailer GmbH · lavora per noi · Germania · Centro dati nell'UE, contratto secondo l'art. 28 GDPR",
          ),
        ],
      ),
    },
    {
      purpose: "service",
      version: "dddddddd",
      label: both("Improve our service", "Migliorare il servizio"),
      basis: "legitimate_interest",
      interest: both(
        "Finding what went wrong with deliveries.",
        "Capire che cosa è andato storto nelle consegne.",
      ),
      kept: kept(quarter),
      facts: told(
        [use, both("We read it with your order.", "Lo leggiamo con il tuo ordine.")],
        [keep, quarter],
        [seen, nobody],
      ),
    },
  ],
  balance: {
    asks: both("6 taps and 1 text", "6 tocchi e 1 testo"),
    takes: both("about 45 seconds", "circa 45 secondi"),
    kept: both("Kept mostly 30 days, at most 1 year", "Conservato per lo più 30 giorni, al massimo 1 anno"),
    seenBy: both("Only us and Mailer GmbH", "Solo noi e Mailer GmbH"),
  },
  facts: told(
    [
      both("Contact", "Contatti"),
      both("Marta Rossi · privacy@fieldnote.example", "Marta Rossi · privacy@fieldnote.example"),
    ],
    [both("Address", "Indirizzo"), both("Via Roma 1 · Torino · Italy", "Via Roma 1 · Torino · Italia")],
    [
      both("Your rights", "I tuoi diritti"),
      both(
        "You can see, correct, download and delete what you told us at any time, and take every yes back.",
        "Puoi vedere, correggere, scaricare ed eliminare ciò che ci hai detto, e ritirare ogni sì, quando vuoi.",
      ),
    ],
  ),
};

/** The line beside a question that serves the result. */
export const uses: Text = both(
  "For: Show your result. Kept for up to 30 days. Seen by nobody else.",
  "Per: Mostrarti il risultato. Conservato al massimo per 30 giorni. Nessun altro lo vede.",
);

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
    terms: both("valid for 90 days", "valido per 90 giorni"),
  },
  fallbacks: [
    {
      offer: "beans/two-hundred",
      version: "1c1d03aa",
      kind: "points",
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
          uses,
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
          uses,
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
          uses,
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
          uses,
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
          uses,
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
          uses,
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
          uses,
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
    attributes: [{ attribute: "origin", category: "preference" }],
    purposes: notice.purposes.slice(0, 1),
    balance: {
      ...notice.balance,
      asks: both("1 tap", "1 tocco"),
      takes: both("about 10 seconds", "circa 10 secondi"),
    },
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
          uses,
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
