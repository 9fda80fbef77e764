package forms

import (
	"cmp"
	"slices"
)

// Weight is a page sequence's balance, where it is lowest: of what is conditional, or drawn, that is
// counted which lowers it.
type Weight struct {
	Ask    float64 `json:"ask"`
	Give   float64 `json:"give"`   // Reward included
	Reward float64 `json:"reward"` // what the offer gives of it
	// Balance is Give by Ask; nil where nothing is asked.
	Balance *float64 `json:"balance"`
	// Most is what the sequence asks with everything in it that can be, whatever it gives for it.
	Most float64 `json:"most"`
	// Sensitivity is the highest of all questions that can be met on it.
	Sensitivity float64 `json:"sensitivity"`
	// Questions are those that were counted, the most costly first.
	Questions []Factors `json:"questions"`
}

// weigher computes balances of one version.
type weigher struct {
	v      *Version
	pages  [][]Factors
	reward float64
}

func (v *Version) weigher() *weigher {
	w := &weigher{v: v, pages: make([][]Factors, len(v.Form.Pages))}
	w.reward, _ = v.reward()
	names := v.Form.resultUses()
	for i := range v.Form.Pages {
		for j := range v.Form.Pages[i].Questions {
			q := &v.Form.Pages[i].Questions[j]
			f := v.factors(q)
			if v.Form.shapes(q, names) {
				f.Give = f.Ask
			}
			w.pages[i] = append(w.pages[i], f)
		}
	}
	return w
}

// everything is a rate at which all that can be asked is counted.
const everything = 1e12

// counted are the questions of one page that count at a rate: all that everybody is asked, and of the
// conditional and drawn ones those with which Give - rate x Ask is least.
func (w *weigher) counted(page int, of []Factors, rate float64) []Factors {
	cost := func(f Factors) float64 {
		c := f.Give - rate*f.Ask
		if f.Conditional {
			c = min(c, 0)
		}
		return c
	}
	drawn := slices.Clone(of)
	if pick := w.v.Form.Pages[page].Pick; pick != nil && *pick < int64(len(drawn)) {
		slices.SortStableFunc(drawn, func(a, b Factors) int { return cmp.Or(cmp.Compare(cost(a), cost(b)), cmp.Compare(b.Ask, a.Ask)) })
		drawn = drawn[:max(*pick, 0)]
	}
	return slices.DeleteFunc(drawn, func(f Factors) bool { return f.Conditional && f.Give-rate*f.Ask > 0 })
}

func sum(of []Factors) (give, ask float64) {
	for _, f := range of {
		give, ask = give+f.Give, ask+f.Ask
	}
	return give, ask
}

// weigh gives the balance of the sequence of these pages.
func (w *weigher) weigh(pages []int) Weight {
	once := w.once(pages)
	at := func(rate float64) (all []Factors) {
		for i, page := range pages {
			all = append(all, w.counted(page, once[i], rate)...)
		}
		return all
	}
	out := Weight{Reward: w.reward}
	for _, f := range slices.Concat(once...) { // of what is drawn, all can be met
		out.Sensitivity = max(out.Sensitivity, f.Sensitivity)
	}
	most := at(everything)
	_, out.Most = sum(most)
	out.Questions = most
	out.Balance = descend(w.reward, func(rate float64) (give, ask float64) {
		out.Questions = at(rate)
		return sum(out.Questions)
	})
	give, ask := sum(out.Questions)
	out.Give, out.Ask = w.reward+give, ask
	slices.SortStableFunc(out.Questions, func(a, b Factors) int { return cmp.Compare(b.Ask, a.Ask) })
	return out
}

// descend finds the least of (reward + give) / ask over all choices of what counts, where least gives
// the choice with the least give - rate x ask: at the least ratio itself, that is -reward (Dinkelbach,
// "On nonlinear fractional programming", 1967). It is nil where nothing can be asked.
func descend(reward float64, least func(rate float64) (give, ask float64)) *float64 {
	give, ask := least(everything)
	if ask == 0 {
		return nil
	}
	rate := (reward + give) / ask
	for range 64 { // each step takes another choice, of which few are ever needed
		give, ask = least(rate)
		if ask == 0 {
			break
		}
		next := (reward + give) / ask
		if next >= rate-1e-12 {
			break
		}
		rate = next
	}
	return &rate
}

// once are the questions of each page of a sequence, without those that ask for an attribute which
// another one of the sequence asks for at greater cost: a path asks for an attribute once.
func (w *weigher) once(pages []int) [][]Factors {
	best := map[string]string{}
	cost := map[string]Factors{}
	for _, page := range pages {
		for _, f := range w.pages[page] {
			had, twice := cost[f.attribute]
			if !twice || f.Ask-f.Give > had.Ask-had.Give || (f.Ask-f.Give == had.Ask-had.Give && f.Ask > had.Ask) {
				best[f.attribute], cost[f.attribute] = f.Question, f
			}
		}
	}
	out := make([][]Factors, len(pages))
	for i, page := range pages {
		for _, f := range w.pages[page] {
			if f.attribute == "" || best[f.attribute] == f.Question {
				out[i] = append(out[i], f)
			}
		}
	}
	return out
}
