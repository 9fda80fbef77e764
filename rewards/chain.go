package rewards

import (
	"slices"
	"strings"

	"proffer/forms/fault"
)

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
