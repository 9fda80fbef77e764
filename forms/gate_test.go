package forms

import (
	"slices"
	"testing"
	"time"

	"proffer/forms/rule"
)

// Words of each language lead to what they mean, and their everyday neighbours to nothing.
func TestWords(t *testing.T) {
	for _, c := range []struct {
		locale, text, secret, special string
	}{
		{"en", "Your passwords", "passwords", ""},
		{"en", "My passenger name", "", ""},
		{"en", "Are you a vegetarian?", "", "health"},
		{"en", "Healthy appetite?", "", ""},
		{"en-GB", "National Insurance number", "National Insurance number", ""},
		{"it", "Il tuo codice fiscale", "codice fiscale", ""},
		{"it", "Carta d’identità n.", "Carta d identità", ""},
		{"it", "Sei celiaca?", "", "health"},
		{"it", "Qual è il tuo colore?", "", ""},
		{"de", "Kreditkartennummer", "Kreditkartennummer", ""},
		{"de", "Was glauben Sie, wie lange es dauert?", "", ""},
		{"de", "Sind Sie Gewerkschaftsmitglied?", "", "belief"},
		{"fr", "Votre numéro de sécurité sociale", "numéro de sécurité sociale", ""},
		{"fr", "Avez-vous des allergies ?", "", "health"},
		{"fr", "Combien de fois par mois ?", "", ""},
		{"es", "Tu DNI", "DNI", ""},
		{"es", "¿Eres vegano?", "", "health"},
		{"es-MX", "¿Qué café prefieres?", "", ""},
		{"pt-BR", "Seu CPF", "CPF", ""},
		{"pt", "Qual é a sua religião?", "", "belief"},
		{"nl", "Uw burgerservicenummer", "burgerservicenummer", ""},
		{"nl", "Bent u zwanger?", "", "health"},
		{"ar", "أدخل كلمة المرور", "كلمة المرور", ""},
		{"ar", "هل تأكل اللحم الحلال؟", "", ""},
		{"ar", "ما هي ديانتك؟", "", "belief"},
		{"he", "מה הסיסמה שלך?", "הסיסמה", ""},
		{"he", "האם יש לך אלרגיה?", "", "health"},
		{"eo", "Via pasvorto", "", ""},
	} {
		if got := secretName(c.locale, c.text); got != c.secret {
			t.Errorf("%s %q asks for %q", c.locale, c.text, got)
		}
		if _, got, word := sounds(Text{c.locale: c.text}); got != c.special {
			t.Errorf("%s %q sounds like %q (%s)", c.locale, c.text, got, word)
		}
	}
	for locale, list := range wordLists {
		for what, n := range map[string]int{"secret": len(list.Secret), "not secret": len(list.NotSecret), "what is not asked": len(list.NotAsked), "marketing": len(list.Marketing), "health": len(list.Health), "belief": len(list.Belief), "biometric": len(list.Biometric), "other special": len(list.OtherSpecial), "shaming": len(list.Shaming), "negators": len(list.Negators), "and": len(list.And)} {
			if n == 0 {
				t.Errorf("%s has no words for %s", locale, what)
			}
		}
	}
	if len(wordLists) != 9 {
		t.Errorf("words of %d languages", len(wordLists))
	}
}

