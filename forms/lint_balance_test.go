package forms

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"proffer/rewards"
)

// weighed is a brand with what the balance depends on, and one form with these members.
func weighed(offer, form string) fstest.MapFS {
	programs := `{"program": "gift", "name": "Gift", "offers": {"one": {"label": "A gift", "worth": ` + offer + `, "gives": {"kind": "points", "account": "gifts", "points": 1}, "limits": {}, "ifExhausted": "gift/two"},
		"two": {"label": "A gift", "worth": {"amount": "9.00", "currency": "EUR"}, "gives": {"kind": "points", "account": "gifts", "points": 1}, "limits": {}}}}`
	files := fstest.MapFS{
		"brand.json": {Data: []byte(`{"brand": "b", "name": "B", "controller": {"name": "B", "email": "b@b.example"}, "locales": ["en"],
			"recipients": {"own": {"name": "Own", "role": "self"}, "partner": {"name": "Partner", "role": "controller", "country": "DE", "safeguard": "A contract."}},
			"purposes": {
				"short": {"label": "S", "use": "U", "basis": "contract", "keep": "P90D", "later": true},
				"year": {"label": "Y", "use": "U", "basis": "contract", "keep": "P1Y", "later": true, "recipients": ["own"]},
				"years": {"label": "Y", "use": "U", "basis": "contract", "keep": "P2Y", "later": true},
				"long": {"label": "L", "use": "U", "basis": "contract", "keep": "P731D", "keepReason": "A guarantee of three years.", "later": true},
				"mail": {"label": "M", "use": "U", "basis": "consent", "keep": "P1Y", "later": true, "dpv": "dpv:DirectMarketing"},
				"health": {"label": "H", "use": "U", "basis": "consent", "explicit": true, "keep": "P1Y", "later": true, "dpv": "dpv:ServiceOptimisation"},
				"share": {"label": "P", "use": "U", "basis": "consent", "keep": "P1Y", "later": true, "recipients": ["partner"], "dpv": "dpv:ServiceOptimisation"}},
			"attributes": {` + strings.Join([]string{
			taste("t1", "preference", "year"), taste("t2", "preference", "year"), taste("t3", "preference", "year"), taste("t4", "preference", "year"), taste("t5", "preference", "year"), taste("t6", "preference", "year"),
			taste("h1", "health", "health"), taste("h2", "health", "health"), taste("h3", "health", "health"), taste("h4", "health", "health"),
			taste("income", "financial", "share"), taste("household", "demographic", "share"), taste("street", "location", "share"),
			taste("days", "preference", "short"), taste("years", "preference", "years"), taste("long", "preference", "long"), taste("age", "demographic", "short"),
			`"email": {"type": "email", "label": "L", "category": "contact", "purposes": ["mail"]}`,
			`"words": {"type": "text", "label": "L", "category": "feedback", "purposes": ["short"]}`,
		}, ",") + `}}`)},
		"forms/f.json": {Data: []byte(`{"form": "f", "title": "F", ` + form + `}`)},
	}
	if offer != "" {
		files["programs/gift.json"] = &fstest.MapFile{Data: []byte(programs)}
	}
	return files
}

func taste(id, category, purpose string) string {
	return fmt.Sprintf(`%q: {"type": "boolean", "label": "L", "category": %q, "purposes": [%q]}`, id, category, purpose)
}

// tap asks for the attribute that is called as the question is; scored, it shapes the result.
func tap(id string, scored bool, more string) string {
	choices := ""
	if scored {
		choices = `, "choices": [{"value": true, "scores": {"s": 1}}, {"value": false}]`
	}
	return fmt.Sprintf(`{"id": %q, "type": "yes_no", "attribute": %q, "label": "L", "why": "W"%s%s}`, id, id, choices, more)
}

func taps(scored bool, ids ...string) string {
	var out []string
	for _, id := range ids {
		out = append(out, tap(id, scored, ""))
	}
	return strings.Join(out, ",")
}

func euros(amount string) string { return `{"amount": "` + amount + `", "currency": "EUR"}` }

const (
	consentTo  = `{"id": "yes", "type": "consent", "purpose": %q, "label": "May we?", "why": "W"},`
	afterYes   = `, "showIf": {"==": [{"var": "yes"}, true]}`
	emailAsked = `{"id": "email", "type": "email", "attribute": "email", "label": "L", "why": "W"` + afterYes + `}`
	wordsAsked = `,{"id": "words", "type": "short_text", "attribute": "words", "label": "L", "why": "W"}`
	resultOf   = `, "outcomeBy": "highest", "outcomes": [{"id": "some", "score": "s", "title": "Some"}, {"id": "none", "title": "None"}]`
	offered    = `, "offer": "gift/one"`
)

var six = []string{"t1", "t2", "t3", "t4", "t5", "t6"}

