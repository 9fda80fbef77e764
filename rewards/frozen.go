package rewards

import (
	"maps"
	"slices"
)

// Split is a variant of an offer as a version froze it: the share of people, in per cent, who get it, and the chain that they get.
type Split struct {
	Share int       `json:"share"`
	Chain []Offered `json:"chain"`
}

// Bonus is an offer with after as a version froze it.
type Bonus struct {
	Offer Offered `json:"offer"`
	// Counts are, for each offer that it comes after, those of which one has to be held: it, and its variants, which are
	// given in its place.
	Counts [][]string `json:"counts"`
	// Labels are what those offers are called.
	Labels []Text `json:"labels"`
}

// Splits are the variants of an offer with their chains, frozen, in the order in which they are written.
func Splits(programs map[string]Program, id string) ([]Split, error) {
	o, _ := find(programs, id)
	var out []Split
	for _, v := range o.Variants {
		chain, err := Chain(programs, v.Offer)
		if err != nil {
			return nil, err
		}
		out = append(out, Split{v.Share, chain})
	}
	return out, nil
}

// Bonuses are the offers that come after one of some offers, or after a bonus of these, frozen, each behind those of
// them that it comes after, else in the order of their ids. Bonuses that wait for each other are left out.
func Bonuses(programs map[string]Program, given []string) []Bonus {
	var waiting []string
	for program, p := range programs {
		for name, o := range p.Offers {
			if len(o.After) > 0 {
				waiting = append(waiting, program+"/"+name)
			}
		}
	}
	slices.Sort(waiting)
	reached := map[string]bool{}
	for _, id := range given {
		reached[id] = true
	}
	near := map[string]Bonus{}
	for changed := true; changed; {
		changed = false
		for _, id := range waiting {
			o, _ := find(programs, id)
			b := Bonus{Offer: Freeze(id, o)}
			if _, done := near[id]; done {
				continue
			}
			for _, after := range o.After {
				of, _ := find(programs, after)
				counts := []string{after}
				for _, v := range of.Variants {
					counts = append(counts, v.Offer)
				}
				b.Counts, b.Labels = append(b.Counts, counts), append(b.Labels, of.Label)
			}
			if b.names(func(id string) bool { return reached[id] }) {
				near[id], reached[id], changed = b, true, true
			}
		}
	}
	var out []Bonus
	for placed := map[string]bool{}; len(near) > 0; {
		ready := slices.DeleteFunc(slices.Sorted(maps.Keys(near)), func(id string) bool {
			return near[id].names(func(other string) bool { _, before := near[other]; return before && !placed[other] })
		})
		if len(ready) == 0 {
			break
		}
		for _, id := range ready {
			out = append(out, near[id])
			placed[id] = true
			delete(near, id)
		}
	}
	return out
}

func (b Bonus) names(is func(id string) bool) bool {
	return slices.ContainsFunc(b.Counts, func(of []string) bool { return slices.ContainsFunc(of, is) })
}
