package forms

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxPaths is how many page sequences are listed. Of a form that has more, only the extremes are
// computed, which takes no list.
const maxPaths = 10_000

// Paths are the ways through one form.
type Paths struct {
	Form  string `json:"form"`
	Kind  string `json:"kind"`
	Offer string `json:"offer,omitempty"`
	// Total is how many page sequences the rules of the flow allow, taken one by one; that two of them
	// may exclude each other is not looked into. MaxInt64 stands for more.
	Total int64 `json:"total"`
	// Bounded says that they are too many: Paths are then those with the lowest balance, with the greatest
	// Ask, and with the least Ask of those that ask for what a person may rather keep; and the three
	// numbers are bounds that no path passes.
	Bounded bool `json:"bounded"`
	// Lowest is the lowest balance; nil where nothing is asked.
	Lowest *float64 `json:"lowest"`
	// Most is the greatest Ask.
	Most float64 `json:"most"`
	// Pressing is the least Ask of a path with a question of sensitivity 3 or more; nil where none has one.
	Pressing *float64 `json:"pressing"`
	Paths    []Path   `json:"paths"`
	// Questions are the factors of every question, in the form's order.
	Questions []Factors `json:"questions"`
}

// Path is one sequence of pages, with what a person meets on it.
type Path struct {
	Pages []string `json:"pages"`
	// Needs is what has to hold for it, in the order in which it is decided.
	Needs []Need `json:"needs"`
	// Asked is how many questions it asks, and Seconds how long they take: without and with all that
	// is conditional.
	Asked   Range `json:"asked"`
	Seconds Range `json:"seconds"`
	// Outcomes are those that it can end with. None that is possible is missing; one that the answers
	// on the way exclude may be among them.
	Outcomes []string `json:"outcomes,omitempty"`
	Weight

	legs []leg
}

// Need is one decision on the way: whether a page was shown, or which page followed it.
type Need struct {
	Page string `json:"page"`
	Next string `json:"next,omitempty"` // "" where it is about the page being shown
	Rule string `json:"rule"`           // in words
}

// Range goes from the least to the most.
type Range struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

func (r Range) String() string {
	if r.Least == r.Most {
		return strconv.Itoa(r.Most)
	}
	return strconv.Itoa(r.Least) + " to " + strconv.Itoa(r.Most)
}

// String names the path by its pages.
func (p Path) String() string { return strings.Join(p.Pages, " > ") }

// leg is one page on a sequence: whether it is shown, and the page after it.
type leg struct {
	page  int
	to    int
	shown bool
}

