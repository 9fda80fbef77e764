package forms

import (
	"slices"
	"strings"
	"testing"
)

func TestNotice(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	n := v.Notice()
	type of struct {
		attribute, category string
		purposes            string
	}
	var attributes []of
	for _, a := range n.Attributes {
		attributes = append(attributes, of{a.Attribute, a.Category, strings.Join(a.Purposes, " ")})
	}
	// what the form asks, in its order; colour and remark, which it does not ask, are not in it
	want := []of{{"terrain", "preference", "result shelf"}, {"extras", "preference", "result shelf"}, {"pace", "preference", "result shelf"}, {"electric", "preference", "result shelf"}, {"email", "contact", "news"}}
	if !slices.Equal(attributes, want) {
		t.Errorf("%v", attributes)
	}
	var purposes []string
	for _, p := range n.Purposes {
		purposes = append(purposes, p.Purpose+" "+p.Basis+" "+p.Keep.String()+" "+strings.Join(p.Recipients, ","))
		if p.Version != v.PurposeVersion(p.Purpose) || len(p.Version) != 8 || p.Label.In("en") == "" || p.Use.In("en") == "" {
			t.Errorf("%+v", p)
		}
	}
	if want := []string{"result contract P30D ", "shelf consent P1Y shop", "news consent P1Y mailer"}; !slices.Equal(purposes, want) {
		t.Errorf("%q", purposes)
	}
	if got := n.Recipients.Names(); !slices.Equal(got, []string{"shop", "mailer"}) {
		t.Errorf("%v", got)
	}
	if n.Controller.Name != "Pedalworks Srl" || n.Controller.Processing.In("en") == "" || !strings.Contains(encoded(t, n), `"context":[]`) {
		t.Errorf("%s", encoded(t, n))
	}
	if want := "Pedalworks Srl asks you this, and uses your answers only for what stands here: “Show your result”, “Suggest bikes you will like” and “Email you offers”. " +
		"Nothing is kept longer than 1 year. Seen by Pedalworks online shop and Mailer GmbH. " +
		noticeTexts["en"]["remember"] + " On our own server in Turin."; n.Summary.In("en") != want {
		t.Errorf("%s", n.Summary.In("en"))
	}
	if r := n.Rights.In("en"); !strings.Contains(r, "privacy@pedalworks.example") || !strings.Contains(r, "Garante") {
		t.Errorf("%s", r)
	}
	poll := resolved(t, loaded(t), "next-colour").Version.Notice()
	if s := poll.Summary.In("en"); !strings.Contains(s, "“Show your result” and “Improve our service”. Nothing is kept longer than 90 days. Nobody else sees them.") {
		t.Errorf("%s", s)
	}
	own := resolved(t, loaded(t, edit{brandFile, `"recipients": ["mailer"], "dpv"`, `"dpv"`}), "find-your-bike").Version.Notice()
	if s := own.Summary.In("en"); !strings.Contains(s, "Seen by Pedalworks online shop, our own system.") {
		t.Errorf("%s", s)
	}
}

// A form that asks nothing has a notice too.
func TestNoticeOfNothing(t *testing.T) {
	v := resolved(t, loaded(t, edit{survey, "", onePages(say)}), "after-ride").Version
	if s := v.Notice().Summary.In("en"); !strings.HasPrefix(s, "Pedalworks Srl asks you this, and keeps none of your answers. Nobody else sees them.") {
		t.Errorf("%s", s)
	}
	v.Form.Knowledge = &Knowledge{}
	if s := v.summary("en"); !strings.Contains(s, "keeps none of your answers, only which of them were right. Nobody else sees them.") {
		t.Errorf("%s", s)
	}
	if n := v.Notice(); len(n.Purposes) != 0 || len(n.Attributes) != 0 || lengthOf(n.Balance) != [3]int{0, 0, 5} || !strings.Contains(encoded(t, n), `"recipients":{}`) {
		t.Errorf("%s", encoded(t, n))
	}
}

// lengthOf is taps, texts and seconds.
func lengthOf(b Balance) [3]int { return [3]int{b.Taps, b.Texts, b.Seconds} }

// What the notice tells is the path that takes longest, every conditional question counted as shown,
// in seconds rounded up to five.
func TestLength(t *testing.T) {
	balance := func(form string, edits ...edit) [3]int {
		return lengthOf(resolved(t, loaded(t, edits...), form).Version.Notice().Balance)
	}
	single := ask("t", "single", "terrain", "")
	for name, c := range map[string]struct {
		got, want [3]int
	}{
		"a vote":   {balance("next-colour"), [3]int{1, 0, 5}},
		"a remark": {balance("after-ride"), [3]int{0, 1, 20}},
		// start: statement 5 + single 5; town: multiple 2 taps, 10; you: yes_no 5 + two consents of 8
		// + an e-mail 15. The branch over outside has a scale of 6 and is shorter.
		// Taps 1 + 2 + 1 + 2 = 6; seconds 5 + 5 + 10 + 5 + 16 + 15 = 56, rounded up to 60.
		"the quiz": {balance("find-your-bike"), [3]int{6, 1, 60}},
		// Two pages, one skipped by every path that ends early: the longer path counts, 5 + 6 = 11.
		"an early end": {balance("after-ride", edit{survey, "", onePages(`{"id": "a", "questions": [` + single + `], "next": [{"when": {"==": [{"var": "t"}, "city"]}, "page": "end"}]},{"id": "b", "questions": [` + ask("p", "scale", "pace", "") + `]}`)}), [3]int{2, 0, 15}},
		// A next that always holds leaves only one way: the page between is on no path, and refused;
		// so both branches are reached by rules. 5 + max(10 + 6, 20) = 25, which has one tap less.
		"the branch that takes longest, not the one with most taps": {balance("after-ride", edit{survey, "", onePages(
			`{"id": "a", "questions": [` + single + `], "next": [{"when": {"==": [{"var": "t"}, "city"]}, "page": "c"}]},` +
				`{"id": "b", "questions": [` + ask("e", "multiple", "extras", "") + "," + ask("p", "scale", "pace", "") + `], "next": [{"page": "end"}]},` +
				`{"id": "c", "questions": [` + ask("r", "short_text", "remark", "") + `]}`)}), [3]int{1, 1, 25}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", name, c.got, c.want)
		}
	}
}

