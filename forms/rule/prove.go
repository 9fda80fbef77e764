package rule

import (
	"maps"
	"math"
	"slices"
)

// Known is what is known of the variables at a place.
type Known interface {
	// Domain is what a variable can be.
	Domain(name string) Domain
	// Rule is what a computed variable is computed with; nil for any other.
	Rule(name string) *Rule
}

// Claim says that a rule holds, or that it does not: that it gives false, or nothing.
type Claim struct {
	Rule  *Rule
	Holds bool
}

// Verdict is what was proved of a rule.
type Verdict uint8

// The verdicts. Unknown says nothing: it was not proved, within the work allowed.
const (
	Unknown Verdict = iota
	Never           // no values that the variables can have let it hold
	Always          // it holds for all of them
)

// The limits of the work: visits of an operator, a variable or a literal.
const (
	WorkPerProof = 20_000    // of one proof
	WorkPerForm  = 3_000_000 // of a Prover, unless it says otherwise
	// maxComputing is how deep computed values may build on each other to be looked through.
	maxComputing = 24
)

// Prover proves what rules can give. It is sound: what it calls impossible is. It decides by narrowing
// what the variables can be and by telling cases apart, up to the limits of its work; beyond them it
// proves nothing. A Prover is used by one goroutine.
type Prover struct {
	Work int // what is left, over all proofs
	left int // of this proof
	deep int // computed values being looked through
}

// NewProver has WorkPerForm to do.
func NewProver() *Prover { return &Prover{Work: WorkPerForm} }

// Prove tells whether the rule never or always holds where the claims do.
func (p *Prover) Prove(k Known, r *Rule, given ...Claim) Verdict {
	switch {
	case !p.Possible(k, append(slices.Clone(given), Claim{r, true})...):
		return Never
	case !p.Possible(k, append(slices.Clone(given), Claim{r, false})...):
		return Always
	}
	return Unknown
}

// Possible is false only if no values that the variables can have make all the claims true.
func (p *Prover) Possible(k Known, claims ...Claim) bool {
	p.left = min(WorkPerProof, p.Work)
	before := p.left
	found := p.search(&view{p: p, known: k, own: map[string]Domain{}}, claims)
	p.Work -= before - max(p.left, 0)
	return found || p.left <= 0
}

// Narrow gives what the variables of the claims can be where these are all true, for those of which
// something follows; false if they never are.
func (p *Prover) Narrow(k Known, claims ...Claim) (map[string]Domain, bool) {
	p.left = min(WorkPerProof, p.Work)
	before := p.left
	w := &view{p: p, known: k, own: map[string]Domain{}}
	possible := w.propagate(claims)
	p.Work -= before - max(p.left, 0)
	if p.left <= 0 {
		return map[string]Domain{}, true
	}
	return w.own, possible
}

// spend takes a visit; it tells whether none is left.
func (p *Prover) spend() bool {
	p.left--
	return p.left <= 0
}

// view is what is known of the variables, with what follows from the claims so far.
type view struct {
	p     *Prover
	known Known
	own   map[string]Domain
}

func (w *view) clone() *view { return &view{p: w.p, known: w.known, own: maps.Clone(w.own)} }

// plain is what a variable that is not computed can be.
func (w *view) plain(name string) Domain {
	if d, ok := w.own[name]; ok {
		return d
	}
	return w.known.Domain(name)
}

func (w *view) variable(name string) Domain {
	r := w.known.Rule(name)
	if r == nil {
		return w.plain(name)
	}
	d := Domain{}
	w.within(r, func(root *node) bool {
		d = w.eval(root, Domain{})
		return true
	})
	return d
}

// within looks through a computed value; beyond the limit nothing is known of it.
func (w *view) within(r *Rule, f func(root *node) bool) bool {
	if w.p.deep >= maxComputing {
		return true
	}
	w.p.deep++
	defer func() { w.p.deep-- }()
	return f(&r.root)
}

