package forms

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"proffer/rewards"
)

// quoted is a label as it stands in a sentence.
func quoted(label, locale string) string { return "“" + isolated(label, locale) + "”" }

// drawn says that people are offered different rewards at random, and which; "" where they are not.
func (v *Version) drawn(locale string) string {
	if len(v.Variants) == 0 {
		return ""
	}
	t := sentences(locale)
	var offers []string
	say := func(chain []rewards.Offered, share int) {
		if share > 0 && len(chain) > 0 {
			offers = append(offers, strings.NewReplacer("{offer}", chain[0].Terms.Label.In(locale), "{share}", strconv.Itoa(share)).Replace(t["reward.share"]))
		}
	}
	say(v.Offers, v.ownShare())
	for _, variant := range v.Variants {
		say(variant.Chain, variant.Share)
	}
	return strings.ReplaceAll(t["reward.drawn"], "{offers}", list(offers, t))
}

// rewardFacts are what the notice tells of what can be had: that it is drawn, how to enter a draw for free, and what
// comes on top once several are held.
func (v *Version) rewardFacts(locale string) string {
	t := sentences(locale)
	var out []string
	if drawn := v.drawn(locale); drawn != "" {
		out = append(out, drawn)
	}
	v.eachOffer(func(o *rewards.Offered) {
		if free := o.Terms.Gives.Free.In(locale); free != "" {
			out = append(out, strings.NewReplacer("{offer}", o.Terms.Label.In(locale), "{free}", free).Replace(t["reward.free"]))
		}
	})
	for _, b := range v.Bonuses {
		out = append(out, strings.NewReplacer("{offers}", afterAll(b, locale), "{bonus}", b.Offer.Terms.Label.In(locale)).Replace(t["reward.after"]))
	}
	return strings.Join(out, "\n")
}

// afterAll names the offers that a bonus comes after.
func afterAll(b rewards.Bonus, locale string) string {
	var labels []string
	for _, l := range b.Labels {
		labels = append(labels, quoted(l.In(locale), locale))
	}
	return list(labels, sentences(locale))
}

// terms are an offer's conditions in words, for its card: how long it holds, when points can be spent, what has to be
// spent, a draw's odds and its free way in, and what comes on top of it.
func (v *Version) terms(o rewards.Offered, locale string) string {
	t, g := sentences(locale), o.Terms.Gives
	var out []string
	say := func(key string, words ...string) {
		out = append(out, strings.NewReplacer(words...).Replace(t[key]))
	}
	if o.Terms.Expires != nil {
		say("valid", "{time}", spell(*o.Terms.Expires, locale))
	}
	if g.Pending != nil {
		say("terms.pending", "{time}", spell(*g.Pending, locale))
	}
	if d := g.Discount; d != nil && d.MinimumSpend != nil {
		say("terms.minimum", "{money}", SayMoney(*d.MinimumSpend, locale))
	}
	if g.Kind == rewards.KindDraw {
		say("terms.odds", "{prizes}", counted(locale, "terms.prizes", int(g.Winners)), "{entries}", strconv.FormatInt(g.Expected, 10))
		say("terms.closes", "{date}", SayDay(g.Closes.In(v.Zone()), locale))
		say("terms.free", "{free}", g.Free.In(locale))
	}
	if g.Timeout != nil {
		say("terms.confirmed", "{time}", spellSpan(*g.Timeout, locale))
	}
	for _, b := range v.Bonuses {
		if slices.ContainsFunc(b.Counts, func(of []string) bool { return slices.Contains(of, o.ID) }) {
			say("terms.after", "{offers}", afterAll(b, locale), "{bonus}", b.Offer.Terms.Label.In(locale))
		}
	}
	return dots(out...)
}

// spellSpan is a length of time in words, of days, hours and minutes those that there are.
func spellSpan(s rewards.Span, locale string) string {
	d := s.Duration()
	var parts []string
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if n := int(d / u.unit); n > 0 && (u.name != "day" || d%u.unit == 0 || n > 1) {
			parts = append(parts, counted(locale, u.name, n))
			d -= time.Duration(n) * u.unit
		}
	}
	return list(parts, sentences(locale))
}

// PublicOffer is an offer of this version as it is shown, with its terms in words.
func (v *Version) PublicOffer(o rewards.Offered) PublicOffer {
	g := o.Terms.Gives
	out := PublicOffer{
		Offer: o.ID, Version: o.Version, Kind: g.Kind, Label: o.Terms.Label, Worth: o.Terms.Worth.Money(), Discount: g.Discount,
		Account: g.Account, Points: g.Points, Expires: o.Terms.Expires, Valid: lasts("valid", o.Terms.Expires, v.Locales),
		Pending: g.Pending, Badge: g.Badge, Image: g.Image, Prize: g.Prize, Winners: g.Winners, Expected: g.Expected, Closes: g.Closes, Free: g.Free, Timeout: g.Timeout,
	}
	for _, locale := range v.Locales {
		if terms := v.terms(o, locale); terms != "" {
			if out.Terms == nil {
				out.Terms = Text{}
			}
			out.Terms[locale] = terms
		}
	}
	return out
}

// alternatives are the variants as they are shown before it is drawn which of them a person gets.
func (v *Version) alternatives() []PublicOffer {
	var out []PublicOffer
	for _, variant := range v.Variants {
		out = append(out, v.PublicOffer(variant.Chain[0]))
	}
	return out
}

// sayAlternatives adds to the card of an offer what may be drawn in its place.
func (v *Version) sayAlternatives(card *PublicOffer) {
	if len(v.Variants) == 0 {
		return
	}
	words := Text{}
	for _, locale := range v.Locales {
		var labels []string
		for _, variant := range v.Variants {
			labels = append(labels, quoted(variant.Chain[0].Terms.Label.In(locale), locale))
		}
		t := sentences(locale)
		words[locale] = dots(card.Terms.In(locale), strings.ReplaceAll(t["terms.or"], "{offers}", list(labels, t)))
	}
	card.Terms = words
}
