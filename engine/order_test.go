package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"proffer/forms"
	"proffer/forms/fault"
)

func questions(n int, kind string) (out []forms.Question) {
	for i := range n {
		out = append(out, forms.Question{ID: fmt.Sprintf("q%d", i), Type: kind})
	}
	return out
}

// What is drawn never changes: these orders were worked out by another program, from the description in
// order.go alone. If this fails, tickets that are out would be refused.
func TestDrawingNeverChanges(t *testing.T) {
	nonce := uuid.MustParse("01920f3e-5b7a-7c11-8a52-3f6d0c9b1e00")
	page := forms.Page{ID: "p", Shuffle: true, Questions: questions(8, "single")}
	if got := drawQuestions(&page, nonce); !slices.Equal(got, []int{0, 3, 2, 1, 6, 4, 5, 7}) {
		t.Errorf("questions %v", got)
	}
	next := nonce
	next[15]++
	if got := drawQuestions(&page, next); !slices.Equal(got, []int{2, 0, 7, 1, 3, 4, 5, 6}) {
		t.Errorf("questions of the next ticket %v", got)
	}
	q := forms.Question{ID: "q"}
	for _, name := range strings.Split("a b c d e f g", " ") {
		q.Choices = append(q.Choices, forms.Choice{Value: forms.Scalar(`"` + name + `"`)})
	}
	if got := strings.Join(drawChoices(&forms.Version{}, &q, nonce), " "); got != "f a d g e b c" {
		t.Errorf("choices %v", got)
	}
}

// Each order is as likely as the other: over 12,000 tickets each of the 24 orders of four questions comes
// about 500 times, and each pair of four picked out about 2,000 times.
func TestDrawingIsFair(t *testing.T) {
	page := forms.Page{ID: "p", Shuffle: true, Questions: questions(4, "single")}
	two := int64(2)
	pairs := forms.Page{ID: "p", Pick: &two, Questions: questions(4, "single")}
	orders, picked := map[string]int{}, map[string]int{}
	for i := range 12000 {
		nonce := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, i))
		orders[fmt.Sprint(drawQuestions(&page, nonce))]++
		picked[fmt.Sprint(drawQuestions(&pairs, nonce))]++
	}
	for what, counts := range map[string]map[string]int{"orders": orders, "picks": picked} {
		want := map[string]int{"orders": 24, "picks": 6}[what]
		if len(counts) != want {
			t.Fatalf("%d different %s, want %d", len(counts), what, want)
		}
		for k, n := range counts {
			if each := 12000 / want; n < each*8/10 || n > each*12/10 {
				t.Errorf("%s %s came %d times, want about %d", what, k, n, each)
			}
		}
	}
}

// Whatever a page is, the drawing asks each question once at most, as many as are to be picked, and
// leaves statements and consents where they stand among the others.
func TestDrawingKeepsThePage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := forms.Page{ID: "p", Shuffle: rapid.Bool().Draw(t, "shuffle")}
		movable := 0
		for i := range rapid.IntRange(0, 9).Draw(t, "questions") {
			kind := rapid.SampledFrom([]string{"single", "scale", "statement", "consent"}).Draw(t, "kind")
			if kind == "single" || kind == "scale" {
				movable++
			}
			page.Questions = append(page.Questions, forms.Question{ID: fmt.Sprintf("q%d", i), Type: kind})
		}
		if rapid.Bool().Draw(t, "picks") {
			pick := rapid.Int64Range(0, 10).Draw(t, "pick")
			page.Pick = &pick
			movable = min(movable, int(pick))
		}
		nonce := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "nonce"))
		got := drawQuestions(&page, nonce)
		if !slices.Equal(got, drawQuestions(&page, nonce)) {
			t.Fatalf("drawn twice, drawn otherwise")
		}
		var fixed, moved []int
		for _, i := range got {
			if stays(&page.Questions[i]) {
				fixed = append(fixed, i)
			} else {
				moved = append(moved, i)
			}
		}
		if len(moved) != movable || !slices.IsSorted(fixed) || (!page.Shuffle && !slices.IsSorted(moved)) {
			t.Fatalf("%v of %d questions, %d to be drawn", got, len(page.Questions), movable)
		}
		seen := slices.Clone(got)
		slices.Sort(seen)
		if len(slices.Compact(seen)) != len(got) || len(fixed) != len(slices.DeleteFunc(slices.Clone(page.Questions), func(q forms.Question) bool { return !stays(&q) })) {
			t.Fatalf("%v leaves something out, or asks it twice", got)
		}
	})
}