// A text that explains asks for a secret where a sentence of it does, and not where it says to leave one out.
func TestSecretsInHelp(t *testing.T) {
	for _, c := range []struct{ locale, text, secret string }{
		{"en", "It is printed on the back. Type the PIN.", "PIN"},
		{"en", "Enter your card number, no spaces.", "card number"},
		{"en", "The password that we sent you, without quotes", "password"},
		{"en", "Do not be shy. Tell us your password!", "password"},
		{"en", "Your name\nYour password", "password"},
		{"en", "We never ask for your password, PIN, or card number.", ""},
		{"en", "Don’t write a password here.", ""},
		{"en", "Please, no passwords.", ""},
		{"en", "Anything you like, e.g. what went well, but leave out your PIN.", ""},
		{"en", "Keep your PIN to yourself.", ""},
		{"en", "You need neither an account nor a password.", ""},
		{"en", "Enter your loyalty card number.", ""},
		{"en", "Which pin did you like, in two words?", ""},
		{"it", "Scrivi la password. Non serve altro.", "password"},
		{"it", "Non scrivere mai la tua password.", ""},
		{"it", "Il numero di carta senza spazi.", "numero di carta"},
		{"de", "Geben Sie Ihr Passwort ein.", "Passwort"},
		{"de", "Kartennummer ohne Leerzeichen", "Kartennummer"},
		{"de", "Ihr Passwort brauchen wir nicht.", ""},
		{"de", "Bitte keine Passwörter, z. B. Passwort1.", ""},
		{"fr", "Indiquez votre mot de passe.", "mot de passe"},
		{"fr", "N’indiquez jamais votre mot de passe.", ""},
		{"es", "Escribe tu contraseña.", "contraseña"},
		{"es", "No escribas tu contraseña.", ""},
		{"pt", "Escreva a sua senha.", "senha"},
		{"pt", "Não escreva a sua senha.", ""},
		{"nl", "Vul uw wachtwoord in.", "wachtwoord"},
		{"nl", "Geen wachtwoorden, alstublieft.", ""},
		{"ar", "أدخل كلمة المرور.", "كلمة المرور"},
		{"ar", "لا تكتب كلمة المرور.", ""},
		{"he", "הקלידו את הסיסמה.", "הסיסמה"},
		{"he", "אל תכתבו סיסמה.", ""},
	} {
		if got := secretAsked(c.locale, c.text); got != c.secret {
			t.Errorf("%s %q asks for %q", c.locale, c.text, got)
		}
	}
}

// Each language has words for marketing, and for what something is not used for.
func TestMarketingInEachLanguage(t *testing.T) {
	for _, c := range []struct{ locale, text, word string }{
		{"en", "Our newsletter", "newsletter"}, {"en", "Not for advertising.", ""}, {"en", "The marketplace that you chose", ""},
		{"it", "Per la pubblicità", "pubblicità"}, {"it", "Mai per la pubblicità.", ""},
		{"de", "Für unsere Werbung", "Werbung"}, {"de", "Ohne Werbung", ""}, {"de", "Wir werben Fachleute an.", ""},
		{"fr", "Notre newsletter", "newsletter"}, {"fr", "Jamais de publicité.", ""},
		{"es", "Para publicidad", "publicidad"}, {"es", "Sin publicidad", ""},
		{"pt", "Para publicidade", "publicidade"}, {"pt", "Nunca para publicidade", ""},
		{"nl", "Onze nieuwsbrief", "nieuwsbrief"}, {"nl", "Geen reclame", ""},
		{"ar", "النشرة البريدية", "النشرة البريدية"}, {"ar", "لا إعلانات", ""},
		{"he", "לצורכי שיווק", "שיווק"}, {"he", "ללא פרסומות", ""},
	} {
		list := wordsOf(c.locale)
		if got := list.asked(list.Marketing, c.text); got != c.word {
			t.Errorf("%s %q is marketing by %q", c.locale, c.text, got)
		}
	}
}

