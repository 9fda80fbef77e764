package rewards

import (
	"slices"
	"strconv"
)

const mostRelated = 20

// related checks the offers that this one names beside its fallback: whether they exist is CheckPrograms' to say.
func (v *validator) related(o Offer) {
	if len(o.After) > mostRelated {
		v.add("/after", "out_of_range", "name "+strconv.Itoa(mostRelated)+" or fewer", "nobody keeps %d offers in mind", len(o.After))
	}
	for i, id := range o.After {
		v.names("/after/"+strconv.Itoa(i), id, slices.Index(o.After, id) < i)
	}
	if len(o.After) > 0 {
		v.bonus(o)
	}
	total := 0
	for i, variant := range o.Variants {
		at := "/variants/" + strconv.Itoa(i)
		v.names(at+"/offer", variant.Offer, slices.IndexFunc(o.Variants, func(other Variant) bool { return other.Offer == variant.Offer }) < i)
		if variant.Share < 1 || variant.Share > 100 {
			v.add(at+"/share", "out_of_range", "write 1 to 100, in per cent", "a share of %d is none", variant.Share)
			continue
		}
		if total += variant.Share; total > 100 {
			v.add(at+"/share", "out_of_range", "let the shares be at most 100 in all; who is in none gets the offer itself", "the shares come to %d per cent", total)
			break
		}
	}
}

func (v *validator) names(pointer, id string, twice bool) {
	switch {
	case !offerForm.MatchString(id):
		v.add(pointer, "bad_id", `write "program/offer", e.g. "beans/two-hundred"`, "%q does not name an offer", id)
	case twice:
		v.add(pointer, "duplicate", "leave one of them out", "%q is named twice", id)
	}
}

// bonus checks what an offer must and may not have that is given beside others.
func (v *validator) bonus(o Offer) {
	if o.Limits.PerPerson == nil {
		v.add("/limits/perPerson", "required", "write how often one person gets it, e.g. 1", "without it the bonus would be given again with each answer")
	}
	if o.IfExhausted != "" {
		v.add("/ifExhausted", "unknown_field", "leave it out", "a bonus has no fallback: it is given beside another offer or not")
	}
	if len(o.Variants) > 0 {
		v.add("/variants", "unknown_field", "leave it out", "a bonus has no variants")
	}
	if o.Quizzes() {
		v.add("/when", "unknown_variable", "let the offer that it comes after depend on it", "a bonus is given with several forms, and knowledge is one quiz's")
	}
}
