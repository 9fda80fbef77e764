package forms

import (
	"embed"
	"encoding/json"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"proffer/rewards"
)

// Notice is what a person is told before the first answer (promise P3). It is generated from the
// definitions alone, so it can't say anything else than what is done.
type Notice struct {
	Controller Controller        `json:"controller"`
	Summary    Text              `json:"summary"`
	Rights     Text              `json:"rights"`
	Attributes []NoticeAttribute `json:"attributes"`
	Purposes   []NoticePurpose   `json:"purposes"`
	Recipients Dict[Recipient]   `json:"recipients"`
	Context    []NoticeContext   `json:"context"`
	Balance    Balance           `json:"balance"`
	// Facts are the controller, the rights and the context in words.
	Facts Facts `json:"facts"`
}

// NoticeAttribute is one thing that is asked.
type NoticeAttribute struct {
	Attribute string   `json:"attribute"`
	Label     Text     `json:"label"`
	Category  string   `json:"category"`
	Type      string   `json:"type"`
	Purposes  []string `json:"purposes"`
	// Values are all ids under which a value may be stored, the retired and the earlier ones too, so that
	// whoever writes the next version can tell whether it could read them.
	Values []string `json:"values,omitempty"`
	// Keep has the purposes for which this attribute is kept a shorter time than the purpose says.
	Keep map[string]Period `json:"keep,omitempty"`
}

// NoticeContext is one thing that the page passes in beside the answers.
type NoticeContext struct {
	Context  string   `json:"context"`
	Label    Text     `json:"label"`
	Type     string   `json:"type"`
	Purposes []string `json:"purposes"`
	Signed   bool     `json:"signed,omitempty"` // only the brand can set it
}

// NoticePurpose is one thing that it is asked for.
type NoticePurpose struct {
	Purpose    string   `json:"purpose"`
	Version    string   `json:"version"`
	Label      Text     `json:"label"`
	Use        Text     `json:"use"`
	Basis      string   `json:"basis"`
	Interest   Text     `json:"interest,omitempty"`
	Explicit   bool     `json:"explicit,omitempty"`
	Keep       *Period  `json:"keep"`
	Later      bool     `json:"later,omitempty"`
	Recipients []string `json:"recipients"`
	Kept       Text     `json:"kept"`  // "kept for 1 year"
	Facts      Facts    `json:"facts"` // all of it in words, with the recipients
}

// The sentences of the notice that are Proffer's own, one file per locale.
//
//go:embed notices/*.json
var noticeFiles embed.FS

var noticeTexts = func() map[string]map[string]string {
	out := map[string]map[string]string{}
	entries, err := noticeFiles.ReadDir("notices")
	if err != nil {
		panic("forms: embedded notices: " + err.Error())
	}
	for _, e := range entries {
		raw, err := noticeFiles.ReadFile(path.Join("notices", e.Name()))
		if err != nil {
			panic("forms: embedded notices: " + err.Error())
		}
		m := map[string]string{}
		if err := json.Unmarshal(raw, &m); err != nil {
			panic("forms: notices/" + e.Name() + ": " + err.Error())
		}
		out[strings.TrimSuffix(e.Name(), ".json")] = m
	}
	return out
}()

// Notice returns the notice of a version.
func (v *Version) Notice() Notice { return v.notice }

func (v *Version) makeNotice() Notice {
	n := Notice{
		Controller: v.Controller, Summary: Text{}, Rights: Text{}, Attributes: []NoticeAttribute{}, Purposes: []NoticePurpose{},
		Recipients: v.Recipients, Context: []NoticeContext{}, Balance: v.balance(), Facts: Facts{},
	}
	for _, id := range v.Attributes.Names() {
		a, _ := v.Attributes.Get(id)
		line := NoticeAttribute{Attribute: id, Label: a.Label, Category: a.Category, Type: a.Type, Purposes: a.Purposes, Values: a.ids()}
		for _, purpose := range a.Keep.Names() {
			if line.Keep == nil {
				line.Keep = map[string]Period{}
			}
			line.Keep[purpose], _ = a.Keep.Get(purpose)
		}
		n.Attributes = append(n.Attributes, line)
	}
	for _, id := range v.Form.Context.Names() {
		f, _ := v.Form.Context.Get(id)
		n.Context = append(n.Context, NoticeContext{Context: id, Label: f.Label, Type: f.Type, Purposes: f.Purposes, Signed: f.Signed})
	}
	for _, id := range v.Purposes.Names() {
		p, _ := v.Purposes.Get(id)
		told := Facts{}
		for _, locale := range v.Locales {
			told[locale] = v.purposeFacts(id, locale)
		}
		n.Purposes = append(n.Purposes, NoticePurpose{
			Purpose: id, Version: v.PurposeVersion(id), Label: p.Label, Use: p.Use, Basis: p.Basis, Interest: p.Interest,
			Explicit: p.Explicit, Keep: p.Keep, Later: p.Later, Recipients: append([]string{}, p.Recipients...),
			Kept: lasts("keep.for", p.Keep, v.Locales), Facts: told,
		})
	}
	for _, locale := range v.Locales {
		n.Summary[locale], n.Rights[locale] = v.summary(locale), v.rights(locale)
		n.Facts[locale] = v.controllerFacts(locale)
	}
	return n
}

