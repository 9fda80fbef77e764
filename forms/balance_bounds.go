package forms

import (
	"math"
	"slices"
)

// bounder finds the extremes of the balance among all page sequences without listing them: it takes the
// best way from each page on, the last page first. No path passes what it finds. Where no attribute is
// asked for twice on a sequence, and no page draws its questions, some path reaches it.
type bounder struct {
	*weigher
	// pages are the questions that count on each page by itself. What may be asked for again on the same
	// sequence, and counts once, is taken as conditional.
	pages [][]Factors
	// times is how often a sequence can ask for an attribute, and cheapest what that costs at least.
	times    map[string]int
	cheapest map[string]float64
}

func (w *weigher) bounder() *bounder {
	b := &bounder{weigher: w, pages: make([][]Factors, len(w.pages)), times: map[string]int{}, cheapest: map[string]float64{}}
	for i := range w.pages {
		b.pages[i] = w.once([]int{i})[0]
	}
	for _, f := range slices.Concat(b.pages...) {
		if _, known := b.times[f.attribute]; f.attribute == "" || known {
			continue
		}
		asks := func(page int) float64 {
			if slices.ContainsFunc(b.pages[page], func(o Factors) bool { return o.attribute == f.attribute }) {
				return 1
			}
			return 0
		}
		_, most := w.best(asks)
		b.times[f.attribute], b.cheapest[f.attribute] = int(most), f.Ask
		for _, o := range slices.Concat(w.pages...) {
			if o.attribute == f.attribute {
				b.cheapest[f.attribute] = min(b.cheapest[f.attribute], o.Ask)
			}
		}
	}
	for _, of := range b.pages {
		for j := range of {
			of[j].Conditional = of[j].Conditional || b.again(of[j])
		}
	}
	return b
}

// again tells whether the attribute of a question may be asked for once more on the same sequence.
func (b *bounder) again(f Factors) bool { return b.times[f.attribute] > 1 }

// lowest is the sequence with the lowest balance; nil where nothing is asked.
func (b *bounder) lowest() (legs []leg, balance *float64) {
	balance = descend(b.reward, func(rate float64) (give, ask float64) {
		legs, _ = b.best(func(page int) float64 {
			g, a := sum(b.counted(page, b.pages[page], rate))
			return rate*a - g
		})
		for _, s := range legs {
			if s.shown {
				g, a := sum(b.counted(s.page, b.pages[s.page], rate))
				give, ask = give+g, ask+a
			}
		}
		return give, ask
	})
	return legs, balance
}

// most is the sequence that asks most.
func (b *bounder) most() (legs []leg, ask float64) {
	return b.best(func(page int) float64 {
		_, ask := sum(b.counted(page, b.pages[page], everything))
		return ask
	})
}

// pressing is the sequence that asks least among those on which something is asked that a person may
// rather keep; nil where there is none.
func (b *bounder) pressing() (legs []leg, ask *float64) {
	legs, least := b.least(b.atLeast, func(page int) bool {
		return slices.ContainsFunc(b.pages[page], func(f Factors) bool { return f.Sensitivity >= pressureFrom })
	})
	if math.IsInf(least, 1) {
		return nil, nil
	}
	return legs, &least
}

// atLeast is what a page asks for at least where the reward is more than pressureTimes what is asked. At
// such a rate all that is conditional lowers the balance and counts. What is asked for again counts its
// part of the cheapest question for it: so many of them as a sequence can show add up to no more than one.
func (b *bounder) atLeast(page int) (ask float64) {
	of := b.pages[page]
	if !slices.ContainsFunc(of, b.again) {
		_, ask = sum(b.counted(page, of, pressureTimes))
		return ask
	}
	var parts []float64
	for _, f := range of {
		if b.again(f) {
			f.Ask = b.cheapest[f.attribute] / float64(b.times[f.attribute])
		}
		parts = append(parts, f.Ask)
	}
	if pick := b.v.Form.Pages[page].Pick; pick != nil && *pick < int64(len(parts)) {
		slices.Sort(parts)
		parts = parts[:max(*pick, 0)]
	}
	for _, part := range parts {
		ask += part
	}
	return ask
}

// best is the sequence of pages with the greatest sum of a value over the pages that it shows.
func (w *weigher) best(value func(page int) float64) (legs []leg, total float64) {
	f := &w.v.Form
	n := len(f.Pages)
	sums, chosen := make([]float64, n+1), make([]leg, n)
	for i := n - 1; i >= 0; i-- {
		after := math.Inf(-1)
		for _, to := range f.exits(i) {
			if sums[to] > after {
				after, chosen[i] = sums[to], leg{page: i, to: to}
			}
		}
		own := value(i)
		chosen[i].shown = f.Pages[i].ShowIf == nil || own > 0
		if chosen[i].shown {
			after += own
		}
		sums[i] = after
	}
	for i := 0; i < n; i = chosen[i].to {
		legs = append(legs, chosen[i])
	}
	return legs, sums[0]
}

// least is the sequence with the least sum of a value, among those that show a page of a kind; infinite
// where none does.
func (w *weigher) least(value func(page int) float64, kind func(page int) bool) (legs []leg, total float64) {
	f := &w.v.Form
	n := len(f.Pages)
	// From each page on: whatever comes, and with a page of the kind still to come.
	free, bound := make([]float64, n+1), make([]float64, n+1)
	freely, bounden := make([]leg, n), make([]leg, n)
	bound[n] = math.Inf(1)
	for i := n - 1; i >= 0; i-- {
		free[i], bound[i] = math.Inf(1), math.Inf(1)
		own, is := value(i), kind(i)
		for _, to := range f.exits(i) {
			for _, shown := range []bool{true, false} {
				if !shown && f.Pages[i].ShowIf == nil {
					continue
				}
				after, until := free[to], bound[to]
				if shown && is {
					until = after
				}
				if shown {
					after, until = after+own, until+own
				}
				if after < free[i] {
					free[i], freely[i] = after, leg{page: i, to: to, shown: shown}
				}
				if until < bound[i] {
					bound[i], bounden[i] = until, leg{page: i, to: to, shown: shown}
				}
			}
		}
	}
	if math.IsInf(bound[0], 1) {
		return nil, bound[0]
	}
	met := false
	for i := 0; i < n; {
		l := bounden[i]
		if met {
			l = freely[i]
		}
		met = met || l.shown && kind(i)
		legs = append(legs, l)
		i = l.to
	}
	return legs, bound[0]
}
