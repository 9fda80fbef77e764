package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// drawAnswers draws answers as a hostile client would send them: to questions on the path and off
// it, of fitting values and of others, and to questions that do not exist.
func drawAnswers(t *rapid.T, f drawnForm) map[string]any {
	out := map[string]any{}
	hostile := rapid.IntRange(0, 2).Draw(t, "hostile") == 0
	for _, p := range f.pages {
		for _, q := range p.questions {
			switch how := rapid.IntRange(0, 9).Draw(t, "how"); {
			case how == 0:
			case how == 1 && q.kind != "consent":
				out[q.id] = map[string]any{"declined": true}
			case how == 2 && hostile:
				out[q.id] = rapid.SampledFrom([]any{nil, "", " ", "tar", true, 2.0, 6.0, -1.0, 2.5, []any{}, []any{"malt", "malt"}, []any{1.0}, []any{"tar"},
					map[string]any{}, map[string]any{"declined": false}, map[string]any{"declined": true, "x": 1.0}, map[string]any{"value": "green"}}).Draw(t, "junk")
			default:
				out[q.id] = drawValue(t, q)
			}
		}
	}
	if hostile && rapid.Bool().Draw(t, "unknown") {
		out[rapid.SampledFrom([]string{"", "p0", "attr.leaf", "score.s", "stage", "leaf/", "__proto__", "Leaf"}).Draw(t, "id")] = "green"
	}
	return out
}

// drawAccepted draws answers as a person gives them on the page: what is not on the path is left out,
// and what does not fit is declined.
func drawAccepted(t *rapid.T, f drawnForm) map[string]any {
	out := drawAnswers(t, f)
	for {
		shown, _, wrong := naiveWalk(f, out)
		if len(wrong) == 0 {
			return out
		}
		for id := range wrong {
			delete(out, id)
			q := f.question(id)
			if slices.Contains(shown, id) && q.kind != "consent" {
				out[id] = map[string]any{"declined": true}
			}
		}
	}
}

func (f drawnForm) question(id string) (found drawnQuestion) {
	for _, p := range f.pages {
		for _, q := range p.questions {
			if q.id == id {
				found = q
			}
		}
	}
	return found
}

func drawValue(t *rapid.T, q drawnQuestion) any {
	switch q.kind {
	case "consent":
		return rapid.Bool().Draw(t, q.id)
	case "scale":
		return float64(rapid.IntRange(0, 5).Draw(t, q.id))
	case "short_text":
		return rapid.SampledFrom([]string{"Ada", "ada@example.org", "{\"var\": \"leaf\"}"}).Draw(t, q.id)
	case "multiple":
		var list []any
		for _, c := range rapid.Permutation(q.choices).Draw(t, q.id)[:rapid.IntRange(1, len(q.choices)).Draw(t, "picks")] {
			list = append(list, c.value)
		}
		return list
	}
	return rapid.SampledFrom(q.choices).Draw(t, q.id).value
}

// Whatever is accepted holds only answers to questions that a second walker visits too, and nothing
// that it would accept is refused; what is refused is refused for the same questions.
func TestWalkAgreesWithASecondWalker(t *testing.T) {
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		v, _, _ := drawnVersion(t, f)
		f.order = orderOf(v, someTicket())
		for i := range 6 {
			answers := drawAnswers(t, f)
			if i%2 == 0 {
				answers = drawAccepted(t, f)
			}
			shown, score, wrong := naiveWalk(f, answers)
			p, err := walk(v, someTicket(), node(t, string(mustJSON(answers))))
			named := map[string]bool{}
			if err != nil {
				refused++
				for _, x := range fault.Of(err).Fields {
					id, _, _ := strings.Cut(strings.TrimPrefix(x.Pointer, "/answers/"), "/")
					named[strings.NewReplacer("~1", "/", "~0", "~").Replace(id)] = true
				}
			}
			if !maps.Equal(named, wrong) {
				t.Fatalf("answers %s\nrefused for %v, want %v", mustJSON(answers), named, wrong)
			}
			if err != nil {
				continue
			}
			accepted++
			if !slices.Equal(shownIDs(p), shown) || p.scores["s"] != score {
				t.Fatalf("answers %s\nshown %v score %v, want %v score %v", mustJSON(answers), shownIDs(p), p.scores["s"], shown, score)
			}
			for id := range p.answers {
				if !slices.Contains(shown, id) {
					t.Fatalf("an answer to %s was taken, which is not on the path %v", id, shown)
				}
			}
		}
	})
	if accepted == 0 || refused == 0 {
		t.Errorf("%d accepted and %d refused: the test has seen one side only", accepted, refused)
	}
}

