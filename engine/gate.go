package engine

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// body is what a webhook carries.
type body struct {
	ID        uuid.UUID `json:"id"`
	Type      string    `json:"type"`
	Payload   string    `json:"payload"`
	Seq       int64     `json:"seq"`
	Timestamp time.Time `json:"timestamp"`
	Brand     string    `json:"brand"`
	Ref       string    `json:"ref,omitempty"` // none in an event about no person
	Data      any       `json:"data"`
}

type completedData struct {
	Response    uuid.UUID    `json:"response"`
	Form        string       `json:"form"`
	Version     int          `json:"version"`
	Preferences []sharedItem `json:"preferences"`
	Feedback    []sharedItem `json:"feedback,omitempty"`
	Consents    []sharedYes  `json:"consents"`
	Outcome     string       `json:"outcome,omitempty"`
	Grant       *uuid.UUID   `json:"grant,omitempty"`
	// Context is what the page passed in, as far as a purpose of the endpoint has it.
	Context map[string]json.RawMessage `json:"context,omitempty"`
}

// grantedData is what an event about a grant carries: the grant as it now stands, who did what was done, and why.
type grantedData struct {
	Response uuid.UUID   `json:"response"`
	Grant    sharedGrant `json:"grant"`
	rewards.EventDetail
}

// sharedGrant is what a recipient honours; response and time stand beside it already.
type sharedGrant struct {
	Grant    uuid.UUID         `json:"grant"`
	Offer    string            `json:"offer"`
	Version  string            `json:"version"`
	Kind     string            `json:"kind"`
	State    string            `json:"state"`
	Code     string            `json:"code,omitempty"`
	Account  string            `json:"account,omitempty"`
	Points   int64             `json:"points,omitempty"`
	Left     *int64            `json:"left,omitempty"`
	Badge    string            `json:"badge,omitempty"`
	Discount *rewards.Discount `json:"discount,omitempty"`
	After    []string          `json:"after,omitempty"`
	// Available, Until and Expires are as in the grant.
	Available *time.Time `json:"available,omitempty"`
	Until     *time.Time `json:"until,omitempty"`
	Expires   *time.Time `json:"expires,omitempty"`
}

func sharedOf(g *rewards.Grant) sharedGrant {
	return sharedGrant{g.ID, g.Offer, g.Version, g.Kind, g.State, g.Code, g.Account, g.Points, g.Left, g.Badge, g.Discount, g.After, g.Available, g.Until, g.Expires}
}

type sharedItem struct {
	Attribute string          `json:"attribute"`
	Question  string          `json:"question,omitempty"` // of feedback, which belongs to an occasion
	Value     json.RawMessage `json:"value,omitempty"`
	Purposes  []string        `json:"purposes,omitempty"`
	Withheld  string          `json:"withheld,omitempty"`
}

type sharedYes struct {
	Purpose string `json:"purpose"`
	Version string `json:"version"`
	Given   bool   `json:"given"`
}

// Why a value that was kept is not in a body any more.
const (
	withheldWithdrawn = "withdrawn"
	withheldExpired   = "expired"
	withheldChanged   = "changed"
)

