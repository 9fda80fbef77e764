package forms

import "slices"

// checkKind refuses what a preference centre has no use for: people come to edit what they said, so
// nothing is given, judged or counted there.
func (f *Form) checkKind(c *checks) {
	if f.Capacity != nil && *f.Capacity < 1 {
		c.fault("/capacity", "out_of_range", "write 1 or more, or leave it out", "a form with %d places takes no answer", *f.Capacity)
	}
	if f.Kind != KindPreferences {
		return
	}
	for _, m := range []struct {
		pointer, name string
		given         bool
	}{
		{"/offer", "offer", f.Offer != ""},
		{"/outcomes", "outcomes", len(f.Outcomes) > 0},
		{"/outcomeBy", "outcomes", f.OutcomeBy != ""},
		{"/recommend", "recommendations", f.Recommend != nil},
		{"/capacity", "number of places", f.Capacity != nil},
		{"/anonymous", "anonymous answers", f.Anonymous},
	} {
		if m.given {
			c.fault(m.pointer, "unknown_field", "leave it out, or make the form of another kind", "a preference centre has no %s", m.name)
		}
	}
	if f.RepeatRule().Limited() {
		c.fault("/repeat", "out_of_range", `write "always", or leave it out`, "people may edit what they said as often as they like")
	}
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		scored := len(q.Scores) > 0 || slices.ContainsFunc(q.Choices, func(ch Choice) bool { return len(ch.Scores) > 0 })
		if scored && !q.IsKnowledge() {
			c.fault(at, "unknown_field", "leave the scores out", "nothing reads a score in a preference centre")
		}
		if q.Known != "" {
			c.fault(at+"/known", "unknown_field", "leave it out", "a preference centre shows everything that is known")
		}
	})
}

// checkIdentity checks who may answer.
func (f *Form) checkIdentity(c *checks, b *Brand) {
	identities := []string{IdentityDevice, IdentitySigned}
	switch {
	case f.Identity != "" && !slices.Contains(identities, f.Identity):
		c.fault("/identity", "out_of_range", Suggest(f.Identity, identities), "%q does not say who may answer", f.Identity)
	case f.Identity == IdentitySigned && len(b.Keys) == 0 && !b.torn("/keys"):
		c.fault("/identity", "needs_keys", `add the public key that your site signs with to brand.json's "keys"`, "only who the brand has signed in may answer, and it has no key to sign with")
	}
}

// checkAnonymous refuses what would let an anonymous vote be tied to a person.
func (f *Form) checkAnonymous(c *checks, b *Brand) {
	if !f.Anonymous {
		return
	}
	if f.Kind != KindPoll {
		if f.Kind != KindPreferences { // said there
			c.fault("/anonymous", "unknown_field", "leave it out, or make the form a poll", "only a poll's answers are mere counts")
		}
		return
	}
	for _, m := range []struct {
		pointer, name string
		given         bool
	}{
		{"/offer", "an offer is given to a person", f.Offer != ""},
		{"/context", "what the page passes in tells who votes", f.Context.Len() > 0},
		{"/identity", "a signed identity tells who votes", f.Identity == IdentitySigned},
	} {
		if m.given {
			c.fault(m.pointer, "not_anonymous", "leave it out, or the vote is not anonymous", "%s", m.name)
		}
	}
	f.eachQuestion(func(at string, _ *Page, q *Question) {
		a, known := b.attribute(q.Attribute)
		switch {
		case q.Type == "consent":
			c.fault(at, "not_anonymous", "leave it out, or the vote is not anonymous", "a consent is kept for the person who gave it")
		case known && !a.Bounded():
			c.fault(at, "not_anonymous", "ask for one of a few values, or the vote is not anonymous", "what people write is not counted but kept")
		case known && a.Sealed():
			c.fault(at, "not_anonymous", "ask for a preference or feedback, or the vote is not anonymous", "%s data say who a person is", a.Category)
		}
		if q.Known != "" && q.Known != KnownAsk {
			c.fault(at+"/known", "not_anonymous", "leave it out, or the vote is not anonymous", "what is known of a person can't stand in an anonymous vote")
		}
	})
}
