package forms

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// chains checks what is wrong between the programs: names that lead nowhere, circles, offers that stand where they have no place.
func (l *loader) chains(b *Bundle) {
	for _, found := range rewards.CheckPrograms(b.Programs) {
		if found.Field.Code == "unknown_offer" {
			if l.unnamed(found.Offer, b) {
				continue // it may be an offer of a program that could not be read
			}
			found.Field.Code = "dangling_offer" // one word for it wherever an offer is named
		}
		l.report.found(b.programs[found.Program], SeverityError, found.Field)
	}
}

// checkPlace reports a form that gives a bonus: that is given beside what forms give.
func (f *Form) checkPlace(c *checks, programs map[string]rewards.Program) {
	if chain, err := rewards.Chain(programs, f.Offer); err == nil && len(chain[0].Terms.After) > 0 {
		c.fault("/offer", "misplaced_offer", "name one of the offers that it comes after", "the offer %q has an after: it is a bonus, given beside other offers once all of them are held", f.Offer)
	}
}

// unreached warns of bonuses that nobody will ever get, since no form gives what they come after.
func (l *loader) unreached(b *Bundle) {
	if l.report.failed() {
		return
	}
	given := map[string]bool{}
	for _, form := range b.Forms {
		b.resolve(form).eachOffer(func(o *rewards.Offered) { given[o.ID] = true })
	}
	for _, program := range slices.Sorted(maps.Keys(b.Programs)) {
		for _, name := range slices.Sorted(maps.Keys(b.Programs[program].Offers)) {
			for i, id := range b.Programs[program].Offers[name].After {
				if !given[id] {
					l.report.found(b.programs[program], SeverityWarning, fault.Field{
						Pointer: below("/offers", name) + "/after/" + strconv.Itoa(i), Code: "after_unreachable",
						Detail: "no form gives " + strconv.Quote(id) + ", so nobody gets this bonus", Right: "let a form give it, or leave it out",
					})
				}
			}
		}
	}
}

// Past warns of what is over at a moment: a draw that nobody can enter any more, and an offer whose time has ended. It is no part
// of Load, whose findings are the same at any time.
func (b *Bundle) Past(now time.Time) []Finding {
	r := &report{}
	for _, program := range slices.Sorted(maps.Keys(b.Programs)) {
		for _, name := range slices.Sorted(maps.Keys(b.Programs[program].Offers)) {
			o := b.Programs[program].Offers[name]
			for _, end := range []struct {
				at   *time.Time
				path string
				what string
			}{{o.Gives.Closes, "/gives/closes", "the draw is closed"}, {o.Limits.Closes, "/limits/closes", "the offer is over"}} {
				if end.at != nil && !now.Before(*end.at) {
					r.add(b.programs[program], SeverityWarning, fault.Field{
						Pointer: below("/offers", name) + end.path, Code: "offer_past", Detail: end.what + ", and nobody is given it any more",
						Right: "write a time to come, or let forms name another offer",
					})
				}
			}
		}
	}
	return r.sorted()
}
