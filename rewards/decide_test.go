package rewards

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// P4: what a person answered, consented to or came out as can never earn or cost a reward, because
// a decision has no way of seeing it. A field added to Facts fails here and has to be argued for.
func TestFactsCanHoldNoAnswerConsentOrOutcome(t *testing.T) {
	want := map[string]string{"At": "time.Time", "Held": "int", "Taken": "int64", "Spent": "int64", "Left": "*int64"}
	facts := reflect.TypeFor[Facts]()
	if facts.NumField() != len(want) {
		t.Errorf("Facts has %d fields, want only %v", facts.NumField(), want)
	}
	for i := range facts.NumField() {
		f := facts.Field(i)
		if want[f.Name] != f.Type.String() {
			t.Errorf("Facts.%s is a %s; only the time and counts of grants and codes may be in it: %v", f.Name, f.Type, want)
		}
	}
	decide := reflect.TypeOf(Decide)
	if decide.NumIn() != 2 || decide.In(0) != reflect.TypeFor[Offered]() || decide.In(1) != facts || decide.IsVariadic() {
		t.Errorf("Decide is %s; it sees an offer and Facts, nothing else", decide)
	}
}

func TestDecide(t *testing.T) {
	limited := func(change func(*Limits)) Offered {
		o := offerOf(t, goodCode)
		o.Limits = Limits{}
		change(&o.Limits)
		return Freeze("welcome/ten-percent", o)
	}
	one, stock := ptr(1), ptr(int64(5))
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	pool, draw := limited(func(*Limits) {}), limited(func(*Limits) {})
	pool.Terms.Gives, draw.Terms.Gives = Gives{Kind: KindCode, Pool: "cinema"}, Gives{Kind: KindDraw, Closes: &noon}
	for name, c := range map[string]struct {
		offer   Offered
		facts   Facts
		reason  string // "" is given
		ordinal int
	}{
		"no limits":               {limited(func(*Limits) {}), Facts{Held: 7, Taken: 1 << 40, Spent: 1 << 40}, "", 8},
		"first":                   {limited(func(l *Limits) { l.PerPerson = one }), Facts{}, "", 1},
		"held":                    {limited(func(l *Limits) { l.PerPerson = one }), Facts{Held: 1}, ReasonHeld, 0},
		"second of two":           {limited(func(l *Limits) { l.PerPerson = ptr(2) }), Facts{Held: 1}, "", 2},
		"last of the stock":       {limited(func(l *Limits) { l.Stock = stock }), Facts{Taken: 4}, "", 1},
		"stock used up":           {limited(func(l *Limits) { l.Stock = stock }), Facts{Taken: 5}, ReasonExhausted, 0},
		"stock made smaller":      {limited(func(l *Limits) { l.Stock = stock }), Facts{Taken: 9}, ReasonExhausted, 0},
		"last of the budget":      {limited(func(l *Limits) { l.Budget = &Money{"10.00", "EUR"} }), Facts{Spent: 800}, "", 1},
		"less than one is left":   {limited(func(l *Limits) { l.Budget = &Money{"10.00", "EUR"} }), Facts{Spent: 801}, ReasonExhausted, 0},
		"a budget that is broken": {limited(func(l *Limits) { l.Budget = &Money{"ten", "EUR"} }), Facts{}, ReasonExhausted, 0},
		"before it opens":         {limited(func(l *Limits) { l.Opens = &noon }), Facts{At: noon.Add(-1)}, ReasonNotOpen, 0},
		"as it opens":             {limited(func(l *Limits) { l.Opens = &noon }), Facts{At: noon}, "", 1},
		"just before it closes":   {limited(func(l *Limits) { l.Closes = &noon }), Facts{At: noon.Add(-1)}, "", 1},
		"as it closes":            {limited(func(l *Limits) { l.Closes = &noon }), Facts{At: noon}, ReasonNotOpen, 0},
		"an open draw":            {draw, Facts{At: noon.Add(-1)}, "", 1},
		"a closed draw":           {draw, Facts{At: noon}, ReasonNotOpen, 0},
		"the last code":           {pool, Facts{Left: ptr(int64(1))}, "", 1},
		"an empty pool":           {pool, Facts{Left: ptr(int64(0))}, ReasonExhausted, 0},
		"a pool that is not":      {pool, Facts{}, ReasonExhausted, 0},
		"held goes before stock":  {limited(func(l *Limits) { l.PerPerson, l.Stock = one, stock }), Facts{Held: 1, Taken: 5}, ReasonHeld, 0},
	} {
		t.Run(name, func(t *testing.T) {
			claim, refusal := Decide(c.offer, c.facts)
			switch {
			case c.reason == "" && (refusal != nil || claim.Ordinal != c.ordinal || claim.Offered.ID != c.offer.ID):
				t.Errorf("%+v, %+v", claim, refusal)
			case c.reason != "" && (refusal == nil || refusal.Reason != c.reason || refusal.Detail == "" || claim.Ordinal != 0):
				t.Errorf("%+v, %+v, want %s", claim, refusal, c.reason)
			}
		})
	}
}

func TestChooseTriesAFallbackOnlyWhereExhausted(t *testing.T) {
	first, second := offerOf(t, goodCode), offerOf(t, goodPoints)
	second.Limits = Limits{PerPerson: ptr(1), Stock: ptr(int64(10))}
	chain := []Offered{Freeze("welcome/ten-percent", first), Freeze("beans/two-hundred", second)}
	for name, c := range map[string]struct {
		facts  map[string]Facts
		offer  string
		reason string
		why    string
	}{
		"the first":                {map[string]Facts{}, "welcome/ten-percent", "", "beans/two-hundred not_needed"},
		"the fallback":             {map[string]Facts{"welcome/ten-percent": {Taken: 5000}}, "beans/two-hundred", "", "welcome/ten-percent exhausted"},
		"no fallback for a holder": {map[string]Facts{"welcome/ten-percent": {Held: 1, Taken: 5000}}, "", ReasonHeld, "welcome/ten-percent held, beans/two-hundred not_tried"},
		"both exhausted":           {map[string]Facts{"welcome/ten-percent": {Taken: 5000}, "beans/two-hundred": {Taken: 10}}, "", ReasonExhausted, "welcome/ten-percent exhausted, beans/two-hundred exhausted"},
		"the fallback is held":     {map[string]Facts{"welcome/ten-percent": {Taken: 5000}, "beans/two-hundred": {Held: 1}}, "", ReasonHeld, "welcome/ten-percent exhausted, beans/two-hundred held"},
	} {
		t.Run(name, func(t *testing.T) {
			claim, refusal, why := Choose(chain, Circumstances{}, func(id string) Facts { return c.facts[id] })
			var told []string
			for _, w := range why {
				told = append(told, w.Offer+" "+w.Reason)
				if w.Detail == "" {
					t.Errorf("%s is not explained", w.Offer)
				}
			}
			if got := strings.Join(told, ", "); got != c.why {
				t.Errorf("%s, want %s", got, c.why)
			}
			if c.reason != "" {
				if refusal == nil || refusal.Reason != c.reason {
					t.Errorf("%+v, want %s", refusal, c.reason)
				}
				return
			}
			if refusal != nil || claim.Offered.ID != c.offer {
				t.Errorf("%+v, %+v, want %s", claim, refusal, c.offer)
			}
		})
	}
	if _, refusal, _ := Choose(nil, Circumstances{}, func(string) Facts { return Facts{} }); refusal == nil || refusal.Reason != ReasonNotOpen {
		t.Errorf("no offer: %+v", refusal)
	}
}
