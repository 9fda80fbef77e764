package engine

import (
	"slices"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// bonusIDs are the ids of the bonuses that an answer to a version may earn. They are made before the decision, which is pure.
func (e *Engine) bonusIDs(v *forms.Version) []uuid.UUID {
	out := make([]uuid.UUID, len(v.Bonuses))
	for i := range out {
		out[i] = e.o.NewID()
	}
	return out
}

// chosenChain is the part of the person's chain that this answer may be given, or why none.
func chosenChain(chain []rewards.Offered, t *ticket, r ResponseRequest) ([]rewards.Offered, *rewards.Refusal, error) {
	if len(chain) == 0 {
		return nil, nil, nil
	}
	if t.Offer == "" {
		// The person was told that there is nothing, and answered all the same.
		return nil, &rewards.Refusal{Reason: t.Nothing}, nil
	}
	from := t.Offer
	if n := r.AcceptOffer; n != nil {
		switch n.Kind {
		case forms.Null:
			return nil, &rewards.Refusal{Reason: rewards.ReasonDeclinedOffer}, nil
		case forms.String:
			from = n.Text
		default:
			return nil, nil, fault.At(fault.Invalid, "/acceptOffer", "wrong_type", "acceptOffer is the id of an offer that was shown, or null for none")
		}
	}
	shown := slices.IndexFunc(chain, func(o rewards.Offered) bool { return o.ID == t.Offer })
	i := slices.IndexFunc(chain, func(o rewards.Offered) bool { return o.ID == from })
	if i < shown || i < 0 {
		return nil, nil, fault.At(fault.Invalid, "/acceptOffer", "unknown_choice", "acceptOffer names no offer that this ticket showed")
	}
	return chain[i:], nil, nil
}

// reward decides what is given. It sees the chain, the facts, and of the answers only how many of a
// quiz were right (P4).
func (x *exchange) reward(d *Decision, f Facts) error {
	where := circumstances(&x.ticket.ticketClaims, f, x.now)
	where.Knowledge = x.path.right.score()
	switch {
	case x.refusal != nil:
		d.Response.Refusal = x.refusal.Reason
	case len(x.chain) > 0:
		claim, no, _ := rewards.Choose(allLive(x.chain, x.schedule), where, f.of)
		if no != nil && (no.Reason == rewards.ReasonExhausted || (no.Reason == rewards.ReasonNotOpen && x.ended())) {
			return errExhausted(no)
		}
		if no != nil {
			d.Response.Refusal = no.Reason
			break
		}
		give, err := x.give(claim, x.grantID, f)
		if err != nil {
			return err
		}
		d.Give = give
	}
	return x.award(d, f, where)
}

// ended tells whether the brand still has what was shown, so that it is only its time that is over.
func (x *exchange) ended() bool {
	_, has := x.schedule.Limits[x.chain[0].ID]
	return has
}

// errExhausted stores nothing and lets the person choose: what was shown is not there any more.
func errExhausted(no *rewards.Refusal) error {
	detail := "what was offered ran out meanwhile; nothing was stored"
	if no.Reason == rewards.ReasonNotOpen {
		detail = "the time of what was offered is over; nothing was stored"
	}
	return &fault.Error{Code: fault.Conflict, Title: "The offer has run out", Detail: detail,
		Fields: []fault.Field{{Pointer: "/acceptOffer", Code: "offer_exhausted", Detail: "nothing of the offer is left", Right: `send the same again with "acceptOffer": null to answer without it`}}}
}

// award gives the bonuses that are due once what this commit gives counts. Who wants no offer gets none of them.
func (x *exchange) award(d *Decision, f Facts, where rewards.Circumstances) error {
	bonuses := x.path.version.Bonuses
	if len(bonuses) == 0 || d.Response.Refusal == rewards.ReasonDeclinedOffer {
		return nil
	}
	var current []rewards.Bonus
	for _, b := range bonuses {
		if now, open := live(b.Offer, x.schedule); open {
			b.Offer = now
			current = append(current, b)
		}
	}
	var given []rewards.Offered
	if d.Grant != nil {
		given = append(given, d.Terms)
	}
	claims, _ := rewards.Award(current, where, f.of, given...)
	for i, claim := range claims {
		give, err := x.give(claim, x.bonusID[i], f)
		if err != nil {
			return err
		}
		give.Grant.After = claim.Offered.Terms.After
		d.Bonuses = append(d.Bonuses, give)
	}
	return nil
}

// give makes the grant of a claim.
func (x *exchange) give(claim rewards.Claim, id uuid.UUID, f Facts) (Give, error) {
	made, err := claim.Make(rewards.Grant{ID: id, Response: x.ticket.nonce, At: x.now})
	if err != nil {
		return Give{}, fault.Wrap(fault.Internal, err, "")
	}
	limits := claim.Offered.Terms.Limits
	give := Give{
		Grant: &made.Grant, Terms: claim.Offered, Ordinal: claim.Ordinal, Spent: made.Spent, Movements: made.Movements, Due: made.Due, Pool: made.Pool,
		Period: rewards.PeriodStart(limits.Period, x.now, x.path.version.Zone()), Low: claim.Low(f.of(claim.Offered.ID)),
	}
	if made.Generate != nil {
		generate, coder := *made.Generate, x.engine.coder
		give.Recode = func(counter int) string { return coder.Code(generate, id, counter) }
		give.Grant.Code = give.Recode(0)
	}
	return give, nil
}
