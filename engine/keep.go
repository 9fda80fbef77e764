package engine

import (
	"slices"
	"time"

	"proffer/forms"
	"proffer/rewards"
)

// kept is what of one exchange is stored, and what is not.
type kept struct {
	preferences []Preference
	feedback    []Preference
	refs        []KeptRef
	declined    []string
	dropped     []Drop
	consents    []Consent
	withdrawn   []string
	removed     []KeptRef
	context     []Passed
}

// keep decides what is stored of the answers on a path. It is the only place where a preference is
// made (promise P1). A value is kept under those of its purposes whose basis holds now: a contract
// always; a consent after a yes to this version of the purpose, in this response or standing; a
// legitimate interest unless it was objected to. With none of them it is dropped: it goes into no
// row, and only that it was given and not kept is said.
func keep(p *path, objections []string, facts Facts, now time.Time, response Response) kept {
	var k kept
	k.consent(p, objections, facts, now, response)
	for _, q := range p.shown {
		a, answered := p.answers[q.ID]
		known := slices.ContainsFunc(response.Known, func(ref KnownRef) bool { return ref.Question == q.ID })
		if !answered || q.Attribute == "" || known {
			continue // what was known is held already, and its time does not begin anew
		}
		if a.Declined {
			k.declined = append(k.declined, q.ID)
			k.remove(p.version, q, facts)
			continue
		}
		attribute, _ := p.version.Attributes.Get(q.Attribute)
		pref := Preference{
			Attribute: q.Attribute, Question: q.ID, Value: a.JSON, Sealed: attribute.Sealed(),
			Purposes: k.bases(p.version, attribute.Purposes, attribute.KeepFor, facts, now), Rev: facts.Rev, Response: response.ID,
		}
		if len(pref.Purposes) == 0 {
			k.dropped = append(k.dropped, Drop{Question: q.ID, Reason: DropNoBasis})
			continue
		}
		ref := KeptRef{Question: q.ID, Attribute: q.Attribute, Feedback: attribute.Category == forms.CategoryFeedback}
		for _, b := range pref.Purposes {
			ref.Purposes = append(ref.Purposes, b.Purpose)
		}
		k.refs = append(k.refs, ref)
		if ref.Feedback {
			k.feedback = append(k.feedback, pref)
		} else {
			// Where a form asks twice for one attribute, the later answer stands.
			k.preferences = slices.DeleteFunc(k.preferences, func(p Preference) bool { return p.Attribute == pref.Attribute })
			k.preferences = append(k.preferences, pref)
		}
	}
	return k
}

// objectionYears is how long an objection stands. It has to outlive what it forbids: were it kept only
// as long as the purpose, the same use would begin again by itself.
const objectionYears = 5

// consent records the yes, no and objection of this response, one for each purpose: where a form asks
// twice, the later answer stands. A no takes back an earlier yes.
func (k *kept) consent(p *path, objections []string, facts Facts, now time.Time, response Response) {
	add := func(purpose, question string, given bool) {
		k.consents = slices.DeleteFunc(k.consents, func(c Consent) bool { return c.Purpose == purpose })
		k.withdrawn = slices.DeleteFunc(k.withdrawn, func(id string) bool { return id == purpose })
		terms, _ := p.version.Purposes.Get(purpose)
		until := terms.Keep.After(now)
		if question == "" {
			until = now.AddDate(objectionYears, 0, 0)
		}
		k.consents = append(k.consents, Consent{
			Purpose: purpose, Version: p.version.PurposeVersion(purpose), Given: given, Question: question,
			Until: until, At: now, Rev: facts.Rev, Response: response.ID,
		})
		if !given {
			k.withdrawn = append(k.withdrawn, purpose)
		}
	}
	for _, q := range p.shown {
		if a, answered := p.answers[q.ID]; answered && q.Type == "consent" {
			add(q.Purpose, q.ID, a.Value.Bool())
		}
	}
	for _, purpose := range objections {
		add(purpose, "", false)
	}
}

// remove takes what is held of a question that was declined in a preference centre: there, declining
// is saying that it shall be held no more. Elsewhere a decline says nothing about what was told before.
func (k *kept) remove(v *forms.Version, q *forms.Question, facts Facts) {
	p, held := facts.Held[q.Attribute]
	if v.Form.Kind != forms.KindPreferences || !held {
		return
	}
	ref := KeptRef{Question: q.ID, Attribute: q.Attribute}
	for _, b := range p.Purposes {
		ref.Purposes = append(ref.Purposes, b.Purpose)
	}
	k.removed = append(k.removed, ref)
}

// bases are those of the purposes under which a value may be held now, each for its own time.
func (k *kept) bases(v *forms.Version, purposes []string, keepFor func(string, forms.Purpose) forms.Period, facts Facts, now time.Time) []Basis {
	var out []Basis
	for _, id := range purposes {
		terms, _ := v.Purposes.Get(id)
		version := v.PurposeVersion(id)
		holds := false
		switch terms.Basis {
		case forms.BasisContract:
			holds = true
		case forms.BasisConsent:
			holds = k.said(id, version, facts, now) == yes
		case forms.BasisLegitimateInterest:
			holds = k.said(id, "", facts, now) != no
		}
		if holds {
			period := keepFor(id, terms)
			out = append(out, Basis{Purpose: id, Version: version, Basis: terms.Basis, Until: period.After(now)})
		}
	}
	return out
}

type said int

const (
	nothing said = iota
	yes
	no
)

// said is what the person last said about a purpose: in this response, else before. A standing yes
// counts only for the version it was given to; "" asks for any.
func (k *kept) said(purpose, version string, facts Facts, now time.Time) said {
	answer := func(c Consent) said {
		switch {
		case !c.Given:
			return no
		case version != "" && c.Version != version, !c.Until.After(now):
			return nothing
		}
		return yes
	}
	for _, c := range k.consents {
		if c.Purpose == purpose {
			return answer(c)
		}
	}
	if c, ok := facts.Standing[purpose]; ok {
		return answer(c)
	}
	return nothing
}

// allowed are those of the purposes that let a recipient's endpoint see a value.
func allowed(v *forms.Version, endpoint rewards.Endpoint, purposes []string) []string {
	return slices.DeleteFunc(slices.Clone(purposes), func(id string) bool {
		terms, known := v.Purposes.Get(id)
		return !known || !slices.Contains(endpoint.Purposes, id) || !slices.Contains(terms.Recipients, endpoint.Recipient)
	})
}
