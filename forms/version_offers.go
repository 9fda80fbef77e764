package forms

import (
	"slices"

	"proffer/rewards"
)

// freeze puts the offer of a form into the version, with all that may be given in its place or beside it. What is
// schedule is left out.
func (v *Version) freeze(b *Bundle, offer string) {
	if offer == "" {
		return
	}
	chain, err := rewards.Chain(b.Programs, offer)
	if err != nil {
		return // reported where the programs are checked
	}
	splits, err := rewards.Splits(b.Programs, offer)
	if err != nil {
		return
	}
	v.Offers, v.Variants = chain, splits
	var given []string
	v.eachOffer(func(o *rewards.Offered) { given = append(given, o.ID) })
	v.Bonuses = rewards.Bonuses(b.Programs, given)
	v.eachOffer(func(o *rewards.Offered) {
		o.Terms.Limits = o.Terms.Limits.Content()
		o.Terms.Gives.Image = b.assetURL(o.Terms.Gives.Image)
	})
}

// eachOffer visits all that the version may give: the offer and its fallbacks, the variants with theirs, the bonuses.
func (v *Version) eachOffer(visit func(*rewards.Offered)) {
	for i := range v.Offers {
		visit(&v.Offers[i])
	}
	for i := range v.Variants {
		for j := range v.Variants[i].Chain {
			visit(&v.Variants[i].Chain[j])
		}
	}
	for i := range v.Bonuses {
		visit(&v.Bonuses[i].Offer)
	}
}

// Gave is what the version gives: of its chain and its variants', and as bonuses.
func (v *Version) Gave() rewards.Gave {
	g := rewards.Gave{Bonuses: map[string][][]string{}}
	add := func(chain []rewards.Offered) {
		for _, o := range chain {
			if !slices.Contains(g.Chains, o.ID) {
				g.Chains = append(g.Chains, o.ID)
			}
		}
	}
	add(v.Offers)
	for _, variant := range v.Variants {
		add(variant.Chain)
	}
	for _, b := range v.Bonuses {
		g.Bonuses[b.Offer.ID] = b.Counts
	}
	return g
}

// Chain is the offer with its fallbacks as one person gets it: which of the variants, or the offer itself, decides a
// number of 0 to 99, which is drawn once for each person.
func (v *Version) Chain(drawn int) []rewards.Offered {
	for _, variant := range v.Variants {
		if drawn < variant.Share {
			return variant.Chain
		}
		drawn -= variant.Share
	}
	return v.Offers
}

// chains are all chains that some person may get.
func (v *Version) chains() [][]rewards.Offered {
	var out [][]rewards.Offered
	if len(v.Offers) > 0 && v.ownShare() > 0 {
		out = append(out, v.Offers)
	}
	for _, variant := range v.Variants {
		out = append(out, variant.Chain)
	}
	return out
}

// ownShare is how many of a hundred people get no variant.
func (v *Version) ownShare() int {
	share := 100
	for _, variant := range v.Variants {
		share -= variant.Share
	}
	return share
}

// Offer finds what the version may give by its id; nil if the version has no such offer.
func (v *Version) Offer(id string) *rewards.Offered {
	var found *rewards.Offered
	v.eachOffer(func(o *rewards.Offered) {
		if o.ID == id && found == nil {
			found = o
		}
	})
	return found
}

// OfferLabel is what an offer of this version is called; "" if the version has no such offer.
func (v *Version) OfferLabel(offer, locale string) string {
	if o := v.Offer(offer); o != nil {
		return o.Terms.Label.In(locale)
	}
	return ""
}
