// One question of each type, in English, Italian and Arabic: alone as the form "type-<type>", together as
// "type-every".
import { common, notice, uses } from "./fieldnote.ts";
import type { Choice, Form, Question, Text } from "../src/wire.ts";

const three = (en: string, it: string, ar: string): Text => ({ en, it, ar });
const why = three("It decides what we roast.", "Decide che cosa tostiamo.", "يحدد ما نحمّصه.");
const ends: [Text, Text] = [three("Not at all", "Per niente", "إطلاقًا"), three("Very", "Molto", "جدًّا")];

const notes: Choice[] = [
  { value: "chocolate", label: three("Chocolate", "Cioccolato", "شوكولاتة") },
  { value: "nuts", label: three("Nuts", "Nocciole", "مكسرات") },
  { value: "berries", label: three("Berries", "Frutti di bosco", "توت") },
  { value: "flowers", label: three("Flowers", "Fiori", "أزهار") },
];
const pictured = notes.map((choice) => ({ ...choice, image: `/assets/${choice.value}.svg` }));

const say = (type: string, label: Text, more: Partial<Question> = {}): Question => ({
  id: type,
  type,
  attribute: type,
  required: true,
  purposes: ["result"],
  uses,
  label,
  why,
  ...more,
});

const questions: Question[] = [
  say("single", three("Which note is yours?", "Qual è la tua nota?", "ما نكهتك المفضلة؟"), {
    choices: notes,
    other: true,
  }),
  say("dropdown", three("Which note, from a list?", "Quale nota, da un elenco?", "أي نكهة من القائمة؟"), {
    choices: notes,
    other: true,
  }),
  say("picture", three("Which one looks best?", "Quale ti piace di più?", "أيها أجمل؟"), {
    choices: pictured,
  }),
  say("multiple", three("Which notes do you like?", "Quali note ti piacciono?", "أي النكهات تحب؟"), {
    choices: [...notes, { value: "all", exclusive: true, label: three("All of them", "Tutte", "كلها") }],
    other: true,
    max: 2,
  }),
  say("yes_no", three("Milk?", "Latte?", "مع الحليب؟"), {
    choices: [
      { value: true, label: three("Yes", "Sì", "نعم") },
      { value: false, label: three("No", "No", "لا") },
    ],
  }),
  say("short_text", three("In three words?", "In tre parole?", "بثلاث كلمات؟"), { maxLength: 20 }),
  say("long_text", three("Tell us more", "Raccontaci di più", "أخبرنا بالمزيد"), { maxLength: 50 }),
  say("email", three("Your email", "La tua email", "بريدك الإلكتروني")),
  say("phone", three("Your phone", "Il tuo telefono", "هاتفك")),
  say("url", three("Your website", "Il tuo sito", "موقعك")),
  say("number", three("How many cups a day?", "Quante tazze al giorno?", "كم كوبًا في اليوم؟"), {
    min: 0.5,
    max: 20,
    step: 0.5,
    unit: three("cups", "tazze", "أكواب"),
  }),
  say("slider", three("How dark?", "Quanto scuro?", "ما درجة التحميص؟"), {
    min: 0,
    max: 10,
    step: 0.5,
    ends,
    unit: three("of ten", "su dieci", "من عشرة"),
  }),
  say("rating", three("How was the last bag?", "Com'era l'ultimo sacchetto?", "كيف كان الكيس الأخير؟"), {
    min: 1,
    max: 5,
    ends,
  }),
  say("scale", three("How strong?", "Quanto forte?", "ما قوتها؟"), { min: -3, max: 3, ends }),
  say("nps", three("Would you recommend us?", "Ci consiglieresti?", "هل توصي بنا؟"), {
    min: 0,
    max: 10,
    ends,
  }),
  say("ranking", three("Put them in your order", "Mettile nel tuo ordine", "رتّبها كما تحب"), {
    choices: notes,
    top: 3,
  }),
  say("matrix", three("How did it go?", "Com'è andata?", "كيف سار الأمر؟"), {
    rows: [
      { row: "delivery", label: three("Delivery", "Consegna", "التوصيل") },
      { row: "packaging", label: three("Packaging", "Imballaggio", "التغليف") },
    ],
    choices: [
      { value: "bad", label: three("Bad", "Male", "سيئ") },
      { value: "fine", label: three("Fine", "Bene", "جيد") },
      { value: "great", label: three("Great", "Benissimo", "رائع") },
    ],
  }),
  say("date", three("When did it arrive?", "Quando è arrivato?", "متى وصل؟"), {
    earliest: "2024-01-01",
    latest: "today",
  }),
  say("address", three("Where to?", "Dove lo mandiamo?", "إلى أين نرسله؟"), {
    countries: ["DE", "FR", "IT", "CI"],
  }),
  say("consent", three("May we use it?", "Possiamo usarlo?", "هل تسمح باستخدامها؟"), {
    attribute: undefined,
    purpose: "recommend",
    required: undefined,
  }),
];

export const types = questions.map((question) => question.type);

const contact = ["email", "phone", "url", "address"];

export function everyType(id: string): Form | undefined {
  const type = /^type-(\w+)$/.exec(id)?.[1];
  const asked = questions.filter((question) => type === "every" || question.type === type);
  if (!asked[0]) return undefined;
  return {
    ...common,
    locales: [...common.locales, { lang: "ar", dir: "rtl" }],
    form: id,
    kind: "survey",
    title: three("Every type", "Ogni tipo", "كل الأنواع"),
    offer: null,
    fallbacks: [],
    repeat: "always",
    notice: {
      ...notice,
      attributes: types.map((attribute) => ({
        attribute,
        category: contact.includes(attribute) ? "contact" : "preference",
      })),
      purposes: notice.purposes.slice(0, 2),
    },
    pages: [{ id: "all", questions: asked }],
  };
}
