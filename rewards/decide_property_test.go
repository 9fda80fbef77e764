package rewards

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawnOffer is an offer of any kind with any limits.
func drawnOffer(t *rapid.T, id string, base time.Time) Offered {
	var o Offer
	kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
	if err := json.Unmarshal([]byte(eachKind[kind]), &o); err != nil {
		t.Fatal(err)
	}
	if kind == KindCode && rapid.Bool().Draw(t, "pooled") {
		o.Gives = Gives{Kind: KindCode, Pool: "cinema"}
	}
	o.Limits = Limits{}
	maybe := func(name string) bool { return rapid.Bool().Draw(t, name) }
	if maybe("perPerson") {
		o.Limits.PerPerson = ptr(rapid.IntRange(1, 3).Draw(t, "each"))
		o.Limits.Period = rapid.SampledFrom([]string{"", PeriodDay, PeriodMonth}).Draw(t, "period")
	}
	if maybe("stock") {
		o.Limits.Stock = ptr(int64(rapid.IntRange(1, 4).Draw(t, "in stock")))
	}
	if maybe("budget") && kind != KindDraw {
		o.Limits.Budget = &Money{rapid.SampledFrom([]string{"10.00", "12.50", "30.00"}).Draw(t, "amount"), "EUR"}
	}
	if maybe("opens") {
		o.Limits.Opens = ptr(base.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "opening")) * time.Hour))
	}
	if maybe("closes") {
		o.Limits.Closes = ptr(base.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "closing")) * time.Hour))
	}
	if kind == KindDraw {
		o.Gives.Closes = ptr(base.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "drawn")) * time.Hour))
	}
	return Freeze(id, o)
}

// However often people come and at whatever time, nothing is given beyond stock, budget, pool, perPerson and the window; and what is
// refused has a reason that is true. The same facts always come to the same.
func TestDecideNeverGivesBeyondItsLimits(t *testing.T) {
	reasons := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		base := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		chain := []Offered{drawnOffer(t, "a/x", base), drawnOffer(t, "b/y", base)}
		left := int64(rapid.IntRange(0, 4).Draw(t, "codes"))
		taken, spent, held := map[string]int64{}, map[string]int64{}, map[string]map[int]int{"a/x": {}, "b/y": {}}
		for range 12 {
			who := rapid.IntRange(0, 2).Draw(t, "who")
			at := base.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "at")) * time.Hour)
			facts := func(id string) Facts {
				return Facts{Held: held[id][who], Taken: taken[id], Spent: spent[id], Left: &left}
			}
			claim, no, why := Choose(chain, Circumstances{At: at}, facts)
			again, no2, why2 := Choose(chain, Circumstances{At: at}, facts)
			if !reflect.DeepEqual([]any{claim, no, why}, []any{again, no2, why2}) {
				t.Fatalf("the same facts come to %+v %+v and to %+v %+v", claim, no, again, no2)
			}
			if (no == nil) == (len(why) == len(chain)) {
				t.Fatalf("refused %v, and explained are %+v", no, why)
			}
			if no != nil {
				reasons[no.Reason]++
				continue
			}
			reasons["given"]++
			o := claim.Offered
			l := o.Terms.Limits
			made, err := claim.Make(Grant{ID: [16]byte{1}, At: at})
			if err != nil {
				t.Fatal(err)
			}
			if claim.Ordinal != held[o.ID][who]+1 {
				t.Fatalf("the ordinal is %d after %d", claim.Ordinal, held[o.ID][who])
			}
			held[o.ID][who]++
			taken[o.ID]++
			spent[o.ID] += made.Spent
			if o.Terms.Gives.Pool != "" {
				left--
			}
			budget := int64(1 << 60)
			if l.Budget != nil {
				budget, _ = l.Budget.Minor()
			}
			switch {
			case l.PerPerson != nil && held[o.ID][who] > *l.PerPerson, l.Stock != nil && taken[o.ID] > *l.Stock, spent[o.ID] > budget, left < 0,
				l.Opens != nil && at.Before(*l.Opens), l.Closes != nil && !at.Before(*l.Closes), o.Terms.Gives.Closes != nil && !at.Before(*o.Terms.Gives.Closes):
				t.Fatalf("%s is given beyond its limits %+v: held %v, taken %v, spent %v, codes %d, at %s", o.ID, l, held, taken, spent, left, at)
			}
			var money int64
			for _, m := range made.Movements {
				if m.Amount < 1 || m.From == m.To {
					t.Fatalf("%+v", m)
				}
				if m.From == "budget:"+o.ID {
					money += m.Amount
				}
			}
			if l.Budget != nil && money != made.Spent {
				t.Fatalf("%d are spent, and %d moved", made.Spent, money)
			}
		}
	})
	for _, reason := range []string{"given", ReasonHeld, ReasonExhausted, ReasonNotOpen} {
		if reasons[reason] == 0 {
			t.Errorf("never %s: %v", reason, reasons)
		}
	}
}