// exits are the pages that can follow page i, each once.
func (f *Form) exits(i int) []int {
	var out []int
	for _, to := range f.successors(i) {
		if !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return out
}

// sequences counts the page sequences; MaxInt64 if there are more than that.
func (f *Form) sequences() int64 {
	counts := make([]float64, len(f.Pages)+1)
	counts[len(f.Pages)] = 1
	for i := len(f.Pages) - 1; i >= 0; i-- {
		for _, to := range f.exits(i) {
			counts[i] += counts[to]
		}
		if f.Pages[i].ShowIf != nil {
			counts[i] *= 2
		}
	}
	if counts[0] >= math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(counts[0])
}

// walk visits every page sequence. The legs are the visitor's only until it returns.
func (f *Form) walk(visit func([]leg)) {
	var legs []leg
	var from func(i int)
	from = func(i int) {
		if i >= len(f.Pages) {
			visit(legs)
			return
		}
		for _, shown := range []bool{true, false} {
			if !shown && f.Pages[i].ShowIf == nil {
				continue
			}
			for _, to := range f.exits(i) {
				legs = append(legs, leg{page: i, to: to, shown: shown})
				from(to)
				legs = legs[:len(legs)-1]
			}
		}
	}
	from(0)
}

// Paths lists the ways through the form and weighs each.
func (v *Version) Paths() Paths {
	f, w := &v.Form, v.weigher()
	out := Paths{Form: f.ID, Kind: f.Kind, Total: f.sequences(), Paths: []Path{}, Questions: slices.Concat(w.pages...)}
	if len(v.Offers) > 0 {
		out.Offer = v.Offers[0].ID
	}
	if out.Bounded = out.Total > maxPaths; out.Bounded {
		v.extremes(w.bounder(), &out)
		return out
	}
	f.walk(func(legs []leg) { out.Paths = append(out.Paths, v.path(w, slices.Clone(legs))) })
	for i := range out.Paths {
		p := &out.Paths[i]
		if p.Balance != nil && (out.Lowest == nil || *p.Balance < *out.Lowest) {
			out.Lowest = p.Balance
		}
		out.Most = max(out.Most, p.Most)
		if p.presses() && (out.Pressing == nil || p.Ask < *out.Pressing) {
			out.Pressing = &p.Ask
		}
	}
	return out
}

// presses tells whether a reward could press people into the path: something is asked there that they
// may rather keep.
func (p Path) presses() bool { return p.Sensitivity >= pressureFrom && p.Ask > 0 }

// extremes sets the bounds, and the paths that they were found on, each once.
func (v *Version) extremes(b *bounder, out *Paths) {
	lowest, balance := b.lowest()
	most, ask := b.most()
	pressing, least := b.pressing()
	out.Lowest, out.Most, out.Pressing = balance, ask, least
	for _, legs := range [][]leg{lowest, most, pressing} {
		p := v.path(b.weigher, legs)
		if legs != nil && !slices.ContainsFunc(out.Paths, func(o Path) bool { return o.String() == p.String() }) {
			out.Paths = append(out.Paths, p)
		}
	}
}

func (v *Version) path(w *weigher, legs []leg) Path {
	f := &v.Form
	p := Path{Pages: []string{}, Needs: []Need{}, Outcomes: v.possible(legs), legs: legs}
	var pages []int
	for _, s := range legs {
		page := &f.Pages[s.page]
		if page.ShowIf != nil {
			p.Needs = append(p.Needs, Need{Page: page.ID, Rule: inWords(page.ShowIf, s.shown)})
		}
		if exits := f.exits(s.page); len(exits) > 1 {
			p.Needs = append(p.Needs, Need{Page: page.ID, Next: f.pageName(s.to), Rule: f.leads(s.page, s.to)})
		}
		if !s.shown {
			continue
		}
		pages = append(pages, s.page)
		p.Pages = append(p.Pages, page.ID)
		asked := page.extent(func(q *Question) Range {
			if q.Type == "statement" {
				return Range{}
			}
			return Range{1, 1}
		})
		seconds := page.extent(func(q *Question) Range { e := v.effort(q); return Range{e.Seconds, e.Seconds} })
		p.Asked = Range{p.Asked.Least + asked.Least, p.Asked.Most + asked.Most}
		p.Seconds = Range{p.Seconds.Least + seconds.Least, p.Seconds.Most + seconds.Most}
	}
	p.Weight = w.weigh(pages)
	return p
}

func (f *Form) pageName(i int) string {
	if i >= len(f.Pages) {
		return PageEnd
	}
	return f.Pages[i].ID
}

// leads says in words when page i is followed by page to.
func (f *Form) leads(i, to int) string {
	var rules []string
	for _, n := range f.Pages[i].Next {
		if f.pageIndex(n.Page) != to {
			continue
		}
		if n.When == nil {
			return "otherwise"
		}
		rules = append(rules, inWords(n.When, true))
	}
	if to == i+1 && !slices.ContainsFunc(f.Pages[i].Next, unconditional) {
		return "otherwise"
	}
	return strings.Join(rules, " or ")
}

// unconditional tells whether an entry always holds; where one does, the following page comes only where
// it is named.
func unconditional(n Next) bool { return n.When == nil }

// extent is the least and the most that the questions of a shown page add up to: without and with the
// conditional ones, and of a page that draws its questions the smallest and the greatest.
func (p *Page) extent(value func(*Question) Range) Range {
	least, most := make([]int, len(p.Questions)), make([]int, len(p.Questions))
	for i := range p.Questions {
		r := value(&p.Questions[i])
		most[i] = r.Most
		if p.Questions[i].ShowIf == nil {
			least[i] = r.Least
		}
	}
	if p.Pick != nil && int(*p.Pick) < len(most) {
		slices.Sort(least)
		slices.Sort(most)
		slices.Reverse(most)
		drawn := max(int(*p.Pick), 0)
		least, most = least[:drawn], most[:drawn]
	}
	var out Range
	for i := range most {
		out.Least, out.Most = out.Least+least[i], out.Most+most[i]
	}
	return out
}