func page1(kind, questions, more string) string {
	return fmt.Sprintf(`"kind": %q, "pages": [{"id": "p", "questions": [%s]}]%s`, kind, questions, more)
}

func agreed(purpose, questions string) string { return fmt.Sprintf(consentTo, purpose) + questions }

// allowed are taps that follow a yes.
func allowed(ids ...string) string {
	var out []string
	for _, id := range ids {
		out = append(out, tap(id, false, afterYes))
	}
	return strings.Join(out, ",")
}

// balanceExamples are the worked ones, of which the first six stand in the README with these numbers.
var balanceExamples = []struct {
	name        string
	offer, form string
	ask, give   string
	balance     string
	findings    string // code and severity
}{
	{"six taps that shape the result, kept a year", "", page1("quiz", taps(true, six...), resultOf), "7.5", "7.5", "1.00", "balance_low warning"},
	{"with an e-mail question and no reward", "", page1("quiz", taps(true, six...)+","+agreed("mail", emailAsked), resultOf), "13.13", "7.5", "0.57", "balance_under_one error"},
	{"with 1 euro", euros("1.00"), page1("quiz", taps(true, six...)+","+agreed("mail", emailAsked), resultOf+offered), "13.13", "17.5", "1.33", ""},
	{"an e-mail gate alone for 5 euro", euros("5.00"), page1("survey", agreed("mail", emailAsked), offered), "5.63", "50", "8.89", "balance_pressure warning"},
	{"four health taps kept a year for 2 euro", euros("2.00"), page1("survey", agreed("health", allowed("h1", "h2", "h3", "h4")), offered), "50", "20", "0.40", "balance_ask error, balance_under_one error"},
	{"income and household shared with a partner for 5 euro", euros("5.00"), page1("survey", agreed("share", allowed("income", "household")), offered), "20", "50", "2.50", "balance_shared error"},

	{"a balance just good", euros("0.13"), page1("survey", taps(false, "days"), offered), "1", "1.3", "1.30", ""},
	{"exactly 1.25", euros("0.25"), page1("survey", taps(false, "age"), offered), "2", "2.5", "1.25", ""},
	{"just under", euros("0.24"), page1("survey", taps(false, "age"), offered), "2", "2.4", "1.20", "balance_low warning"},
	{"exactly 1", euros("0.20"), page1("survey", taps(false, "age"), offered), "2", "2", "1.00", "balance_low warning"},
	{"a cent under 1", euros("0.19"), page1("survey", taps(false, "age"), offered), "2", "1.9", "0.95", "balance_under_one error"},
	{"exactly 30", euros("5.00"), page1("survey", agreed("health", allowed("h1", "h2")+","+taps(false, "age", "years")+wordsAsked), offered), "30", "50", "1.67", ""},
	{"over 30", euros("5.00"), page1("survey", agreed("health", allowed("h1", "h2")+","+taps(false, "age", "years", "days")+wordsAsked), offered), "31", "50", "1.61", "balance_ask error"},
	{"a courtesy", "", page1("survey", taps(false, "t1", "t2", "t3", "t4"), ""), "5", "0", "0.00", "balance_low warning"},
	{"no courtesy, since it asks more than 6", "", page1("survey", taps(false, six[:5]...), ""), "6.25", "0", "0.00", "balance_under_one error"},
	{"no courtesy, since it asks who one is", "", page1("survey", taps(false, "age"), ""), "2", "0", "0.00", "balance_under_one error"},
	{"a preference centre", "", page1("preferences", taps(false, six...)+","+agreed("mail", emailAsked), ""), "", "", "", ""},
	{"a preference centre that shares", "", page1("preferences", agreed("share", allowed("street")), ""), "", "", "", "balance_shared error"},
	{"nothing is asked", "", page1("survey", `{"id": "s", "type": "statement", "label": "L"}`, ""), "0", "0", "-", ""},
	{"a poll that shows its result", "", page1("poll", taps(false, "days"), `, "results": {"show": "after", "minimum": 5}`), "1", "1", "1.00", ""},
	{"a poll that shows it always", euros("0.10"), page1("poll", taps(false, "days"), `, "results": {"show": "always", "minimum": 5}`+offered), "1", "2", "2.00", ""},
	{"a poll that never shows it", "", page1("poll", taps(false, "days"), `, "results": {"show": "never", "minimum": 5}`), "1", "0", "0.00", "balance_low warning"},
	{"the time factors", euros("4.00"), page1("survey", taps(false, "days", "t1", "years", "long"), offered), "5.75", "40", "6.96", ""},
	{"the fallback is worth less", euros("90.00"), page1("survey", taps(false, "days"), offered), "1", "90", "90.00", ""},
	{"pounds that say their worth", `{"amount": "1.00", "currency": "GBP", "eur": "1.15"}`, page1("survey", taps(false, "days"), offered), "1", "11.5", "11.50", ""},
	{"pounds that do not", `{"amount": "1.00", "currency": "GBP"}`, page1("survey", taps(false, "days"), offered), "", "", "", "balance_no_euro error"},
	{"pounds for nothing", `{"amount": "1.00", "currency": "GBP"}`, page1("survey", `{"id": "s", "type": "statement", "label": "L"}`, offered), "0", "0", "-", ""},
}

