package engine

import (
	"context"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// ResponseRequest is one answer as it was sent.
type ResponseRequest struct {
	Ticket      string      `json:"ticket" must:"true"`
	Answers     *forms.Node `json:"answers" must:"true"`
	AcceptOffer *forms.Node `json:"acceptOffer,omitempty"` // nil if absent; null for no offer
	Objections  []string    `json:"objections,omitempty"`
}

// Respond takes the answer that a ticket gives the right to. What it returns without an error is
// durable. The same ticket again stores nothing and gets the same result, marked as replayed.
func (e *Engine) Respond(ctx context.Context, r ResponseRequest) (*Reply, error) {
	e.exchanging.Add(1)
	defer e.exchanging.Add(-1)
	t, v, err := e.opened(ctx, r.Ticket)
	if err != nil {
		return nil, err
	}
	reply, err := e.complete(ctx, v, t, r)
	if err == nil {
		return reply, nil
	}
	// A ticket that was answered is answered again with what is stored, whatever is wrong with the
	// answers sent now.
	if again, replayErr := e.replay(ctx, v, t, r); replayErr == nil {
		return again, nil
	} else if !fault.Is(replayErr, fault.NotFound) {
		return nil, replayErr
	}
	// Who was erased is told so, whatever else is wrong with what was sent.
	if _, gone := e.o.Store.Facts(ctx, &Exchange{Brand: t.Brand, Form: t.Form, Subject: t.subject}, e.o.Now()); fault.Is(gone, fault.Gone) {
		return nil, gone
	}
	return nil, err
}

// busyFrom is how many responses are taken in at once while others should wait. A commit takes some
// milliseconds, so it is a few thousand a second.
const busyFrom = 16

// Busy tells that so many responses are being taken in that what can wait should.
func (e *Engine) Busy() bool { return e.exchanging.Load() >= busyFrom }

func (e *Engine) complete(ctx context.Context, v *forms.Version, t *ticket, r ResponseRequest) (*Reply, error) {
	now := e.o.Now()
	b, c, err := e.form(t.Brand, t.Form)
	if err != nil || !c.schedule.Open(now) {
		// A form that is published no more is closed to whoever holds a ticket for it.
		return nil, fault.At(fault.Conflict, "", "closed", "the form %q takes no answers any more", t.Form)
	}
	if err := e.recall(ctx, v, t); err != nil {
		return nil, err
	}
	p, err := walk(v, t, r.Answers)
	if err != nil {
		return nil, err
	}
	chain, refusal, err := chosenChain(e.o.Keys.chain(v, t.subject), t, r)
	if err != nil {
		return nil, err
	}
	if err := checkObjections(v, r.Objections); err != nil {
		return nil, err
	}
	x := &exchange{engine: e, brand: b, schedule: c.schedule, ticket: t, path: p, known: usedKnown(p, t), result: judge(p, b), chain: chain, refusal: refusal, objections: r.Objections, now: now, grantID: e.o.NewID(), bonusID: e.bonusIDs(v)}
	ask := e.asking(v, c.schedule, t.subject, t.Context, now)
	ask.Response, ask.Attributes, ask.Seals, ask.Decide = t.nonce, x.attributes(), p.seals() || len(t.Context) > 0, x.decide
	if v.Form.Anonymous {
		ask.Attributes, ask.Seals, ask.Decide = nil, false, x.ballot
	}
	if t.Test {
		return e.try(ctx, v, x, ask)
	}
	defer func() {
		if x.full.Load() {
			c.full.Store(true)
		}
	}()
	if v.Form.Anonymous {
		return e.vote(ctx, v, ask)
	}
	d, replayed, err := e.o.Store.Complete(ctx, ask)
	if err != nil {
		return nil, err
	}
	if replayed {
		return e.replay(ctx, v, t, r)
	}
	if len(d.Events) > 0 {
		e.o.Wake()
	}
	return e.reply(ctx, v, x.ticket, d, x.heldKnown())
}

func checkObjections(v *forms.Version, objections []string) error {
	bad := &fault.Error{Code: fault.Invalid, Title: "Answers not accepted", Detail: "an objection names a purpose that can't be objected to"}
	for i, id := range objections {
		if len(bad.Fields) >= forms.MaxFaults {
			break
		}
		terms, known := v.Purposes.Get(id)
		if !known || terms.Basis != forms.BasisLegitimateInterest {
			bad.Fields = append(bad.Fields, fault.Field{Pointer: "/objections/" + strconv.Itoa(i), Code: "unknown_choice", Detail: "the form has no legitimate interest of this name", Right: "object to purposes on legitimate interest; a consent is refused by its question"})
		}
	}
	if bad.Fields != nil {
		return bad
	}
	return nil
}

// seals tells whether some answer may be kept sealed.
func (p *path) seals() bool {
	for _, q := range p.shown {
		if a, ok := p.answers[q.ID]; ok && !a.Declined && q.Attribute != "" {
			if attribute, _ := p.version.Attributes.Get(q.Attribute); attribute.Sealed() {
				return true
			}
		}
	}
	return false
}

// exchange is one answer on its way to the commit: all that can be worked out beforehand.
type exchange struct {
	engine     *Engine
	brand      *brand
	schedule   forms.Schedule
	ticket     *ticket
	path       *path
	known      []KnownRef // what was known and made use of
	result     result
	chain      []rewards.Offered
	refusal    *rewards.Refusal
	objections []string
	now        time.Time
	grantID    uuid.UUID
	bonusID    []uuid.UUID // one for each bonus that the version has
	full       atomic.Bool // this one takes the form's last place, or found none
}

// decide is the decision as a function of the facts: it runs inside the write, and changes nothing
// but what it returns, and whether the form is full.
func (x *exchange) decide(f Facts) (*Decision, error) {
	t, v := x.ticket, x.path.version
	if err := x.place(f); err != nil {
		return nil, err
	}
	for id := range t.Known {
		if !stillKnown(v, t, v.Question(id), f.Held) {
			return nil, errKnownChanged()
		}
	}
	d := &Decision{Response: Response{
		ID: t.nonce, Brand: t.Brand, Form: t.Form, Version: t.Version, Subject: t.subject, Rev: f.Rev,
		Locale: t.Locale, Channel: t.Channel, Stage: t.Stage, At: x.now, Offer: t.Offer,
		Knowledge: x.path.right, OutcomeBecause: x.result.because, Items: x.result.items, Catalog: x.result.catalog, CatalogRevision: x.result.revision,
		Known: x.known,
	}}
	if x.result.outcome != nil {
		d.Response.Outcome = x.result.outcome.ID
	}
	if err := x.reward(d, f); err != nil {
		return nil, err
	}
	k := keep(x.path, x.objections, f, x.now, d.Response)
	k.pass(v, t.Context, f, x.now, d.Response)
	d.Preferences, d.Feedback, d.Consents, d.Withdrawn, d.Context = k.preferences, k.feedback, k.consents, k.withdrawn, k.context
	for _, ref := range k.removed {
		d.Removed = append(d.Removed, ref.Attribute)
	}
	d.Response.Removed = k.removed
	d.Response.Kept, d.Response.Declined, d.Response.Dropped = k.refs, k.declined, k.dropped
	if v.Form.Kind == forms.KindPoll {
		d.Votes, d.VoteStep = x.path.votes(), v.Form.Results.Minimum
	}
	d.Events = x.announce(d)
	return d, nil
}

// place takes one of the form's places, or fails if none is left.
func (x *exchange) place(f Facts) error {
	err := errFull(x.ticket.Form, x.schedule, f)
	x.full.Store(x.schedule.Capacity != nil && f.Completed+1 >= *x.schedule.Capacity)
	return err
}

// attributes are those of which the decision has to know what is held: what the ticket says was known,
// and what may be removed.
func (x *exchange) attributes() []string {
	out := claimed(x.path.version, x.ticket)
	if x.path.version.Form.Kind != forms.KindPreferences {
		return out
	}
	for _, q := range x.path.shown {
		if a, ok := x.path.answers[q.ID]; ok && a.Declined && q.Attribute != "" && !slices.Contains(out, q.Attribute) {
			out = append(out, q.Attribute)
		}
	}
	return out
}

// heldKnown are the known values that were made use of, for the words of the reply.
func (x *exchange) heldKnown() []Preference {
	var out []Preference
	for _, ref := range x.known {
		out = append(out, Preference{Attribute: ref.Attribute, Value: x.ticket.known[ref.Question].JSON, Rev: ref.Rev})
	}
	return out
}