// propagate narrows by each claim, twice, since one may tell something that another needs.
func (w *view) propagate(claims []Claim) bool {
	for range 2 {
		for _, c := range claims {
			if !w.assume(&c.Rule.root, c.Holds) {
				return false
			}
		}
	}
	return true
}

func (p *Prover) search(w *view, claims []Claim) bool {
	if p.left <= 0 {
		return true
	}
	if !w.propagate(claims) {
		return p.left <= 0
	}
	settled := true
	for _, c := range claims {
		t := w.eval(&c.Rule.root, Domain{}).holds()
		if (c.Holds && !t.can) || (!c.Holds && !t.cannot) {
			return p.left <= 0
		}
		settled = settled && !(t.can && t.cannot)
	}
	if settled || p.left <= 0 {
		return true
	}
	name, parts := w.split(claims)
	if parts == nil {
		return true
	}
	for _, part := range parts {
		v := w.clone()
		v.own[name] = part
		if p.search(v, claims) {
			return true
		}
	}
	return false
}

// split picks a variable of the claims of which cases can be told apart, the fewest first.
func (w *view) split(claims []Claim) (name string, parts []Domain) {
	names, marks := w.reads(claims)
	for _, n := range names {
		cases := w.plain(n).cases(marks)
		if len(cases) > 1 && (parts == nil || len(cases) < len(parts)) {
			name, parts = n, cases
		}
	}
	return name, parts
}

// reads are the variables of the claims, computed ones looked through, and the numbers, dates and texts
// that stand in them, at which cases differ.
func (w *view) reads(claims []Claim) (names []string, marks []Value) {
	seen := map[string]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		if w.p.spend() {
			return
		}
		switch n.op {
		case opLiteral:
			marks = append(marks, n.value)
			marks = append(marks, n.value.elements()...)
		case opVar, opAnswered:
			if seen[n.name] {
				return
			}
			seen[n.name] = true
			if r := w.known.Rule(n.name); r != nil {
				visit(&r.root)
				return
			}
			names = append(names, n.name)
		}
		for i := range n.args {
			visit(&n.args[i])
		}
	}
	for _, c := range claims {
		visit(&c.Rule.root)
	}
	return names, marks
}

// cases are smaller domains that make up d; one or none, if it can't be told apart further.
func (d Domain) cases(marks []Value) []Domain {
	switch {
	case !d.known:
		return nil
	case d.absent && d.kind != Absent:
		return []Domain{d.without(), d.present()}
	case d.kind == Bool, d.kind == Text:
		var out []Domain
		for _, v := range d.set {
			out = append(out, OneOf(v))
		}
		return out
	case d.kind == Number, d.kind == Date:
		return d.cut(marks)
	case d.kind == List:
		return d.pick()
	}
	return nil
}

// cut splits an interval at a mark that lies in it.
func (d Domain) cut(marks []Value) []Domain {
	for _, m := range marks {
		at := m.number
		if d.kind == Date && m.kind == Text && isDate(m.text) {
			at = day(m.text)
		} else if d.kind != Number || m.kind != Number {
			continue
		}
		if d.lo == d.hi || at < d.lo || at > d.hi || math.Abs(at) > 1<<53 {
			continue
		}
		var out []Domain
		for _, b := range [][2]float64{{d.lo, d.before(at)}, {at, at}, {d.after(at), d.hi}} {
			if part := d.bounded(b[0], b[1]); part.kind != Absent {
				out = append(out, part)
			}
		}
		return out
	}
	return nil
}

// pick splits lists by whether one element is in them.
func (d Domain) pick() []Domain {
	for _, e := range d.list.may {
		if contains(d.list.must, e) || e.kind == Date {
			continue
		}
		with, without := d, d
		with.list.must = append(slices.Clone(d.list.must), e)
		without.list.may = slices.DeleteFunc(slices.Clone(d.list.may), e.Equal)
		var out []Domain
		for _, part := range []Domain{with.sized(), without.sized()} {
			if !part.empty() {
				out = append(out, part)
			}
		}
		return out
	}
	return nil
}
