package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/rewards"
)

// RecordReply is all that is held about a person, as they see it.
type RecordReply struct {
	Preferences []PreferenceReply `json:"preferences"`
	Feedback    []PreferenceReply `json:"feedback"`
	Consents    []ConsentReply    `json:"consents"`
	Grants      []GrantReply      `json:"grants"`
	Responses   []ResponseReply   `json:"responses"`
}

// ResponseReply is one finished exchange as the person sees it.
type ResponseReply struct {
	Response uuid.UUID  `json:"response"`
	Form     string     `json:"form"`
	Title    string     `json:"title"`
	Version  int        `json:"version"`
	At       time.Time  `json:"at"`
	Outcome  string     `json:"outcome,omitempty"`
	Offer    string     `json:"offer,omitempty"`
	Refusal  string     `json:"refusal,omitempty"`
	Grant    *uuid.UUID `json:"grant,omitempty"`
	Declined []string   `json:"declined"`
	Dropped  []Drop     `json:"dropped"`
	// Knowledge is what a quiz with right answers came to, as it was told then.
	Knowledge *KnowledgeReply `json:"knowledge,omitempty"`
	// Context is what the page passed in and is still held.
	Context []ContextReply `json:"context,omitempty"`
}

// ContextReply is one field that the page passed in, as the person sees it.
type ContextReply struct {
	Context  string          `json:"context"`
	Label    string          `json:"label"`
	Value    json.RawMessage `json:"value,omitempty"`
	Withheld string          `json:"withheld,omitempty"`
	Purposes []BasisReply    `json:"purposes"`
}

// told is a response with the version it was given to and the grant it earned.
type told struct {
	Response
	version *forms.Version
	grant   *rewards.Grant
	values  map[string]json.RawMessage // those that are still held, by question
}

func (x told) words() words { return words{x.version, x.Locale, x.values, x.Response} }

// Record shows a caller what is held about them. A device token reads no sealed value, and one of a response
// only those that were told in it.
func (e *Engine) Record(ctx context.Context, who Caller) (*RecordReply, error) {
	rec, err := e.o.Store.Record(ctx, who.Brand, who.Subject, who.Reach != ReachDevice, e.o.Now())
	if err != nil {
		return nil, err
	}
	for _, list := range [][]Preference{rec.Preferences, rec.Feedback} {
		for i := range list {
			if list[i].Sealed && !who.Opens(list[i].Response) {
				list[i].Value = nil
			}
		}
	}
	for i := range rec.Context {
		if !who.Opens(rec.Context[i].Response) {
			rec.Context[i].Value = nil
		}
	}
	out := &RecordReply{Consents: []ConsentReply{}, Grants: []GrantReply{}, Responses: []ResponseReply{}}
	exchanges := map[uuid.UUID]told{}
	for _, r := range rec.Responses {
		x := told{Response: r, values: valuesOf(r, rec.Preferences, rec.Feedback)}
		if x.version, err = e.version(ctx, r.Brand, r.Form, r.Version); err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(rec.Grants, func(g rewards.Grant) bool { return g.Response == r.ID && g.After == nil }); i >= 0 {
			x.grant = &rec.Grants[i]
		}
		exchanges[r.ID] = x
		out.Responses = append(out.Responses, x.line(rec.Context))
	}
	for _, g := range rec.Grants {
		line := GrantReply{Grant: g}
		if x, ok := exchanges[g.Response]; ok {
			line = sayGrant(x.version, x.Locale, g)
			if err := e.sayRedeemed(ctx, x.version, x.Locale, &line); err != nil {
				return nil, err
			}
		}
		out.Grants = append(out.Grants, line)
	}
	out.Preferences = e.held(rec.Preferences, exchanges)
	out.Feedback = e.held(rec.Feedback, exchanges)
	for _, c := range rec.Consents {
		line := ConsentReply{Purpose: c.Purpose, Version: c.Version, Given: c.Given, At: c.At}
		if x, ok := exchanges[c.Response]; ok {
			line = x.words().consent(c)
		}
		out.Consents = append(out.Consents, line)
	}
	return out, nil
}

func (x told) line(passed []Passed) ResponseReply {
	line := ResponseReply{
		Response: x.ID, Form: x.Form, Title: x.version.Form.Title.In(x.Locale), Version: x.Version, At: x.At, Outcome: x.Outcome,
		Offer: x.Offer, Refusal: x.Refusal, Declined: append([]string{}, x.Declined...), Dropped: append([]Drop{}, x.Dropped...),
		Knowledge: x.words().quiz(),
	}
	if x.grant != nil {
		line.Grant = &x.grant.ID
	}
	for _, p := range passed {
		if p.Response != x.ID {
			continue
		}
		field, _ := x.version.Form.Context.Get(p.Field)
		shown := ContextReply{Context: p.Field, Label: field.Label.In(x.Locale), Value: p.Value, Purposes: basesReply(x.version, x.Locale, p.Purposes)}
		if p.Value == nil {
			shown.Withheld = WithheldSealed
		}
		line.Context = append(line.Context, shown)
	}
	return line
}

// held puts values into the words they were asked in, in the order in which they were told.
func (e *Engine) held(list []Preference, exchanges map[uuid.UUID]told) []PreferenceReply {
	list = slices.DeleteFunc(slices.Clone(list), func(p Preference) bool { return exchanges[p.Response].version == nil })
	slices.SortStableFunc(list, func(a, b Preference) int {
		return cmp.Or(cmp.Compare(a.Rev, b.Rev), cmp.Compare(exchanges[a.Response].version.Place(a.Question), exchanges[b.Response].version.Place(b.Question)))
	})
	out := make([]PreferenceReply, 0, len(list))
	for _, p := range list {
		x := exchanges[p.Response]
		line := e.preference(x.words(), x.Response, p, x.grant)
		line.Value = e.today(x.Brand, p.Attribute, p.Value) // its wording stays as it was shown
		out = append(out, line)
	}
	return out
}

// Erase destroys everything that is held about a caller. Any token of theirs is enough: refusing
// and erasing have to be as easy as answering.
func (e *Engine) Erase(ctx context.Context, who Caller) error {
	return e.o.Store.Erase(ctx, who.Brand, who.Subject, e.o.Now())
}
