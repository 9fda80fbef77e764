package forms

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawnFactors is a weigher over drawn questions: pages with conditional and drawn ones.
func drawnFactors(t *rapid.T) *weigher {
	w := &weigher{v: &Version{}, reward: rapid.SampledFrom([]float64{0, 1, 5, 20}).Draw(t, "reward")}
	pages := rapid.IntRange(1, 4).Draw(t, "pages")
	for i := range pages {
		page := Page{ID: fmt.Sprint("p", i)}
		var of []Factors
		for j := range rapid.IntRange(1, 3).Draw(t, "questions") {
			f := Factors{Question: fmt.Sprintf("q%d_%d", i, j), Ask: rapid.SampledFrom([]float64{0, 1, 1.25, 2, 5.625, 12.5}).Draw(t, "ask"), Conditional: rapid.Bool().Draw(t, "conditional")}
			if rapid.Bool().Draw(t, "gives") {
				f.Give = f.Ask
			}
			f.attribute = rapid.SampledFrom([]string{"", f.Question, f.Question, "shared"}).Draw(t, "attribute")
			of = append(of, f)
			page.Questions = append(page.Questions, Question{ID: f.Question})
		}
		if rapid.IntRange(0, 2).Draw(t, "pick") == 0 {
			n := int64(rapid.IntRange(1, len(of)).Draw(t, "picked"))
			page.Pick = &n
		}
		w.pages, w.v.Form.Pages = append(w.pages, of), append(w.v.Form.Pages, page)
	}
	return w
}

// naive is the least ratio over every subset of the questions that a person may meet, one by one.
func naive(w *weigher, pages []int, once [][]Factors) float64 {
	sets := [][]Factors{nil}
	for i, page := range pages {
		var grown [][]Factors
		pick := len(once[i])
		if p := w.v.Form.Pages[page].Pick; p != nil {
			pick = min(pick, int(*p))
		}
		for mask := range 1 << len(once[i]) { // what is drawn
			var drawn []Factors
			for j, f := range once[i] {
				if mask&(1<<j) != 0 {
					drawn = append(drawn, f)
				}
			}
			if len(drawn) != pick {
				continue
			}
			for shown := range 1 << len(drawn) { // what of it is shown
				var met []Factors
				ok := true
				for j, f := range drawn {
					switch {
					case shown&(1<<j) != 0:
						met = append(met, f)
					case !f.Conditional:
						ok = false
					}
				}
				if ok {
					for _, s := range sets {
						grown = append(grown, slices.Concat(s, met))
					}
				}
			}
		}
		sets = grown
	}
	least := math.Inf(1)
	for _, s := range sets {
		if give, ask := sum(s); ask > 0 {
			least = min(least, (w.reward+give)/ask)
		}
	}
	return least
}

// The balance is the lowest that any person can meet.
func TestWeighIsTheLowest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawnFactors(t)
		var all []int
		for i := range w.pages {
			all = append(all, i)
		}
		got, want := w.weigh(all), naive(w, all, w.once(all))
		switch {
		case math.IsInf(want, 1):
			if got.Balance != nil {
				t.Fatalf("balance %v where nothing can be asked", *got.Balance)
			}
		case got.Balance == nil:
			t.Fatalf("no balance, not %v", want)
		case math.Abs(*got.Balance-want) > 1e-9:
			t.Fatalf("balance %v, not %v", *got.Balance, want)
		case math.Abs(got.Give/got.Ask-want) > 1e-9:
			t.Fatalf("%v for %v is not a balance of %v", got.Give, got.Ask, want)
		case got.Most < got.Ask-1e-9:
			t.Fatalf("%v at most, and %v asked", got.Most, got.Ask)
		}
	})
}