// decided is a decision about answers on given facts.
func decided(t failer, v *forms.Version, s forms.Schedule, b *brand, answers map[string]any, k *ticket, facts Facts) (*Decision, error) {
	p, err := walk(v, k, node(t, string(mustJSON(answers))))
	if err != nil {
		t.Fatalf("not accepted: %v", err)
	}
	e := &Engine{o: Options{NewID: func() uuid.UUID { return uuid.UUID{9} }}, coder: rewards.Coder{Key: []byte(strings.Repeat("k", 32))}}
	t.Helper()
	chain, refusal, err := chosenChain(e.o.Keys.chain(v, k.subject), k, ResponseRequest{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	x := &exchange{engine: e, brand: b, schedule: s, ticket: k, path: p, result: judge(p, b), chain: chain, refusal: refusal, now: noon, grantID: uuid.UUID{3}, bonusID: e.bonusIDs(v)}
	return x.decide(facts)
}

// given is all of a decision that is given to the person, or taken from a stock or a budget.
func given(d *Decision, err error) string {
	if err != nil {
		return err.Error()
	}
	out := fmt.Sprintf("%s %q %q %d %d %s", mustJSON(d.Grant), d.Response.Refusal, d.Period, d.Ordinal, d.Spent, mustJSON(d.Movements))
	for _, b := range d.Bonuses {
		out += fmt.Sprintf(" + %s %q %d %d %s", mustJSON(b.Grant), b.Period, b.Ordinal, b.Spent, mustJSON(b.Movements))
	}
	return out
}

// onTop is a bonus after some offers, which the brand has now.
func onTop(s forms.Schedule, id string, after ...string) rewards.Bonus {
	one := 1
	limits := rewards.Limits{PerPerson: &one}
	s.Limits[id] = limits
	b := rewards.Bonus{Offer: rewards.Freeze(id, rewards.Offer{
		Label: rewards.Text{"en": "B"}, Worth: rewards.Worth{Amount: "0", Currency: "EUR"}, Gives: rewards.Gives{Kind: rewards.KindBadge, Badge: "b"}, Limits: limits, After: after,
	})}
	for _, offer := range after {
		b.Counts = append(b.Counts, []string{offer})
	}
	return b
}

// The reward never depends on what was answered, declined, skipped or consented to (P4): on the same
// facts, any two accepted sets of answers get the same.
func TestRewardIgnoresAnswers(t *testing.T) {
	outcomes, onTops := map[string]bool{}, map[int]bool{}
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		for i := range f.pages {
			for j := range f.pages[i].questions {
				f.pages[i].questions[j].required = false // so that no answers at all are accepted too
			}
		}
		v, s, b := drawnVersion(t, f)
		f.order = orderOf(v, someTicket())
		k := someTicket()
		k.Offer = rapid.SampledFrom([]string{"welcome/code", "leaves/hundred", ""}).Draw(t, "offer")
		if k.Offer == "" {
			k.Nothing = rewards.ReasonHeld
			for i := range f.pages { // such a ticket asks for no contact
				f.pages[i].questions = slices.DeleteFunc(f.pages[i].questions, func(q drawnQuestion) bool { return q.id == "nickname" })
			}
		}
		facts := Facts{Rev: 1, Offers: map[string]rewards.Facts{}}
		v.Bonuses = []rewards.Bonus{onTop(s, "leaves/both", "welcome/code", "leaves/hundred"), onTop(s, "leaves/most", "leaves/both")}
		if rapid.Bool().Draw(t, "a variant") && k.Offer != "welcome/code" {
			v.Variants = []rewards.Split{{Share: 100, Chain: v.Offers[1:]}}
		}
		for _, offer := range []string{"welcome/code", "leaves/hundred", "leaves/both", "leaves/most"} {
			facts.Offers[offer] = rewards.Facts{Held: rapid.IntRange(0, 1).Draw(t, "held"), Taken: int64(rapid.IntRange(0, 3).Draw(t, "taken"))}
		}
		want := given(decided(t, v, s, b, map[string]any{}, k, facts))
		for range 4 {
			answers := drawAccepted(t, f)
			d, err := decided(t, v, s, b, answers, k, facts)
			if got := given(d, err); got != want {
				t.Fatalf("answers %s get\n%s\nand no answers get\n%s", mustJSON(answers), got, want)
			}
			if err == nil {
				onTops[len(d.Bonuses)] = true
				outcomes[d.Response.Outcome+d.Response.Refusal] = true
			}
		}
	})
	if len(onTops) != 3 {
		t.Errorf("numbers of bonuses seen: %v", onTops)
	}
	if len(outcomes) < 4 {
		t.Errorf("the test has seen too little: %v", outcomes)
	}
}