func TestBalanceExamples(t *testing.T) {
	for _, c := range balanceExamples {
		t.Run(c.name, func(t *testing.T) {
			files := weighed(c.offer, c.form)
			_, found := Load(files)
			var got []string
			for _, f := range found {
				got = append(got, f.Code+" "+f.Severity)
				if f.File != "forms/f.json" || f.Right == "" {
					t.Errorf("%v", f)
				}
			}
			if s := strings.Join(got, ", "); s != c.findings {
				t.Errorf("found %s, not %s: %v", s, c.findings, found)
			}
			if c.ask == "" {
				return
			}
			p := unchecked(t, files).Paths()
			if len(p.Paths) != 1 {
				t.Fatalf("%d paths", len(p.Paths))
			}
			balance := "-"
			if w := p.Paths[0].Weight; w.Balance != nil {
				balance = Ratio(*w.Balance)
			}
			if w := p.Paths[0].Weight; points(w.Ask) != c.ask || points(w.Give) != c.give || balance != c.balance {
				t.Errorf("Ask %s, Give %s, balance %s", points(w.Ask), points(w.Give), balance)
			}
		})
	}
}

// balanceSection is what the README says of the balance.
func balanceSection(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(raw), "\n## The balance\n")
	section, _, _ = strings.Cut(section, "\n## ")
	return section
}

// The README's examples have the numbers that are computed, with one digit.
func TestReadmeBalanceExamples(t *testing.T) {
	rows := regexp.MustCompile(`(?m)^\| [^|]+ \| ([\d.]+) \| ([\d.]+) \| ([^|]*)\|$`).FindAllStringSubmatch(balanceSection(t), -1)
	if len(rows) != 6 {
		t.Fatalf("%d examples", len(rows))
	}
	for i, row := range rows {
		c := balanceExamples[i]
		ask, err := strconv.ParseFloat(c.ask, 64)
		if err != nil {
			t.Fatal(err)
		}
		verdict := ""
		if strings.Contains(c.findings, "error") {
			verdict = "refused"
		} else if c.findings != "" {
			verdict = "warned"
		}
		if row[1] != strconv.FormatFloat(math.Round(ask*10-tiny)/10, 'f', -1, 64) || row[2] != c.balance || !strings.HasPrefix(row[3], verdict) || verdict == "" && row[3] != "" {
			t.Errorf("%q, not an Ask of %s and a balance of %s: %s", row[0], c.ask, c.balance, c.findings)
		}
	}
}

