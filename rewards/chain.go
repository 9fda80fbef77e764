package rewards

import (
	"maps"
	"slices"
	"strings"

	"proffer/forms/fault"
)

// Finding is something wrong in one program that only the other programs show.
type Finding struct {
	Program string
	Field   fault.Field
}

// CheckPrograms returns what is wrong between a brand's programs, keyed by their ids: a fallback
// that names no offer, and fallbacks that lead back to where they began, each circle once, at the
// offer of it whose id is the least. Programs are in the order of their ids. A fallback that is not
// in the form "program/offer" is Validate's finding, not repeated here.
func CheckPrograms(programs map[string]Program) []Finding {
	var findings []Finding
	for _, program := range slices.Sorted(maps.Keys(programs)) {
		for _, name := range slices.Sorted(maps.Keys(programs[program].Offers)) {
			offer := programs[program].Offers[name]
			for _, held := range offer.HeldOffers() {
				if _, there := find(programs, held); !there && offerForm.MatchString(held) {
					findings = append(findings, Finding{program, fault.Field{
						Pointer: "/offers/" + fault.Escape(name) + "/when", Code: "unknown_offer", Detail: "there is no offer \"" + held + "\" to hold", Right: known(programs),
					}})
				}
			}
			next := offer.IfExhausted
			if !offerForm.MatchString(next) {
				continue
			}
			found := func(code, right, detail string) {
				findings = append(findings, Finding{program, fault.Field{
					Pointer: "/offers/" + fault.Escape(name) + "/ifExhausted", Code: code, Detail: detail, Right: right,
				}})
			}
			if _, there := find(programs, next); !there {
				found("unknown_offer", known(programs), "there is no offer \""+next+"\"")
				continue
			}
			id := program + "/" + name
			path, circle := follow(programs, id)
			if circle && path[len(path)-1] == id && slices.Min(path) == id {
				found("cycle", "let one of them have no fallback", "the fallbacks go round: "+strings.Join(path, " -> "))
			}
		}
	}
	return findings
}

// Chain returns the offer named "program/offer" and its fallbacks in the order in which they are
// tried, each frozen. A name that is not there, in id or in a fallback, and fallbacks that lead back
// to an offer of the chain are a fault Invalid.
func Chain(programs map[string]Program, id string) ([]Offered, error) {
	path, circle := follow(programs, id)
	if circle {
		return nil, fault.At(fault.Invalid, "", "cycle", "the fallbacks of %q go round: %s; let one of them have no fallback", id, strings.Join(path, " -> "))
	}
	chain := make([]Offered, 0, len(path))
	for _, step := range path {
		o, there := find(programs, step)
		if !there {
			return nil, fault.At(fault.Invalid, "", "unknown_offer", "there is no offer %q; %s", step, known(programs))
		}
		chain = append(chain, Freeze(step, o))
	}
	return chain, nil
}

// follow lists the ids from one offer along its fallbacks, up to one that has none or is not there
// or, in a circle, up to and with the first that was listed before.
func follow(programs map[string]Program, id string) (path []string, circle bool) {
	for {
		circle = slices.Contains(path, id)
		path = append(path, id)
		o, there := find(programs, id)
		if circle || !there || o.IfExhausted == "" {
			return path, circle
		}
		id = o.IfExhausted
	}
}

func find(programs map[string]Program, id string) (Offer, bool) {
	program, name, _ := strings.Cut(id, "/")
	o, there := programs[program].Offers[name]
	return o, there
}

func known(programs map[string]Program) string {
	var ids []string
	for program, p := range programs {
		for name := range p.Offers {
			ids = append(ids, program+"/"+name)
		}
	}
	if len(ids) == 0 {
		return "none is defined"
	}
	slices.Sort(ids)
	return "known here: " + strings.Join(ids, ", ")
}
