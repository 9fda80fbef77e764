package engine

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/rewards"
)

// Reply is what the person gets at once, in the ticket's locale.
type Reply struct {
	Response        uuid.UUID            `json:"response,omitzero"` // none of an anonymous poll
	Replayed        bool                 `json:"replayed"`
	Same            *bool                `json:"same,omitempty"`
	Outcome         *OutcomeReply        `json:"outcome,omitempty"`
	Recommendations []RecommendationItem `json:"recommendations"`
	Knowledge       *KnowledgeReply      `json:"knowledge,omitempty"`
	Grant           *GrantReply          `json:"grant,omitempty"`
	Bonuses         []GrantReply         `json:"bonuses,omitempty"`
	Refusal         *rewards.Refusal     `json:"refusal,omitempty"`
	Preferences     []PreferenceReply    `json:"preferences"`
	Feedback        []PreferenceReply    `json:"feedback,omitempty"`
	Dropped         []Drop               `json:"dropped"`
	Consents        []ConsentReply       `json:"consents"`
	Results         *ResultsReply        `json:"results,omitempty"`
	Receipt         string               `json:"receipt,omitempty"`
	Manage          string               `json:"manage,omitempty"`
	Test            bool                 `json:"test,omitempty"` // nothing of it was stored

	// Shares are what the endpoints would have got of a test, in the order of the events. They are for
	// whoever runs the engine, and no part of the wire contract.
	Shares []Share `json:"-"`
}

// Share is one body that an endpoint would have got.
type Share struct {
	Endpoint  string          `json:"endpoint"`
	Recipient string          `json:"recipient"`
	Event     string          `json:"event"`
	Body      json.RawMessage `json:"body"`
}

// OutcomeReply is the result with what built it.
type OutcomeReply struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Body    string        `json:"body,omitempty"`
	Image   string        `json:"image,omitempty"`
	Action  *ActionReply  `json:"action,omitempty"`
	Because []BecauseText `json:"because"`
}

// ActionReply is the button of a result.
type ActionReply struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// BecauseText names one answer that built a result, and says it in words.
type BecauseText struct {
	Question  string `json:"question"`
	Attribute string `json:"attribute"`
	Text      string `json:"text"`
}

// RecommendationItem is one recommended item.
type RecommendationItem struct {
	Item    ItemReply     `json:"item"`
	Because []BecauseText `json:"because"`
}

// ItemReply is an item as the person sees it.
type ItemReply struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
	Image string `json:"image,omitempty"`
}

// PreferenceReply is PREFERENCE of the wire contract.
type PreferenceReply struct {
	Attribute string          `json:"attribute"`
	Label     string          `json:"label"`
	Value     json.RawMessage `json:"value,omitempty"`
	Withheld  string          `json:"withheld,omitempty"`
	Rev       int64           `json:"rev"`
	Response  uuid.UUID       `json:"response"`
	Form      string          `json:"form"`
	Version   int             `json:"version"`
	Question  string          `json:"question"`
	Wording   Wording         `json:"wording"`
	Purposes  []BasisReply    `json:"purposes"`
	Offer     string          `json:"offer,omitempty"`
	Grant     *uuid.UUID      `json:"grant,omitempty"`
	At        time.Time       `json:"at"`
}

// WithheldSealed stands in the place of a value that this caller may not open.
const WithheldSealed = "sealed"

// Wording is a question exactly as it was shown.
type Wording struct {
	Lang   string `json:"lang"`
	Label  string `json:"label"`
	Why    string `json:"why,omitempty"`
	Choice string `json:"choice,omitempty"`
}

// BasisReply is one purpose of a held value.
type BasisReply struct {
	Basis
	Label string `json:"label"`
}

// ConsentReply is one yes or no with the wording it was given to.
type ConsentReply struct {
	Purpose string    `json:"purpose"`
	Label   string    `json:"label"`
	Version string    `json:"version"`
	Given   bool      `json:"given"`
	Wording string    `json:"wording,omitempty"`
	At      time.Time `json:"at"`
}

// reply tells a person what a fresh commit came to, and what of it follows from what was known. The receipt reads
// everything if the ticket did, or if nothing was told before. Else it reads what was told now: a device's token
// must not become one that reads everything by answering once more.
func (e *Engine) reply(ctx context.Context, v *forms.Version, t *ticket, d *Decision, known []Preference) (*Reply, error) {
	reach := ReachResponse
	if t.Opens || d.Response.Rev == 1 {
		reach = ReachFull
	}
	return e.render(ctx, v, &Stored{Response: d.Response, Current: d.Preferences, Feedback: d.Feedback, Consents: d.Consents, Grant: d.Grant, Bonuses: d.bonuses(), Known: known}, true, reach)
}

