package forms

import (
	"strconv"
	"strings"
	"time"

	"proffer/rewards"
)

// GrantText says what a person can do with a grant of this version, in sentences that are ready to be shown; its code
// stands beside it. What has ended says how.
func (v *Version) GrantText(g rewards.Grant, locale string) string {
	o := v.Offer(g.Offer)
	if o == nil {
		return ""
	}
	t, gives := sentences(locale), o.Terms.Gives
	if ended := v.grantEnded(g, locale); ended != "" {
		return ended
	}
	var out []string
	say := func(key string, words ...string) {
		out = append(out, strings.NewReplacer(words...).Replace(t[key]))
	}
	day := func(at time.Time) string { return SayDay(at.In(v.Zone()), locale) }
	minimum := ""
	if g.Discount != nil && g.Discount.MinimumSpend != nil {
		minimum = SayMoney(*g.Discount.MinimumSpend, locale)
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
	case g.Kind == rewards.KindPoints && g.Left != nil && *g.Left < g.Points:
		say("grant.left", "{left}", strconv.FormatInt(*g.Left, 10), "{points}", strconv.FormatInt(g.Points, 10))
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

// grantEnded says what became of a grant of which nothing is left; "" of one that is still good.
func (v *Version) grantEnded(g rewards.Grant, locale string) string {
	t := sentences(locale)
	switch {
	case g.State == rewards.StateExpired && g.Expires != nil:
		return strings.ReplaceAll(t["grant.expired"], "{date}", SayDay(g.Expires.In(v.Zone()), locale))
	case g.State == rewards.StateRedeemed, g.State == rewards.StateGranted && g.Left != nil && *g.Left == 0:
		return t["grant.redeemed"]
	case g.State == rewards.StateRevoked:
		return t["grant.revoked"]
	case g.State == rewards.StateReleased:
		return t["grant.released"]
	}
	return ""
}