// says tells whether an endpoint would get more than ids of a response: a value, a removal, a context or a
// consent of its purposes.
func says(v *forms.Version, p rewards.Endpoint, refs []KeptRef, passed []Passed, consents []Consent) bool {
	if slices.ContainsFunc(passed, func(x Passed) bool { return len(allowed(v, p, passedPurposes(x))) > 0 }) {
		return true
	}
	for _, ref := range refs {
		if len(allowed(v, p, ref.Purposes)) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(consents, func(c Consent) bool { return len(allowed(v, p, []string{c.Purpose})) > 0 })
}

// Render is the one gate through which anything leaves to a recipient (promise P9). It renders an
// event for an endpoint from what is held and permitted at this moment, so that what was withdrawn,
// changed, expired or erased since is not in it. ok is false where nothing but ids would remain.
func (e *Engine) Render(ctx context.Context, ev rewards.Event, p rewards.Endpoint) (raw []byte, ok bool, err error) {
	out, ok, err := e.rendered(ctx, ev, p)
	if err != nil || !ok {
		return nil, false, err
	}
	raw, err = json.Marshal(out)
	return raw, err == nil, err
}

func (e *Engine) rendered(ctx context.Context, ev rewards.Event, p rewards.Endpoint) (out body, ok bool, err error) {
	gone := func(err error) error {
		if fault.Is(err, fault.NotFound) {
			return nil // erased, or ended
		}
		return err
	}
	switch {
	case slices.Contains(impersonal, ev.Type):
		return body{ID: ev.ID, Type: ev.Type, Payload: "v1", Seq: ev.Seq, Timestamp: ev.At.UTC(), Brand: ev.Brand, Data: ev.Detail}, true, nil
	case slices.Contains(changes, ev.Type):
		g, subject, err := e.o.Rewards.Given(ctx, ev.Brand, ev.Grant)
		if err != nil {
			return out, false, gone(err)
		}
		out, ok = e.changed(ev, p, subject, g)
		return out, ok, nil
	case ev.Type != rewards.EventResponseCompleted:
		return out, false, fault.New(fault.Internal, "no body for events of type %q", ev.Type)
	}
	s, err := e.o.Store.Exchange(ctx, ev.Brand, ev.Response, true, e.o.Now())
	if err != nil {
		return out, false, gone(err)
	}
	v, err := e.version(ctx, ev.Brand, s.Response.Form, s.Response.Version)
	if err != nil {
		return out, false, err
	}
	out, ok = e.told(ev, p, v, s)
	return out, ok, nil
}

// headOf is what every event about a person begins with.
func (e *Engine) headOf(ev rewards.Event, p rewards.Endpoint, subject uuid.UUID) body {
	return body{
		ID: ev.ID, Type: ev.Type, Payload: "v1", Seq: ev.Seq, Timestamp: ev.At.UTC(), Brand: ev.Brand,
		Ref: e.o.Keys.ref(ev.Brand, p.Recipient, subject),
	}
}

// told is a response for an endpoint as a stored exchange has it; ok is false where nothing but ids would
// be in it.
func (e *Engine) told(ev rewards.Event, p rewards.Endpoint, v *forms.Version, s *Stored) (out body, ok bool) {
	e.bringUp(ev.Brand, s)
	if !says(v, p, slices.Concat(s.Response.Kept, s.Response.Removed), s.Context, s.Consents) {
		return out, false
	}
	out = e.headOf(ev, p, s.Response.Subject)
	out.Data = completed(v, p, s)
	return out, true
}

// changed is a change of a grant for an endpoint, with the grant as it is now.
func (e *Engine) changed(ev rewards.Event, p rewards.Endpoint, subject uuid.UUID, g *rewards.Grant) (out body, ok bool) {
	data := grantedData{Response: ev.Response, Grant: sharedOf(g)}
	if len(ev.Detail) > 0 && json.Unmarshal(ev.Detail, &data.EventDetail) != nil {
		e.o.Log.Error("an event's detail is damaged", "event", ev.ID)
		return out, false
	}
	out = e.headOf(ev, p, subject)
	out.Data = data
	return out, true
}

// impersonal are the events about no person: their detail is all that they say.
var impersonal = []string{rewards.EventStockLow, rewards.EventDrawDrawn}

// bringUp reads values that have an earlier id as today's.
func (e *Engine) bringUp(brand string, s *Stored) {
	for _, list := range [][]Preference{s.Current, s.Feedback} {
		for i := range list {
			list[i].Value = e.today(brand, list[i].Attribute, list[i].Value)
		}
	}
}

func completed(v *forms.Version, p rewards.Endpoint, s *Stored) completedData {
	d := completedData{Response: s.Response.ID, Form: s.Response.Form, Version: s.Response.Version, Preferences: []sharedItem{}, Consents: []sharedYes{}}
	seen := map[string]bool{}
	for i, ref := range s.Response.Kept {
		may := allowed(v, p, ref.Purposes)
		if len(may) == 0 || replaced(s.Response.Kept[i+1:], ref) {
			continue
		}
		item := share(v, p, s, ref, may)
		seen[ref.Question] = item.Withheld == ""
		if ref.Feedback {
			item.Question = ref.Question
			d.Feedback = append(d.Feedback, item)
		} else {
			d.Preferences = append(d.Preferences, item)
		}
	}
	for _, ref := range s.Response.Removed {
		if len(allowed(v, p, ref.Purposes)) == 0 {
			continue
		}
		item := sharedItem{Attribute: ref.Attribute, Withheld: withheldWithdrawn}
		if slices.ContainsFunc(s.Current, func(pref Preference) bool { return pref.Attribute == ref.Attribute }) {
			item.Withheld = withheldChanged // it was told again since
		}
		d.Preferences = append(d.Preferences, item)
	}
	for _, x := range s.Context {
		if len(allowed(v, p, passedPurposes(x))) > 0 {
			if d.Context == nil {
				d.Context = map[string]json.RawMessage{}
			}
			d.Context[x.Field] = x.Value
		}
	}
	for _, c := range s.Consents {
		if len(allowed(v, p, []string{c.Purpose})) == 0 {
			continue
		}
		// A yes that was taken back since is told as the no it now is. A no stays a no: a later yes was
		// given elsewhere, perhaps to other terms, and has an event of its own.
		now, stands := s.Standing[c.Purpose]
		d.Consents = append(d.Consents, sharedYes{Purpose: c.Purpose, Version: c.Version, Given: c.Given && (!stands || now.Given)})
	}
	if because := s.Response.OutcomeBecause; len(because) > 0 && !slices.ContainsFunc(because, func(q string) bool { return !seen[q] }) {
		d.Outcome = s.Response.Outcome
	}
	if s.Grant != nil {
		d.Grant = &s.Grant.ID
	}
	return d
}

// replaced tells whether a later answer of the same response took the place of a value.
func replaced(later []KeptRef, ref KeptRef) bool {
	return !ref.Feedback && slices.ContainsFunc(later, func(r KeptRef) bool { return !r.Feedback && r.Attribute == ref.Attribute })
}

// share gives one kept value to an endpoint if it is still held under a purpose that allows it, else
// says why it is withheld.
func share(v *forms.Version, p rewards.Endpoint, s *Stored, ref KeptRef, may []string) sharedItem {
	list := s.Current
	if ref.Feedback {
		list = s.Feedback
	}
	item := sharedItem{Attribute: ref.Attribute}
	for _, pref := range list {
		if pref.Attribute != ref.Attribute || (ref.Feedback && pref.Question != ref.Question) {
			continue
		}
		if pref.Response != s.Response.ID {
			item.Withheld = withheldChanged
			return item
		}
		var held []string
		for _, b := range pref.Purposes {
			held = append(held, b.Purpose)
		}
		if item.Purposes = allowed(v, p, held); len(item.Purposes) > 0 {
			item.Value = pref.Value
			return item
		}
	}
	item.Withheld = withheldExpired
	if slices.ContainsFunc(may, func(id string) bool { c, ok := s.Standing[id]; return ok && !c.Given }) {
		item.Withheld = withheldWithdrawn
	}
	return item
}