func TestSentencesOf(t *testing.T) {
	for text, want := range map[string][]string{
		"":                           {""},
		"One":                        {"One"},
		"One. Two! Three? Four":      {"One. ", "Two! ", "Three? ", "Four"},
		"One, e.g. Two, z. B. Drei":  {"One, e.g. Two, z. B. Drei"},
		"At 25 km/h. It is no. five": {"At 25 km/h. It is no. five"},
		"“Well done.” Next\nLast":    {"“Well done.” ", "Next\n", "Last"},
		"لا تكتب شيئا. اكتب؟ نعم":          {"لا تكتب شيئا. ", "اكتب؟ ", "نعم"},
		"version 1.2.3 of proffer.example": {"version 1.2.3 of proffer.example"},
	} {
		if got := sentencesOf(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestDeclineInEachLanguage(t *testing.T) {
	for _, c := range []struct {
		locale, text string
		shames       bool
		negations    int
	}{
		{"en", "No, I don't want to say", false, 1},
		{"en", "No, I do not care about my feet", true, 1},
		{"en", "I'd rather take care of that later", false, 0},
		{"it", "Preferisco non dirlo", false, 1},
		{"it", "No, preferisco pagare di più", true, 0},
		{"de", "Nein danke, ich zahle lieber mehr", true, 0},
		{"de", "Möchte ich nicht sagen", false, 1},
		{"fr", "Je préfère ne pas répondre", false, 1},
		{"fr", "Non merci, je préfère payer plein tarif", true, 0},
		{"es", "No, no quiero decirlo", false, 1},
		{"es", "Prefiero pagar más", true, 0},
		{"pt", "Não, não quero dizer", false, 1},
		{"nl", "Ik betaal liever meer", true, 0},
		{"ar", "لا، لا أريد الإجابة", false, 1},
		{"ar", "أكره التوفير", true, 0},
		{"he", "לא, לא רוצה לענות", false, 1},
		{"he", "לא רוצה לחסוך", true, 1},
	} {
		list := wordsOf(c.locale)
		if got := among(list.Shaming, words(c.text)); (got != "") != c.shames {
			t.Errorf("%s %q shames by %q", c.locale, c.text, got)
		}
		if got := negations(list, c.text); got != c.negations {
			t.Errorf("%s %q says no %d times", c.locale, c.text, got)
		}
	}
}

// What stands behind computed values counts as read, and needs a contract purpose where a result reads it.
func TestThroughComputed(t *testing.T) {
	parse := func(source string) *rule.Rule {
		r, bad := rule.Parse([]byte(source))
		if r == nil {
			t.Fatal(bad)
		}
		return r
	}
	f := &Form{Pages: []Page{{ID: "a", Questions: []Question{{ID: "town", Type: "single", Attribute: "town"}}}}}
	f.Computed.Set("near", parse(`{"==": [{"var": "town"}, "rome"]}`))
	f.Computed.Set("far", parse(`{"!": {"var": "computed.near"}}`))
	f.Computed.Set("round", parse(`{"var": "computed.round"}`))
	if got := f.through([]string{"computed.far", "computed.round", "computed.none"}); !slices.Equal(got, []string{"computed.far", "computed.round", "computed.none", "computed.near", "town"}) {
		t.Errorf("%q", got)
	}
	b := &Brand{}
	b.Purposes.Set("news", Purpose{Basis: BasisConsent})
	b.Attributes.Set("town", Attribute{Type: TypeChoice, Purposes: []string{"news"}})
	c := &checks{}
	if f.checkResultVars(c, "/outcomes/0/when", parse(`{"var": "computed.far"}`), b); len(c.faults) != 1 || c.faults[0].Code != "no_contract_purpose" {
		t.Errorf("%v", c.faults)
	}
}

// A matrix's rows are looked at as its values are.
func TestSpecialRows(t *testing.T) {
	b, c := &Brand{}, &checks{}
	a := Attribute{Type: "matrix", Category: CategoryPreference}
	a.Rows.Set("bread", AttributeRow{Label: Text{"en": "Bread"}})
	a.Rows.Set("diet", AttributeRow{Label: Text{"en": "My diet"}})
	b.Attributes.Set("views", a)
	if b.checkSpecialWords(c); len(c.faults) != 1 || c.faults[0].Pointer != "/attributes/views/rows/diet/label/en" {
		t.Errorf("%v", c.faults)
	}
}

func TestSecretIn(t *testing.T) {
	for text, want := range map[string]string{
		"my card is 4111 1111 1111 1111, thanks": holdsCard,
		"5500-0000-0000-0004":                    holdsCard,
		"378282246310005":                        holdsCard,
		"4111\u200b1111\u200b1111\u200b1111":     holdsCard, // with spaces that have no width
		"4\ufe0f111\u00ad1111\u034f11111111":     holdsCard,
		"4111–1111–1111–1111":                    holdsCard, // with dashes
		"4111  1111  1111  1111":                 holdsCard,
		"4111,\n1111,\n1111,\n1111":              holdsCard,
		"4111/1111/1111/1111":                    holdsCard,
		"3782 / 822463 / 10005":                  holdsCard,
		"٤١١١١١١١١١١١١١١١":                       holdsCard,
		"４１１１１１１１１１１１１１１１":                       holdsCard,
		"४१११-११११-११११-११११":                    holdsCard,
		"𝟜𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙𝟙":                       holdsCard,
		"4111, 11111, 111, 1111":                 "", // no card is written so
		"4111 and 1111 and 1111 and 1111":        "",
		"my number is 078‑05‑1120.":              holdsSSN,
		"4111111111111112":                       "", // its check digit is wrong
		"order 1234567890123456":                 "",
		"1234 5678 9012 3452":                    "", // passes the check, and no scheme issues it
		"for order 12 4111 1111 1111 1111 12/30": holdsCard,
		"parcel 41111111111111110000000001":      "",
		"+39 011 000 0000":                       "",
		"RSSMRA85T10A562S":                       holdsTaxCode,
		"rssmra85t10a562s":                       holdsTaxCode,
		"RSSMRA85T10A562T":                       "",
		"DNI 12345678Z":                          holdsSpanishID,
		"X1234567L":                              holdsSpanishID,
		"12345678A":                              "",
		"2 55 08 14 168 025 38":                  holdsFrenchID,
		"2 55 08 14 168 025 39":                  "",
		"my number is 078-05-1120.":              holdsSSN,
		"666-05-1120":                            "",
		"2026-03-01":                             "",
		"-----BEGIN RSA PRIVATE KEY-----":        holdsKey,
		"I love the gravel bike, 28 inches":      "",
		"":                                       "",
	} {
		if got := secretIn(text); got != want {
			t.Errorf("%q holds %q, not %q", text, got, want)
		}
	}
}

// An answer in which somebody wrote a secret is refused where it stands, without repeating it.
func TestSecretAnswers(t *testing.T) {
	v := resolved(t, loaded(t), "after-ride").Version
	read := func(question, given string) []string {
		root, bad, _ := ParseTree([]byte(given))
		if root == nil {
			t.Fatal(bad)
		}
		_, faults := v.Answer(v.Question(question), root, time.Time{})
		var out []string
		for _, f := range faults {
			out = append(out, f.Code+" "+f.Pointer)
		}
		return out
	}
	if got := read("remark", `"4111 1111 1111 1111"`); !slices.Equal(got, []string{"secret "}) {
		t.Errorf("%q", got)
	}
	for given, want := range map[string][]string{
		`{"other": "4111 1111 1111 1111"}`:                {"secret /other"},
		`[{"other": "078-05-1120"}]`:                      {"secret /0/other"},
		`["a", {"other": "tea"}]`:                         nil,
		`{"street": "Via Po 1", "city": "078-05-1120"}`:   {"secret /city"},
		`{"other": "4111\u200b1111\u200b1111\u200b1111"}`: {"secret /other"},
		`4111111111111111`:                                {"secret "},
		`3782822463.10005e5`:                              {"secret "},
		`3`:                                               nil,
	} {
		root, _, _ := ParseTree([]byte(given))
		a := Attribute{Type: TypeChoices, Other: true}
		if root.Member("street") != nil {
			a = Attribute{Type: "address"}
		}
		var got []string
		for _, f := range a.secretIn(root) {
			got = append(got, f.Code+" "+f.Pointer)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", given, got)
		}
	}
}
