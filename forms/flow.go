package forms

import (
	"fmt"
	"slices"
	"strconv"
)

func (f *Form) pageIDs() []string {
	ids := []string{PageEnd}
	for _, p := range f.Pages {
		ids = append(ids, p.ID)
	}
	return ids
}

func (f *Form) pageIndex(id string) int {
	if id == PageEnd {
		return len(f.Pages)
	}
	return slices.IndexFunc(f.Pages, func(p Page) bool { return p.ID == id })
}

// successors are the pages that can follow page i; len(Pages) is the end. A next that names no later
// page was reported, and may have meant any.
func (f *Form) successors(i int) []int {
	return f.follow(i, func() (later []int) {
		for to := i + 1; to <= len(f.Pages); to++ {
			later = append(later, to)
		}
		return later
	})
}

// certain are the successors without what a wrong next may have meant.
func (f *Form) certain(i int) []int { return f.follow(i, func() []int { return nil }) }

func (f *Form) follow(i int, astray func() []int) []int {
	var out []int
	for _, n := range f.Pages[i].Next {
		if to := f.pageIndex(n.Page); to > i {
			out = append(out, to)
		} else {
			out = append(out, astray()...)
		}
		if n.When == nil {
			return out
		}
	}
	return append(out, i+1)
}

// reaches tells for each page which later pages can lie on one path with it.
func (f *Form) reaches() []map[int]bool {
	if f.flow == nil {
		f.flow = f.paths(f.successors)
	}
	return f.flow
}

func (f *Form) paths(successors func(page int) []int) []map[int]bool {
	out := make([]map[int]bool, len(f.Pages)+1)
	out[len(f.Pages)] = map[int]bool{}
	for i := len(f.Pages) - 1; i >= 0; i-- {
		out[i] = map[int]bool{}
		for _, to := range successors(i) {
			out[i][to] = true
			for far := range out[to] {
				out[i][far] = true
			}
		}
	}
	return out
}

// checkFlow finds pages that no path reaches, and attributes and consents that one path would ask for
// twice. Where it hangs on rules whether one path shows both, they are allowed. Unless the flow is
// whole, a page may be out of reach only because a name is wrong, which was reported.
func (f *Form) checkFlow(c *checks, whole bool) {
	if len(f.Pages) == 0 {
		return
	}
	reaches := f.paths(f.certain)
	for i := 1; i < len(f.Pages); i++ {
		if whole && !reaches[0][i] {
			c.fault("/pages/"+strconv.Itoa(i), "unreachable", "name it in a page's next, or remove it", "no path leads to the page %q", f.Pages[i].ID)
		}
	}
	type asked struct {
		page  int
		shown bool // always shown once its page is reached
		id    string
	}
	seen := map[string][]asked{}
	for i, p := range f.Pages {
		for j, q := range p.Questions {
			member, what := "attribute", q.Attribute
			if q.Type == "consent" {
				member, what = "purpose", q.Purpose
			}
			if what == "" {
				continue
			}
			now := asked{i, p.ShowIf == nil && q.ShowIf == nil, q.ID}
			for _, before := range seen[member+" "+what] {
				together := before.page == i || reaches[before.page][i]
				if together && ((before.shown && now.shown) || (before.shown && f.always(before.page, 0, i)) || (now.shown && f.always(i, before.page, len(f.Pages)))) {
					c.fault(fmt.Sprintf("/pages/%d/questions/%d/%s", i, j, member), "asked_twice", "ask it once, or on pages that no path joins",
						"a path asks for %q in both %q and %q", what, before.id, q.ID)
					break
				}
			}
			seen[member+" "+what] = append(seen[member+" "+what], now)
		}
	}
}

// always tells whether every path between two pages passes this one, either of them included.
func (f *Form) always(page, from, to int) bool {
	open := map[int]bool{from: true} // reached without passing it
	for i := from; i < to; i++ {
		if !open[i] || i == page {
			continue
		}
		for _, next := range f.successors(i) {
			open[next] = true
		}
	}
	return !open[to] || page == to || page == from
}
