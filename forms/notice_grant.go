package forms

import (
	"strings"
	"time"

	"proffer/rewards"
)

// GrantText says what a person can do with a grant of this version, in sentences that are ready to be shown; its code
// stands beside it. What has ended says nothing.
func (v *Version) GrantText(g rewards.Grant, locale string) string {
	o := v.Offer(g.Offer)
	if o == nil || (g.State != rewards.StateGranted && g.State != rewards.StateReserved) {
		return ""
	}
	t, gives := sentences(locale), o.Terms.Gives
	var out []string
	say := func(key string, words ...string) {
		out = append(out, strings.NewReplacer(words...).Replace(t[key]))
	}
	day := func(at time.Time) string { return SayDay(at.In(v.Zone()), locale) }
	minimum := ""
	if g.Discount != nil && g.Discount.MinimumSpend != nil {
		minimum = sayMoney(*g.Discount.MinimumSpend)
	}
	if len(g.After) > 0 {
		for _, b := range v.Bonuses {
			if b.Offer.ID == g.Offer {
				say("grant.after", "{offers}", afterAll(b, locale))
			}
		}
	}
	switch {
	case g.State == rewards.StateReserved && g.Until != nil:
		say("grant.reserved", "{date}", day(*g.Until))
	case g.Kind == rewards.KindPoints && g.Available != nil:
		say("grant.pending", "{date}", day(*g.Available))
	case g.Kind == rewards.KindPoints:
		say("grant.points")
	case g.Kind == rewards.KindDiscount && minimum != "":
		say("grant.discount.minimum", "{money}", minimum)
	case g.Kind == rewards.KindDiscount:
		say("grant.discount")
	case g.Kind == rewards.KindCode && minimum != "":
		say("grant.code.minimum", "{money}", minimum)
	case g.Kind == rewards.KindDraw && gives.Closes != nil:
		say("grant.draw", "{prize}", gives.Prize.In(locale), "{date}", day(*gives.Closes))
	case g.Kind == rewards.KindBadge:
		say("grant.badge")
	}
	if g.Expires != nil && g.State == rewards.StateGranted {
		say("grant.until", "{date}", day(*g.Expires))
	}
	return strings.Join(out, " ")
}