// The ticket tells exactly what the path asks, and the path takes nothing else.
func TestOrderIsThePath(t *testing.T) {
	v := frozen(t, `{"form": "f", "kind": "survey", "title": "F", "pages": [
		{"id": "start", "shuffle": true, "pick": 2, "questions": [{"id": "hello", "type": "statement", "label": "Hello"},
			{"id": "leaf", "type": "single", "attribute": "leaf", "label": "L", "shuffle": true, "choices": [{"value": "green"}, {"value": "herbal", "exclusive": true}, {"value": "black"}]},
			{"id": "milk", "type": "yes_no", "attribute": "milk", "label": "L"},
			{"id": "strength", "type": "scale", "attribute": "strength", "label": "L"}]},
		{"id": "end", "questions": [{"id": "colour", "type": "single", "attribute": "colour", "label": "L"}]}]}`, "")
	values := map[string]string{"leaf": `"green"`, "milk": `true`, "strength": `3`}
	ways := map[string]bool{}
	for i := range 60 {
		k := someTicket()
		k.nonce = uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, i))
		o := draw(v, k.nonce)
		if len(o.Questions) != 1 || len(o.Choices) != 1 || len(o.Questions["start"]) != 3 || o.Choices["leaf"][2] != "herbal" {
			t.Fatalf("%+v", o)
		}
		ways[strings.Join(o.Questions["start"], " ")] = true
		var given []string
		for _, id := range o.Questions["start"][1:] {
			given = append(given, `"`+id+`": `+values[id])
		}
		p, err := walk(v, k, node(t, `{`+strings.Join(given, ",")+`}`))
		if err != nil || !slices.Equal(shownIDs(p), append(slices.Clone(o.Questions["start"]), "colour")) {
			t.Fatalf("%v: %v", o, err)
		}
		if _, err = walk(v, k, node(t, `{"leaf": "green", "milk": true, "strength": 3}`)); !fault.Has(err, "not_on_path") {
			t.Fatalf("what was not drawn is taken: %v", err)
		}
	}
	if len(ways) != 6 {
		t.Errorf("%d different tickets: %v", len(ways), ways)
	}
	if o := draw(mustForm(t, survey(page("start", "", ask("single", "leaf", "")))), uuid.UUID{2}); o != nil {
		t.Errorf("a form that draws nothing: %+v", o)
	}
}

// A matrix shuffles its rows, in a question's own choice of them.
func TestRowsAreDrawn(t *testing.T) {
	v := frozen(t, `{"form": "f", "kind": "survey", "title": "F", "pages": [{"id": "p", "questions": [
		{"id": "all", "type": "single", "attribute": "taste", "label": "L", "shuffle": true},
		{"id": "some", "type": "single", "attribute": "taste", "label": "L", "shuffle": true, "rows": ["c", "a"]}]}]}`, tasteAttribute)
	all, some := map[string]bool{}, map[string]bool{}
	for i := range 60 {
		o := draw(v, uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, i)))
		all[strings.Join(o.Choices["all"], "")], some[strings.Join(o.Choices["some"], "")] = true, true
	}
	if len(all) != 6 || len(some) != 2 || !some["ac"] {
		t.Errorf("%v %v", all, some)
	}
}
