package engine

import (
	"context"
	"time"

	"github.com/google/uuid"

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

// GrantReply is a grant with the words its offer was shown in.
type GrantReply struct {
	rewards.Grant
	Label string `json:"label,omitempty"`
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
}

// Record shows a caller what is held about them. A device token reads no sealed value.
func (e *Engine) Record(ctx context.Context, who Caller) (*RecordReply, error) {
	rec, err := e.o.Store.Record(ctx, who.Brand, who.Subject, who.Reach == ReachFull, e.o.Now())
	if err != nil {
		return nil, err
	}
	out := &RecordReply{Preferences: []PreferenceReply{}, Feedback: []PreferenceReply{}, Consents: []ConsentReply{}, Grants: []GrantReply{}, Responses: []ResponseReply{}}
	responses, grants := map[uuid.UUID]Response{}, map[uuid.UUID]*rewards.Grant{}
	for i := range rec.Grants {
		grants[rec.Grants[i].Response] = &rec.Grants[i]
	}
	for _, r := range rec.Responses {
		responses[r.ID] = r
		v, err := e.version(ctx, r.Brand, r.Form, r.Version)
		if err != nil {
			return nil, err
		}
		line := ResponseReply{
			Response: r.ID, Form: r.Form, Title: v.Form.Title.In(r.Locale), Version: r.Version, At: r.At, Outcome: r.Outcome,
			Offer: r.Offer, Refusal: r.Refusal, Declined: append([]string{}, r.Declined...), Dropped: append([]Drop{}, r.Dropped...),
		}
		if g := grants[r.ID]; g != nil {
			line.Grant = &g.ID
		}
		out.Responses = append(out.Responses, line)
	}
	for _, g := range rec.Grants {
		line := GrantReply{Grant: g}
		if r, ok := responses[g.Response]; ok {
			v, err := e.version(ctx, r.Brand, r.Form, r.Version)
			if err != nil {
				return nil, err
			}
			line.Label = v.OfferLabel(g.Offer, r.Locale)
		}
		out.Grants = append(out.Grants, line)
	}
	show := func(list []Preference, into *[]PreferenceReply) error {
		for _, p := range list {
			r := responses[p.Response]
			v, err := e.version(ctx, r.Brand, r.Form, r.Version)
			if err != nil {
				return err
			}
			*into = append(*into, e.preference(v, r, p, grants[r.ID]))
		}
		return nil
	}
	if err := show(rec.Preferences, &out.Preferences); err != nil {
		return nil, err
	}
	if err := show(rec.Feedback, &out.Feedback); err != nil {
		return nil, err
	}
	for _, c := range rec.Consents {
		r, ok := responses[c.Response]
		if !ok {
			out.Consents = append(out.Consents, ConsentReply{Purpose: c.Purpose, Version: c.Version, Given: c.Given, At: c.At})
			continue
		}
		v, err := e.version(ctx, r.Brand, r.Form, r.Version)
		if err != nil {
			return nil, err
		}
		out.Consents = append(out.Consents, consentReply(v, r.Locale, c))
	}
	return out, nil
}

// Erase destroys everything that is held about a caller. Any token of theirs is enough: refusing
// and erasing have to be as easy as answering.
func (e *Engine) Erase(ctx context.Context, who Caller) error {
	return e.o.Store.Erase(ctx, who.Brand, who.Subject, e.o.Now())
}