func sentences(locale string) map[string]string {
	if t, ok := noticeTexts[locale]; ok {
		return t
	}
	return noticeTexts["en"]
}

func (v *Version) summary(locale string) string {
	t := sentences(locale)
	var labels, names []string
	var longest Period
	for _, id := range v.Purposes.Names() {
		p, _ := v.Purposes.Get(id)
		labels = append(labels, strings.ReplaceAll(t["quote"], "{purpose}", p.Label.In(locale)))
		if longest.String() == "" || p.Keep.Longer(longest) {
			longest = *p.Keep
		}
	}
	self := true
	for _, id := range v.Recipients.Names() {
		r, _ := v.Recipients.Get(id)
		names = append(names, isolated(r.Name, locale))
		self = self && r.Role == RoleSelf
	}
	seen := t["seen_none"]
	switch {
	case len(names) > 0 && self:
		seen = t["seen_self"]
	case len(names) > 0:
		seen = t["seen"]
	}
	seen = strings.ReplaceAll(seen, "{recipients}", list(names, t))
	summary := t["summary"]
	switch {
	case len(labels) > 0:
	case v.Form.Knowledge != nil:
		summary = t["summary_quiz"]
	default:
		summary = t["summary_none"]
	}
	s := strings.NewReplacer("{controller}", v.Controller.Name, "{purposes}", list(labels, t), "{longest}", spell(longest, locale), "{seen}", seen).Replace(summary)
	if v.Remembers() {
		s += " " + t["remember"]
	}
	if drawn := v.drawn(locale); drawn != "" {
		s += " " + drawn
	}
	if p := v.Controller.Processing.In(locale); p != "" {
		s += " " + p
	}
	return s
}

func (v *Version) rights(locale string) string {
	t := sentences(locale)
	authority := ""
	if v.Controller.Authority != "" {
		authority = strings.ReplaceAll(t["authority"], "{authority}", v.Controller.Authority)
	}
	return strings.NewReplacer("{email}", v.Controller.Email, "{authority}", authority).Replace(t["rights"])
}

// Remembers tells whether the subject token has to stay on the device, because the form or an offer
// counts what one person does.
func (v *Version) Remembers() bool {
	if v.Form.RepeatRule().Limited() {
		return true
	}
	limited := false
	v.eachOffer(func(o *rewards.Offered) { limited = limited || o.Terms.Limits.PerPerson != nil })
	return limited
}

// purposesOf are the purposes that a question's answer serves.
func (v *Version) purposesOf(q *Question) []string {
	if q.Purpose != "" {
		return []string{q.Purpose}
	}
	a, _ := v.Attributes.Get(q.Attribute)
	return slices.Clone(a.Purposes)
}

// List joins items as a locale's sentence does: "a, b and c".
func List(items []string, locale string) string { return list(items, sentences(locale)) }

func list(items []string, t map[string]string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], t["comma"]) + t["and"] + items[len(items)-1]
}

// isolated keeps a name in another script from turning around what stands beside it, in a locale that is
// written from right to left (Unicode's first strong isolate).
func isolated(name, locale string) string {
	if Direction(locale) != "rtl" {
		return name
	}
	return "\u2068" + name + "\u2069"
}

// counted is a phrase of a locale for a number of things, in the form that its grammar wants: "1 tap",
// "2 taps".
func counted(locale, key string, n int) string {
	return strings.ReplaceAll(pluralOf(locale, key, n), "{n}", strconv.Itoa(n))
}

// pluralOf is the text of a key for n things, by the plural rules of CLDR; "other" stands for the forms
// that a locale does not write.
func pluralOf(locale, key string, n int) string {
	t := sentences(locale)
	form := pluralForms[plural.Cardinal.MatchPlural(language.Make(locale), n, 0, 0, 0, 0)]
	if text, ok := t[key+"."+form]; ok {
		return text
	}
	return t[key+".other"]
}

var pluralForms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

func spell(p Period, locale string) string {
	var parts []string
	for _, u := range []struct {
		n    int
		name string
	}{{p.Years(), "year"}, {p.Months(), "month"}, {p.Days(), "day"}} {
		if u.n > 0 {
			parts = append(parts, counted(locale, u.name, u.n))
		}
	}
	return list(parts, sentences(locale))
}