// replay tells it again from what is stored. NotFound means that the ticket was not answered.
func (e *Engine) replay(ctx context.Context, v *forms.Version, t *ticket, r ResponseRequest) (*Reply, error) {
	s, err := e.o.Store.Exchange(ctx, t.Brand, t.nonce, true, e.o.Now())
	if err != nil {
		return nil, err
	}
	known, reach := same(v, t, r, s), ReachDevice
	if known {
		reach = ReachResponse
	}
	reply, err := e.render(ctx, v, s, known, reach)
	if err != nil {
		return nil, err
	}
	if reply.Grant != nil {
		if err := e.sayRedeemed(ctx, v, s.Response.Locale, reply.Grant); err != nil {
			return nil, err
		}
	}
	for i := range reply.Bonuses {
		if err := e.sayRedeemed(ctx, v, s.Response.Locale, &reply.Bonuses[i]); err != nil {
			return nil, err
		}
	}
	reply.Replayed = true
	// The ticket opens nothing that its holder did not just type: no sealed value, and for one who does
	// not know the answers neither a text that repeats one nor a receipt that reads them.
	reply.Preferences, reply.Feedback = closed(v, reply.Preferences), closed(v, reply.Feedback)
	if !known {
		differ := false
		reply.Same = &differ
	}
	return reply, nil
}

// same tells whether the answers of a replay are those that are stored, as far as they still are. It asks for no
// path: what was known then may be gone by now, and a knowledge question leaves nothing to compare.
func same(v *forms.Version, t *ticket, r ResponseRequest, s *Stored) bool {
	if r.Answers == nil || r.Answers.Kind != forms.Object {
		return false
	}
	stored := map[string]bool{} // by question; true: declined
	for _, ref := range s.Response.Kept {
		stored[ref.Question] = false
	}
	for _, d := range s.Response.Dropped {
		stored[d.Question] = false
	}
	for _, q := range s.Response.Declined {
		stored[q] = true
	}
	given := map[string]forms.Answer{}
	for _, m := range r.Answers.Members {
		q := v.Question(m.Name)
		if q == nil {
			return false
		}
		a, bad := v.Answer(q, m.Value, t.issued)
		declined, is := stored[q.ID]
		if bad != nil || (q.Attribute != "" && (!is || declined != a.Declined)) {
			return false
		}
		if q.Type == "consent" && !slices.ContainsFunc(s.Consents, func(c Consent) bool { return c.Purpose == q.Purpose }) {
			return false
		}
		given[q.ID] = a
	}
	for question := range stored {
		if _, sent := given[question]; !sent {
			return false
		}
	}
	for _, c := range s.Consents {
		if a, sent := given[c.Question]; c.Question != "" && (!sent || a.Value.Bool() != c.Given) {
			return false
		}
	}
	for _, list := range [][]Preference{s.Current, s.Feedback} {
		for _, pref := range list {
			if pref.Response == s.Response.ID && pref.Value != nil && string(given[pref.Question].JSON) != string(pref.Value) {
				return false
			}
		}
	}
	return true
}

// render puts an exchange into words; unless open, no text repeats a sealed value that was answered, and none ever one that
// was known and stands there as sealed. The receipt reaches as far as reach.
func (e *Engine) render(ctx context.Context, v *forms.Version, s *Stored, open bool, reach string) (*Reply, error) {
	r := s.Response
	out := &Reply{
		Response: r.ID, Recommendations: []RecommendationItem{}, Preferences: []PreferenceReply{},
		Dropped: append([]Drop{}, r.Dropped...), Consents: []ConsentReply{},
	}
	if s.Grant != nil {
		said := sayGrant(v, r.Locale, *s.Grant)
		out.Grant = &said
	}
	for _, g := range s.Bonuses {
		out.Bonuses = append(out.Bonuses, sayGrant(v, r.Locale, g))
	}
	if s.Grant == nil && r.Refusal != "" {
		out.Refusal = &rewards.Refusal{Reason: r.Refusal}
	}
	var current []Preference
	inOrder(v, s)
	for _, pref := range s.Current {
		if pref.Response == r.ID {
			current = append(current, pref)
		}
	}
	w := words{v, r.Locale, valuesOf(r, s.Current, s.Feedback), r}
	for _, pref := range slices.Concat(s.Current, s.Feedback) {
		if pref.Sealed && !open {
			delete(w.values, pref.Question)
		}
	}
	for _, ref := range r.Known {
		for _, pref := range s.Known { // nobody typed these now, so open says nothing of them
			if pref.Attribute == ref.Attribute && pref.Rev == ref.Rev && !pref.Sealed {
				w.values[ref.Question] = currentValue(attributeOf(v, ref.Attribute), pref.Value)
			}
		}
	}
	for _, pref := range current {
		out.Preferences = append(out.Preferences, e.preference(w, r, pref, s.Grant))
	}
	for _, pref := range s.Feedback {
		out.Feedback = append(out.Feedback, e.preference(w, r, pref, s.Grant))
	}
	for _, c := range s.Consents {
		out.Consents = append(out.Consents, w.consent(c))
	}
	out.Knowledge = w.quiz()
	out.Outcome = w.outcome(r.Outcome, r.OutcomeBecause)
	if len(r.Items) > 0 {
		k, err := e.catalog(ctx, r.Brand, r.CatalogRevision)
		if err != nil {
			return nil, err
		}
		out.Recommendations = w.items(k, r.Items)
	}
	if v.Form.Kind == forms.KindPoll && v.Form.Results.Show != "never" {
		results, err := e.results(ctx, v)
		if err != nil {
			return nil, err
		}
		out.Results = results
	}
	var err error
	out.Manage, out.Receipt, err = e.links(r, reach)
	return out, err
}