// The README's table of constants is that of the code.
func TestReadmeConstants(t *testing.T) {
	section := balanceSection(t)
	named := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| (?:sensitivity)? ?\| ([a-z_, \d]+) \|`).FindAllStringSubmatch(section, -1) {
		var names []string
		for _, word := range strings.FieldsFunc(row[1], func(r rune) bool { return r == ' ' || r == ',' }) {
			if _, err := strconv.Atoi(word); err != nil {
				names = append(names, word)
				continue
			}
			for _, name := range names {
				named[name] = word
			}
			names = nil
		}
	}
	for category, want := range sensitivities {
		if named[category] != points(want) {
			t.Errorf("%s counts %s in the README, not %v", category, named[category], want)
		}
	}
	for _, row := range regexp.MustCompile(`(?m)^\| (?:effort)? ?\| ([\d.]+): ([a-z_ ]+)`).FindAllStringSubmatch(section, -1) {
		for _, name := range strings.Fields(row[2]) {
			named[name] = row[1]
		}
	}
	for kind, want := range efforts {
		if named[kind] != points(want) && kind != "matrix" { // said of its rows
			t.Errorf("%s takes %s in the README, not %v", kind, named[kind], want)
		}
	}
}

// unchecked is the form of a brand as it would be published, though it may be refused.
func unchecked(t testing.TB, files fstest.MapFS) *Version {
	t.Helper()
	ways, findings := Ways(files)
	for _, w := range ways {
		if w.Paths.Form == "f" {
			return w.Version
		}
	}
	t.Fatal(findings)
	return nil
}

// A draw counts by its chance, and warns where that is next to nothing.
func TestDrawWithoutAChance(t *testing.T) {
	v := unchecked(t, weighed(euros("8.00"), page1("survey", taps(false, "days"), offered)))
	draw := func(winners int64) []string {
		v.Offers[0].Terms.Gives = rewards.Gives{Kind: rewards.KindDraw, Winners: winners, Expected: 100}
		c := &checks{}
		v.checkBalance(c)
		var codes []string
		for _, f := range append(c.faults, c.warnings...) {
			codes = append(codes, f.Code)
		}
		return codes
	}
	if got := draw(5); len(got) != 0 {
		t.Errorf("5 of 100: %v", got)
	}
	if got, _ := v.reward(); got != 4 { // 80 points by a chance of 5%, less than the fallback's 90
		t.Errorf("worth %v", got)
	}
	if got := draw(4); len(got) != 1 || got[0] != "balance_chance" {
		t.Errorf("4 of 100: %v", got)
	}
	if got := draw(1); len(got) != 2 || got[0] != "balance_low" || got[1] != "balance_chance" { // 0.8 for 1
		t.Errorf("1 of 100: %v", got)
	}
}

// Each form of the language's sentences, for the check that every one is reached.
var balanceCases = []lintCase{
	one("reward below what is asked", spokes, `"3.00"`, `"0.10"`, "forms/find-your-bike.json: balance_under_one /offer", "forms/after-ride.json: !balance_low "),
	one("nothing is left for a good balance", quiz, `"offer": "thanks/ten-percent", `, ``, "balance_under_one "),
	one("sold", "programs/thanks.json", `"amount": "2.00"`, `"amount": "4.00"`),
	{"pressed", []edit{{"programs/thanks.json", `"amount": "2.00"`, `"amount": "9.00"`}, {spokes, `"3.00"`, `"9.00"`}}, []string{"forms/find-your-bike.json: !balance_pressure /offer"}},
	{"where a person is, shared and dear", []edit{{brandFile, `"email": {"type": "email", "label": "Email", "category": "contact"`, `"email": {"type": "email", "label": "Email", "category": "location"`}, {quiz, `"offer": "thanks/ten-percent"`, `"offer": "spokes/hundred"`}},
		[]string{"forms/find-your-bike.json: balance_shared /pages/3/questions/3"}},
	{"too much", []edit{{brandFile, `"email": {"type": "email", "label": "Email", "category": "contact"`, `"email": {"type": "email", "label": "Email", "category": "health"`}, {brandFile, `"Email you offers", "use": "At most two emails a month.", "basis": "consent"`, `"Email you offers", "use": "At most two emails a month.", "basis": "consent", "explicit": true`}, {quiz, `"offer": "thanks/ten-percent"`, `"offer": "spokes/hundred"`}},
		[]string{"forms/find-your-bike.json: balance_shared /pages/3/questions/3", "forms/find-your-bike.json: balance_ask ", "forms/find-your-bike.json: balance_under_one "}},
	{"pounds", []edit{{spokes, `"amount": "3.00", "currency": "EUR"`, `"amount": "3.00", "currency": "GBP"`}}, []string{"forms/find-your-bike.json: balance_no_euro /offer", "forms/after-ride.json: balance_no_euro /offer"}},
}

// A fallback that is worth too little is named, with the place of its worth.
func TestBalanceNamesTheFallback(t *testing.T) {
	for _, c := range []struct{ first, second, counted string }{
		{"3.00", "0.10", `; counted is the fallback "spokes/hundred", worth 0.10 EUR`},
		{"0.10", "3.00", ""},
		{"0.10", "0.10", ""},
	} {
		_, findings := Load(edited(t, edit{thanks, `"amount": "2.00"`, `"amount": "` + c.first + `"`}, edit{spokes, `"3.00"`, `"` + c.second + `"`}))
		for _, f := range findings {
			if f.Code != "balance_under_one" {
				continue
			}
			if named := strings.Contains(f.Detail, "counted is"); named != (c.counted != "") || !strings.HasSuffix(f.Detail, c.counted) || (f.Pointer == "/offer") != named || strings.HasSuffix(f.Right, "; what it is worth is at programs/spokes.json:4:40") != named {
				t.Errorf("%+v: %v", c, f)
			}
			c.first = "seen"
		}
		if c.first != "seen" {
			t.Errorf("%+v: %v", c, findings)
		}
	}
}

// So is a variant, which some people get in the offer's place.
func TestBalanceNamesTheVariant(t *testing.T) {
	_, findings := Load(edited(t, edit{thanks, `"ifExhausted": "spokes/hundred"`, `"variants": [{"offer": "votes/bell", "share": 10}]`}))
	found := slices.ContainsFunc(findings, func(f Finding) bool {
		return f.Code == "balance_under_one" && f.File == quiz && strings.HasSuffix(f.Detail, `; counted is the variant "votes/bell", worth 0.10 EUR`) && strings.Contains(f.Right, "; what it is worth is at programs/votes.json:")
	})
	if !found {
		t.Error(findings)
	}
}
