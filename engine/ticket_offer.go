package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/rewards"
)

// showOffer puts what can be given now into the ticket: the first of the person's chain that is left, and
// what it can fall back to; or why there is nothing.
func (e *Engine) showOffer(v *forms.Version, s forms.Schedule, chain []rewards.Offered, facts Facts, now time.Time, reply *TicketReply, claims *ticketClaims) {
	if len(chain) == 0 {
		return
	}
	for _, b := range v.Bonuses {
		if _, open := live(b.Offer, s); open {
			reply.Bonuses = append(reply.Bonuses, v.PublicOffer(b.Offer))
		}
	}
	var refusal *rewards.Refusal
	where := circumstances(claims, facts, now)
	for _, o := range chain {
		now, open := live(o, s)
		if !open {
			refusal = &rewards.Refusal{Reason: rewards.ReasonNotOpen}
			break
		}
		_, no, _ := rewards.Choose([]rewards.Offered{now}, where, facts.of)
		switch {
		case no == nil && reply.Offer == nil:
			shown := v.PublicOffer(o)
			reply.Offer, claims.Offer = &shown, o.ID
		case no == nil:
			reply.Fallbacks = append(reply.Fallbacks, v.PublicOffer(o))
		default:
			refusal = no
		}
		if no != nil && no.Reason != rewards.ReasonExhausted {
			break
		}
	}
	if reply.Offer == nil {
		reply.Nothing, claims.Nothing = refusal, refusal.Reason
	}
}

// of are the facts about one offer.
func (f Facts) of(offer string) rewards.Facts { return f.Offers[offer] }

// live gives a frozen offer the schedule that is current; an offer that the brand no longer has is not open.
func live(o rewards.Offered, s forms.Schedule) (rewards.Offered, bool) {
	now, open := s.Limits[o.ID]
	o.Terms.Limits = o.Terms.Limits.Live(now)
	return o, open
}

// allLive are those of a chain that the brand still has, as they are current.
func allLive(chain []rewards.Offered, s forms.Schedule) []rewards.Offered {
	out := make([]rewards.Offered, 0, len(chain))
	for _, o := range chain {
		if now, open := live(o, s); open {
			out = append(out, now)
		}
	}
	return out
}

// chain is the one of a version's chains that a person gets: always the same for one person and offer while the shares stay, in
// every form that has the offer, and known to nobody before who has not the server's key.
func (k Keys) chain(v *forms.Version, subject uuid.UUID) []rewards.Offered {
	if len(v.Variants) == 0 {
		return v.Offers
	}
	mac := hmac.New(sha256.New, k.Refs)
	mac.Write([]byte("proffer variant\x00" + v.Brand + "\x00" + v.Offers[0].ID + "\x00"))
	mac.Write(subject[:])
	return v.Chain(int(binary.BigEndian.Uint64(mac.Sum(nil)) % 100))
}

// askedOffers are the offers whose facts a decision about a version wants: the person's chain, the bonuses, and those that these ask
// whether the person holds, each with the period in which perPerson counts now and with its pool.
func askedOffers(v *forms.Version, chain []rewards.Offered, s forms.Schedule, now time.Time) []OfferPeriod {
	var out []OfferPeriod
	add := func(id, period, pool string) {
		if !slices.ContainsFunc(out, func(p OfferPeriod) bool { return p.Offer == id }) {
			out = append(out, OfferPeriod{Offer: id, Period: rewards.PeriodStart(period, now, v.Zone()), Pool: pool})
		}
	}
	offers := decidable(v, chain)
	for _, o := range offers {
		add(o.ID, o.Terms.Limits.Period, o.Terms.Gives.Pool)
	}
	for _, o := range offers {
		for _, id := range o.Terms.HeldOffers() {
			add(id, s.Limits[id].Period, "")
		}
	}
	for _, b := range v.Bonuses {
		for _, id := range slices.Concat(b.Counts...) {
			add(id, s.Limits[id].Period, "")
		}
	}
	return out
}

// askedAccounts are the points accounts that some when asks about.
func askedAccounts(v *forms.Version, chain []rewards.Offered) []string {
	var out []string
	for _, o := range decidable(v, chain) {
		for _, account := range o.Terms.Accounts() {
			if !slices.Contains(out, account) {
				out = append(out, account)
			}
		}
	}
	return out
}

// decidable are all offers that are decided about.
func decidable(v *forms.Version, chain []rewards.Offered) []rewards.Offered {
	out := slices.Clone(chain)
	for _, b := range v.Bonuses {
		out = append(out, b.Offer)
	}
	return out
}
