package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
)

// AskedReply is what may be asked now, most fitting first, and what was answered, newest first.
type AskedReply struct {
	Forms []AskedForm `json:"forms"`
	Done  []DoneForm  `json:"done"`
}

// AskedForm is a form that may be asked now, with what a person would get for it.
type AskedForm struct {
	Form    string             `json:"form"`
	Version int                `json:"version"`
	Kind    string             `json:"kind"`
	Title   forms.Text         `json:"title"`
	Intro   forms.Text         `json:"intro,omitempty"`
	Locales []string           `json:"locales"`
	Offer   *forms.PublicOffer `json:"offer,omitempty"`
	Balance forms.Balance      `json:"balance"`

	exact bool    // it is for this stage, not for any
	known float64 // the share of what it asks that is held already
}

// DoneForm is the newest response to a form.
type DoneForm struct {
	Form     string    `json:"form"`
	Response uuid.UUID `json:"response"`
	At       time.Time `json:"at"`
}

// Asked lists the forms that may be asked of a person at a stage of the journey, any stage if it is "":
// those that are open, not full, for this stage or for none in particular, that the person may answer
// (again), and that who they are allows. Forms for exactly this stage come first; then those of which the
// least is known already; then as their files stand; preference centres, where people go by themselves,
// last. who is nil for somebody new.
func (e *Engine) Asked(ctx context.Context, brandID, stage string, who *Caller) (*AskedReply, error) {
	b, err := e.brand(brandID)
	if err != nil {
		return nil, err
	}
	if stage != "" && !slices.Contains(b.stages, stage) {
		return nil, &fault.Error{Code: fault.Invalid, Detail: "the brand has no such stage",
			Fields: []fault.Field{{Pointer: "/stage", Code: "unknown_choice", Detail: "the brand has no such stage", Right: forms.Suggest(stage, b.stages)}}}
	}
	if who != nil && who.Brand != brandID {
		return nil, fault.At(fault.Unauthorized, "", "token_forged", "this subject token belongs to another brand")
	}
	out := &AskedReply{Forms: []AskedForm{}, Done: []DoneForm{}}
	subject, held := e.o.NewID(), map[string]bool{}
	if who != nil {
		subject = who.Subject
		rec, err := e.o.Store.Record(ctx, brandID, subject, false, e.o.Now())
		if err != nil {
			return nil, err
		}
		for _, p := range rec.Preferences {
			held[p.Attribute] = true
		}
		out.Done = done(rec.Responses)
	}
	for _, id := range b.order {
		c := b.forms[id]
		exact := slices.Contains(c.schedule.Stages, stage)
		if stage != "" && !exact && len(c.schedule.Stages) > 0 {
			continue
		}
		if c.version.Form.Identity == forms.IdentitySigned && (who == nil || !who.signed()) {
			continue
		}
		line, ok, err := e.asked(ctx, c, subject, who == nil, stage)
		if err != nil {
			return nil, err
		}
		if ok {
			line.exact, line.known = exact, knownShare(c.version, held)
			out.Forms = append(out.Forms, line)
		}
	}
	slices.SortStableFunc(out.Forms, func(x, y AskedForm) int {
		return cmp.Or(order(x.Kind == forms.KindPreferences, y.Kind == forms.KindPreferences), order(y.exact, x.exact), cmp.Compare(x.known, y.known))
	})
	return out, nil
}

// asked tells whether a form may be asked of a subject now, and what they would get at a stage. Somebody new is drawn
// a variant only when they begin, so they are told all of them. Once for each value of a context field can't be told
// without the value, so such a form is always listed.
func (e *Engine) asked(ctx context.Context, c *current, subject uuid.UUID, fresh bool, stage string) (AskedForm, bool, error) {
	v, now := c.version, e.o.Now()
	if !c.schedule.Open(now) || c.full.Load() {
		return AskedForm{}, false, nil
	}
	ask := e.asking(v, c.schedule, subject, nil, now)
	if v.Form.RepeatRule().Per != "" {
		ask.Once = ""
	}
	facts, err := e.o.Store.Facts(ctx, ask, now)
	if err != nil || facts.Answered || errFull(v.Form.ID, c.schedule, facts) != nil {
		return AskedForm{}, false, err
	}
	line := AskedForm{Form: v.Form.ID, Version: v.Number, Kind: v.Form.Kind, Title: v.Form.Title, Intro: v.Form.Intro, Locales: v.Locales, Balance: v.Notice().Balance}
	switch {
	case v.Form.Anonymous:
	case fresh && len(v.Variants) > 0:
		line.Offer = v.Public().Offer
	default:
		var shown TicketReply
		e.showOffer(v, c.schedule, e.o.Keys.chain(v, subject), facts, now, &shown, &ticketClaims{Form: v.Form.ID, Stage: stage})
		line.Offer = shown.Offer
	}
	return line, true, nil
}

// signed tells whether the brand has signed in whom the token speaks for: such a subject has an id that
// is made from the customer's, see Keys.customer.
func (c Caller) signed() bool { return c.Reach == ReachFull && c.Subject.Version() == customerVersion }

// knownShare is the share of the attributes that a form asks for of which the person has said something.
// What belongs to an occasion is always new.
func knownShare(v *forms.Version, held map[string]bool) float64 {
	asks, known := 0, 0
	for _, id := range v.Attributes.Names() {
		asks++
		if held[id] {
			known++
		}
	}
	if asks == 0 {
		return 0
	}
	return float64(known) / float64(asks)
}

// done is the newest response to each form.
func done(responses []Response) []DoneForm {
	out := []DoneForm{}
	seen := map[string]bool{}
	for _, r := range slices.Backward(responses) {
		if !seen[r.Form] {
			seen[r.Form] = true
			out = append(out, DoneForm{Form: r.Form, Response: r.ID, At: r.At})
		}
	}
	return out
}

func order(before, after bool) int {
	switch {
	case before == after:
		return 0
	case before:
		return 1
	}
	return -1
}
