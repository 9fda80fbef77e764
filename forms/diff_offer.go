package forms

import "proffer/rewards"

// offers compares what two versions of a form give: what people are shown, what is drawn and comes on top, and what is current.
func (d *differ) offers(was, now *Form) {
	before, after := d.before.given(was.Offer), d.after.given(now.Offer)
	if !equal(before.Offers, after.Offers) {
		d.add("changed_offer", "/offer", "who has begun gets what they were shown; the new offer is for who begins from now on", "what is given for an answer has changed")
	}
	if !equal(before.Variants, after.Variants) {
		d.add("changed_variants", "/offer", "people may be drawn another reward the next time they begin; the notice tells the new shares", "which rewards are drawn, or for how many people, has changed")
	}
	if !equal(before.Bonuses, after.Bonuses) {
		d.add("changed_bonuses", "/offer", "who has begun gets what they were shown; the new ones are for who begins from now on", "what comes on top of the offer has changed")
	}
	if !equal(d.before.limits(before, after), d.after.limits(before, after)) {
		d.add("changed_limits", "/offer", "it holds for every version, at once", "how many there are of what is given, or when, has changed")
	}
}

// given is all that an offer may come to, as a version freezes it.
func (b *Bundle) given(offer string) *Version {
	v := &Version{}
	v.freeze(b, offer)
	return v
}

// limits are those that are current of the offers that are in both versions.
func (b *Bundle) limits(one, other *Version) map[string]rewards.Limits {
	out := map[string]rewards.Limits{}
	for program, p := range b.Programs {
		for name, o := range p.Offers {
			if id := program + "/" + name; one.Offer(id) != nil && other.Offer(id) != nil {
				l := o.Limits
				l.PerPerson, l.Period = nil, ""
				out[id] = l
			}
		}
	}
	return out
}