func attributeOf(v *forms.Version, id string) forms.Attribute {
	a, _ := v.Attributes.Get(id)
	return a
}

// inOrder sorts what is stored as the questions stand in the form, so that a replay reads as the
// first reply did.
func inOrder(v *forms.Version, s *Stored) {
	byPlace := func(a, b Preference) int { return v.Place(a.Question) - v.Place(b.Question) }
	slices.SortStableFunc(s.Current, byPlace)
	slices.SortStableFunc(s.Feedback, byPlace)
	slices.SortStableFunc(s.Consents, func(a, b Consent) int { return v.Place(a.Question) - v.Place(b.Question) })
}

// links are, in the language of the exchange, the privacy page with a short-lived token, and the receipt, whose secret reaches as far as
// reach says: ReachFull opens everything. Both stand in the fragment, which no server and no log ever sees.
func (e *Engine) links(r Response, reach string) (manage, receipt string, err error) {
	page := e.o.PublicURL + "/privacy/" + r.Brand + "?lang=" + url.QueryEscape(r.Locale)
	who := Caller{Brand: r.Brand, Subject: r.Subject, Reach: ReachDevice}
	short, err := e.token(who, e.o.Now(), manageTokenLife)
	if err != nil {
		return "", "", err
	}
	who.Reach, who.Response = reach, r.ID
	long, err := e.token(who, r.At, deviceTokenLife)
	return page + "#token=" + short, page + "#receipt=" + long, err
}

func (e *Engine) preference(w words, r Response, p Preference, grant *rewards.Grant) PreferenceReply {
	v := w.version
	out := PreferenceReply{
		Attribute: p.Attribute, Value: p.Value, Rev: p.Rev, Response: p.Response, Form: r.Form, Version: r.Version,
		Question: p.Question, Wording: w.wording(p), Offer: r.Offer, At: r.At, Purposes: basesReply(v, r.Locale, p.Purposes),
	}
	if a, ok := v.Attributes.Get(p.Attribute); ok {
		out.Label = a.Label.In(r.Locale)
	}
	if p.Value == nil {
		out.Withheld = WithheldSealed
	}
	if grant != nil {
		out.Offer, out.Grant = grant.Offer, &grant.ID
	}
	return out
}

func basesReply(v *forms.Version, locale string, list []Basis) []BasisReply {
	out := []BasisReply{}
	for _, b := range list {
		terms, _ := v.Purposes.Get(b.Purpose)
		b.Until = b.Until.UTC().Truncate(time.Second)
		out = append(out, BasisReply{Basis: b, Label: terms.Label.In(locale)})
	}
	return out
}

// closed takes sealed values out of a reply.
func closed(v *forms.Version, list []PreferenceReply) []PreferenceReply {
	for i := range list {
		if a, ok := v.Attributes.Get(list[i].Attribute); ok && a.Sealed() {
			list[i].Value, list[i].Withheld = nil, WithheldSealed
		}
	}
	return list
}

func (w words) consent(c Consent) ConsentReply {
	out := ConsentReply{Purpose: c.Purpose, Version: c.Version, Given: c.Given, At: c.At}
	if terms, ok := w.version.Purposes.Get(c.Purpose); ok {
		out.Label = terms.Label.In(w.locale)
	}
	if q := w.version.Question(c.Question); q != nil {
		out.Wording = w.pipe(q.Label.In(w.locale))
		if why := w.pipe(q.Why.In(w.locale)); why != "" {
			out.Wording += " " + why
		}
	}
	return out
}