// Each locale that Proffer speaks has all its sentences, in the interface and in the notice.
func TestOwnTextsAreComplete(t *testing.T) {
	for locale := range interfaceTexts {
		for key := range noticeTexts["en"] {
			if noticeTexts[locale][key] == "" {
				t.Errorf("the notice has no %s in %s", key, locale)
			}
		}
		for key := range interfaceTexts["en"] {
			if InterfaceTexts(locale)[key] == "" {
				t.Errorf("the interface has no %s in %s", key, locale)
			}
		}
	}
	if InterfaceTexts("eo") != nil {
		t.Error("texts that nobody wrote")
	}
}

// KeepFor is the shorter of the purpose's time and the attribute's own.
func TestKeepFor(t *testing.T) {
	v := resolved(t, loaded(t), "find-your-bike").Version
	terrain, _ := v.Attributes.Get("terrain")
	for purpose, want := range map[string]string{"shelf": "P6M", "result": "P30D"} {
		p, _ := v.Purposes.Get(purpose)
		if got := terrain.KeepFor(purpose, p); got.String() != want {
			t.Errorf("%s is kept %s", purpose, got)
		}
	}
}

// What may stand unsealed: bounded types in the categories preference and feedback, nothing else.
func TestSealed(t *testing.T) {
	low, high := 1.0, 5.0
	for _, c := range []struct {
		a      Attribute
		sealed bool
	}{
		{Attribute{Type: TypeChoice, Category: CategoryPreference}, false},
		{Attribute{Type: TypeChoices, Category: CategoryFeedback}, false},
		{Attribute{Type: TypeBoolean, Category: CategoryPreference}, false},
		{Attribute{Type: TypeInteger, Category: CategoryPreference, Min: &low, Max: &high}, false},
		{Attribute{Type: TypeInteger, Category: CategoryPreference, Min: &low}, true},
		{Attribute{Type: TypeText, Category: CategoryPreference}, true},
		{Attribute{Type: TypeText, Category: CategoryFeedback}, true},
		{Attribute{Type: TypeEmail, Category: CategoryContact}, true},
		{Attribute{Type: TypeChoice, Category: CategoryContact}, true},
		{Attribute{Type: TypeChoice, Category: "demographic"}, true},
		{Attribute{Type: TypeBoolean, Category: "health"}, true},
		{Attribute{Type: TypeChoice, Category: "financial"}, true},
	} {
		if got := c.a.Sealed(); got != c.sealed {
			t.Errorf("%s in %s: sealed %t", c.a.Type, c.a.Category, got)
		}
	}
}

// Where an attribute is kept a shorter time than its purpose says, the notice says so.
func TestNoticeTellsAShorterTime(t *testing.T) {
	shorter := map[string]string{}
	for _, a := range resolved(t, loaded(t), "find-your-bike").Version.Notice().Attributes {
		for purpose, keep := range a.Keep {
			shorter[a.Attribute+" "+purpose] = keep.String()
		}
	}
	if len(shorter) != 1 || shorter["terrain shelf"] != "P6M" {
		t.Errorf("%v", shorter)
	}
}

// What the page passes in stands in the notice with what it is for, and its purposes are terms of the
// version, although no question asks for them.
func TestNoticeContext(t *testing.T) {
	b := loaded(t)
	f := b.Forms[slices.IndexFunc(b.Forms, func(f *Form) bool { return f.ID == "find-your-bike" })]
	asked := resolved(t, b, "find-your-bike").Version.Purposes.Names()
	var spare string
	for _, id := range b.Brand.Purposes.Names() {
		if !slices.Contains(asked, id) {
			spare = id
		}
	}
	if spare == "" {
		t.Fatal("every purpose is asked for, so the test proves nothing")
	}
	f.Context.Set("order_id", ContextField{Label: Text{"en": "Order number"}, Type: "text", Purposes: []string{spare}, Signed: true})
	f.Context.Set("table", ContextField{Label: Text{"en": "Table"}, Type: "integer", Purposes: []string{"result"}})
	v := resolved(t, b, "find-your-bike").Version
	want := `[{"context":"order_id","label":{"en":"Order number"},"type":"text","purposes":["` + spare + `"],"signed":true},{"context":"table","label":{"en":"Table"},"type":"integer","purposes":["result"]}]`
	if got := encoded(t, v.Notice().Context); got != want {
		t.Errorf("the notice says %s, want %s", got, want)
	}
	if p, ok := v.Purposes.Get(spare); !ok || v.PurposeVersion(spare) == "" || p.Keep == nil {
		t.Errorf("the version has no terms for %s", spare)
	}
}