// Without a list the lowest balance is found as with one, and is never above it.
func TestLowestNeedsNoList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawnFactors(t)
		n := len(w.pages)
		for i := range n {
			if rapid.Bool().Draw(t, "fork") {
				w.v.Form.Pages[i].ShowIf = parsed(t, `{"==": [1, 1]}`)
			}
			if i < n-1 && rapid.Bool().Draw(t, "jump") {
				w.v.Form.Pages[i].Next = []Next{{When: parsed(t, `{"==": [1, 1]}`), Page: fmt.Sprint("p", rapid.IntRange(i+1, n-1).Draw(t, "to"))}}
			}
		}
		for i := range w.pages { // a bound counts an attribute as often as it is asked for
			for j := range w.pages[i] {
				w.pages[i][j].attribute = ""
			}
		}
		listed, most := math.Inf(1), 0.0
		w.v.Form.walk(func(legs []leg) {
			var pages []int
			for _, l := range legs {
				if l.shown {
					pages = append(pages, l.page)
				}
			}
			weight := w.weigh(pages)
			most = max(most, weight.Most)
			if weight.Balance != nil {
				listed = min(listed, *weight.Balance)
			}
		})
		_, bound := w.lowest()
		if (bound == nil) != math.IsInf(listed, 1) || (bound != nil && math.Abs(*bound-listed) > 1e-9) {
			t.Fatalf("bound %v, listed %v", bound, listed)
		}
	})
}

// forked is a form whose pages each may be passed over, which doubles the sequences.
func forked(pages int, questions func(i int) string) string {
	var out []string
	for i := range pages {
		out = append(out, fmt.Sprintf(`{"id": "p%d", "showIf": {">": [{"var": "today"}, "2020-01-01"]}, "questions": [%s]}`, i, questions(i)))
	}
	return `"kind": "survey", "pages": [` + strings.Join(out, ",") + `]`
}

// Above 10,000 sequences the extremes are found without a list, and the finding says so.
func TestBoundsBeyondTheList(t *testing.T) {
	say := func(i int) string { return fmt.Sprintf(`{"id": "s%d", "type": "statement", "label": "L"}`, i) }
	listed := unchecked(t, weighed("", forked(13, say))).Paths()
	if listed.Bounded || listed.Total != 8192 || len(listed.Paths) != 8192 {
		t.Errorf("%d of %d, bounded %t", len(listed.Paths), listed.Total, listed.Bounded)
	}
	form := forked(14, func(i int) string {
		if i < 6 {
			return tap(six[i], false, "")
		}
		return say(i)
	})
	files := weighed(euros("0.70"), form+offered)
	bounded := unchecked(t, files).Paths()
	if !bounded.Bounded || bounded.Total != 16384 || len(bounded.Paths) == 0 || len(bounded.Paths) > 2 {
		t.Fatalf("%d of %d, bounded %t", len(bounded.Paths), bounded.Total, bounded.Bounded)
	}
	if p := bounded.Paths[0]; Ratio(*bounded.Lowest) != "0.93" || points(p.Ask) != "7.5" {
		t.Errorf("%v: %v", p, *bounded.Lowest)
	}
	_, findings := Load(files)
	if len(findings) != 1 || findings[0].Code != "balance_under_one" || !strings.Contains(findings[0].Detail, "by bounds: the form has more than 10000 page sequences") ||
		!strings.Contains(findings[0].Detail, "p0 > p1 > p2 > p3 > p4 > p5") {
		t.Errorf("%v", findings)
	}
	// A courtesy, where no question is personal and nothing asks more than 6; not with one that is.
	for questions, want := range map[string]string{"t1 t2 t3 t4": "balance_low", "t1 t2 t3 t4 t5": "balance_under_one", "t1 age": "balance_under_one"} {
		ids := strings.Fields(questions)
		_, findings := Load(weighed("", forked(14, func(i int) string {
			if i < len(ids) {
				return tap(ids[i], false, "")
			}
			return say(i)
		})))
		if len(findings) != 1 || findings[0].Code != want {
			t.Errorf("%s: %v", questions, findings)
		}
	}
	many := unchecked(t, weighed("", forked(100, say))).Paths()
	if many.Total != math.MaxInt64 || many.Lowest != nil {
		t.Errorf("%d", many.Total)
	}
}
