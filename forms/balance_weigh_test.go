package forms

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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
			f := Factors{Question: fmt.Sprintf("q%d_%d", i, j), Ask: rapid.SampledFrom([]float64{0, 1, 1.25, 2, 5.625, 12.5}).Draw(t, "ask"), Sensitivity: rapid.SampledFrom([]float64{1, 1, 3, 6}).Draw(t, "sensitivity"), Conditional: rapid.Bool().Draw(t, "conditional")}
			if rapid.Bool().Draw(t, "gives") {
				f.Give = f.Ask
			}
			f.attribute = rapid.SampledFrom([]string{"", f.Question, f.Question, "shared"}).Draw(t, "attribute")
			if f.attribute == "shared" { // one attribute has one category
				f.Sensitivity = 3
			}
			if f.Ask == 0 {
				f.Sensitivity = 0
			}
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

// Without a list the extremes are found as with one, and none is ever passed by a path. Where an attribute
// is asked for on several pages they are bounds, and so is the least Ask where questions are drawn.
func TestExtremesNeedNoList(t *testing.T) {
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
		apart, undrawn := true, true
		seen := map[string]bool{}
		for i := range w.pages {
			undrawn = undrawn && w.v.Form.Pages[i].Pick == nil
			for _, f := range w.pages[i] {
				apart = apart && (f.attribute == "" || !seen[f.attribute])
				seen[f.attribute] = true
			}
		}
		listed, most, pressing := math.Inf(1), 0.0, math.Inf(1)
		w.v.Form.walk(func(legs []leg) {
			var pages []int
			for _, l := range legs {
				if l.shown {
					pages = append(pages, l.page)
				}
			}
			p := Path{Weight: w.weigh(pages)}
			most = max(most, p.Most)
			if p.Balance != nil {
				listed = min(listed, *p.Balance)
			}
			if p.presses() && p.Reward > pressureTimes*p.Ask {
				pressing = min(pressing, p.Ask)
			}
		})
		b := w.bounder()
		_, lowest := b.lowest()
		_, ask := b.most()
		_, least := b.pressing()
		if (lowest == nil) != math.IsInf(listed, 1) || lowest != nil && *lowest > listed+1e-9 || apart && lowest != nil && *lowest < listed-1e-9 {
			t.Fatalf("lowest %v, listed %v", lowest, listed)
		}
		if ask < most-1e-9 || apart && ask > most+1e-9 {
			t.Fatalf("most %v, listed %v", ask, most)
		}
		presses := least != nil && w.reward > pressureTimes**least
		if !math.IsInf(pressing, 1) && (!presses || *least > pressing+1e-9) {
			t.Fatalf("presses %t, listed %v", presses, pressing)
		}
		if apart && undrawn && presses && (math.IsInf(pressing, 1) || *least < pressing-1e-9) {
			t.Fatalf("pressing %v, though listed %v", *least, pressing)
		}
	})
}

// Of a page that draws one of two questions, each can be met: the more personal one makes it no courtesy and
// can press, though the other asks more; and the one is counted with which the balance is lower.
func TestDrawnCanBeEither(t *testing.T) {
	one := int64(1)
	w := &weigher{v: &Version{}, reward: 4, pages: [][]Factors{{
		{Question: "a", Ask: 1, Sensitivity: 3}, {Question: "b", Ask: 1.25, Give: 1.25, Sensitivity: 1},
	}}}
	w.v.Form.Pages = []Page{{ID: "p", Pick: &one, Questions: []Question{{ID: "a"}, {ID: "b"}}}}
	p := Path{Weight: w.weigh([]int{0})}
	if !p.presses() || p.Sensitivity != 3 || p.Ask != 1 || p.Most != 1.25 || *p.Balance != 4 {
		t.Errorf("%+v", p)
	}
	if _, least := w.bounder().pressing(); *least != 1 {
		t.Errorf("pressing %v", *least)
	}
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
	// Six taps and an e-mail address for 3 euro press nobody: 30 is less than three times 13.13. Who is asked
	// for the address alone is pressed, by 30 for 5.63, and that path is neither the lowest nor the longest.
	for amount, want := range map[string]string{"1.65": "", "1.69": "balance_pressure", "3.00": "balance_pressure"} {
		files := weighed(euros(amount), forked(14, func(i int) string {
			switch {
			case i < 6:
				return tap(six[i], false, "")
			case i == 6:
				return agreed("mail", emailAsked)
			}
			return say(i)
		})+offered)
		_, findings := Load(files)
		var got []string
		for _, f := range findings {
			got = append(got, f.Code)
			if !strings.Contains(f.Detail, "three times the Ask of 5.63 of the path p6") || !strings.HasSuffix(f.Detail, "(by bounds: the form has more than 10000 page sequences)") {
				t.Error(f)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", amount, findings)
		}
		if p := unchecked(t, files).Paths(); len(p.Paths) != 2 || points(p.Most) != "13.13" || points(*p.Pressing) != "5.63" || Ratio(*p.Lowest) != Ratio(10*worthOf(t, amount)/13.125) {
			t.Errorf("%s: %v, most %v, pressing %v, lowest %v", amount, p.Paths, p.Most, *p.Pressing, *p.Lowest)
		}
	}
	many := unchecked(t, weighed("", forked(100, say))).Paths()
	if many.Total != math.MaxInt64 || many.Lowest != nil {
		t.Errorf("%d", many.Total)
	}
}

func worthOf(t *testing.T, amount string) float64 {
	t.Helper()
	euro, err := strconv.ParseFloat(amount, 64)
	if err != nil {
		t.Fatal(err)
	}
	return euro
}