// Outcome and items follow from version, answers and catalog alone: not from the subject, the page,
// the moment, or what is held already; and the version as it is stored gives the same.
func TestResultFollowsFromAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		v, s, b := drawnVersion(t, f)
		f.order = orderOf(v, someTicket())
		content, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("%v", err)
		}
		stored, err := forms.DecodeVersion(1, content)
		if err != nil {
			t.Fatalf("%v", err)
		}
		answers := drawAccepted(t, f)
		k := someTicket()
		k.Offer = "welcome/code"
		one, err := decided(t, v, s, b, answers, k, Facts{Rev: 1})
		if err != nil {
			t.Fatalf("%v", err)
		}
		l := someTicket()
		l.Offer, l.subject, l.Channel, l.Stage, l.issued = "leaves/hundred", uuid.UUID{7}, "kiosk", "after_order", noon.Add(time.Hour)
		if f.order == nil { // a form that draws is another one for another ticket
			l.nonce = uuid.UUID{8}
		}
		l.Context = map[string]json.RawMessage{"order": json.RawMessage(`"A1"`)}
		consent := Consent{Purpose: "recommend", Version: v.PurposeVersion("recommend"), Given: true, Until: noon.AddDate(1, 0, 0)}
		two, err := decided(t, stored, s, b, answers, l, Facts{Rev: 5, Standing: map[string]Consent{"recommend": consent}, Offers: map[string]rewards.Facts{"leaves/hundred": {Taken: 1}}})
		if err != nil {
			t.Fatalf("%v", err)
		}
		a, c := one.Response, two.Response
		if a.Outcome != c.Outcome || !slices.Equal(a.OutcomeBecause, c.OutcomeBecause) || !reflect.DeepEqual(a.Items, c.Items) || a.CatalogRevision != c.CatalogRevision {
			t.Fatalf("answers %s come to\n%+v\nand to\n%+v", mustJSON(answers), a, c)
		}
		for _, question := range a.OutcomeBecause {
			if _, answered := answers[question]; !answered {
				t.Fatalf("the outcome is because of %s, which was not answered", question)
			}
		}
	})
}

// Only answers become preferences (P1): each one that is kept is the answer to its question, and
// each answer is kept, dropped or declined, once.
func TestEveryPreferenceIsAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		v, s, b := drawnVersion(t, f)
		f.order = orderOf(v, someTicket())
		answers := drawAccepted(t, f)
		k := someTicket()
		k.Offer = "welcome/code"
		d, err := decided(t, v, s, b, answers, k, Facts{Rev: 1})
		if err != nil {
			t.Fatalf("%v", err)
		}
		places := map[string]int{}
		for _, p := range slices.Concat(d.Preferences, d.Feedback) {
			places[p.Question]++
			var got any
			if err := json.Unmarshal(p.Value, &got); err != nil {
				t.Fatalf("%v", err)
			}
			want := answers[p.Question]
			if list, ok := want.([]any); ok { // stored in the attribute's order
				slices.SortFunc(list, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
				slices.SortFunc(got.([]any), func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s is kept as %s, and was answered with %s", p.Question, p.Value, mustJSON(want))
			}
			if len(p.Purposes) == 0 {
				t.Fatalf("%s is kept for nothing", p.Question)
			}
		}
		for _, x := range d.Response.Dropped {
			places[x.Question]++
		}
		for _, q := range d.Response.Declined {
			places[q]++
		}
		for id := range answers {
			if want := v.Question(id).Attribute != ""; (places[id] == 1) != want || places[id] > 1 {
				t.Fatalf("the answer to %s stands in %d places", id, places[id])
			}
			delete(places, id)
		}
		if len(places) > 0 {
			t.Fatalf("kept without an answer: %v", places)
		}
	})
}

// What is known and skipped leads where the same answer would, and is stored nowhere again: of what came
// to a result, only what was answered now is kept.
func TestKnownIsAsGoodAsAnswered(t *testing.T) {
	used := 0
	rapid.Check(t, func(t *rapid.T) {
		f := drawForm(t)
		v, _, b := drawnVersion(t, f)
		f.order = orderOf(v, someTicket())
		answers := drawAccepted(t, f)
		all := walked(t, v, string(mustJSON(answers)))
		k, rest := someTicket(), map[string]any{}
		k.known = map[string]forms.Answer{}
		for _, id := range slices.Sorted(maps.Keys(answers)) {
			if a := all.answers[id]; a.Declined || v.Question(id).Attribute == "" || rapid.Bool().Draw(t, "answered") {
				rest[id] = answers[id]
			} else {
				v.Question(id).Known, k.known[id] = forms.KnownSkip, a
			}
		}
		used += len(k.known)
		p, err := walk(v, k, node(t, string(mustJSON(rest))))
		if err != nil {
			t.Fatalf("%s with %v known: %v", mustJSON(rest), k.known, err)
		}
		one, two := judge(all, b), judge(p, b)
		if !slices.Equal(shownIDs(p), shownIDs(all)) || !maps.Equal(p.scores, all.scores) || one.outcome.ID != two.outcome.ID || !slices.Equal(one.because, two.because) || !reflect.DeepEqual(one.items, two.items) {
			t.Fatalf("%s comes to %+v, and with %v known to %+v", mustJSON(answers), one, k.known, two)
		}
		kept := keep(p, nil, Facts{Rev: 1}, noon, Response{})
		for _, ref := range kept.refs {
			if _, sent := rest[ref.Question]; !sent {
				t.Fatalf("%s is stored, and was not answered now", ref.Question)
			}
		}
	})
	if used == 0 {
		t.Error("nothing was known in any of them")
	}
}
