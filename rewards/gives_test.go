package rewards

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

const (
	goodPool     = `{"label": "A ticket", "worth": {"amount": "9.00", "currency": "EUR"}, "gives": {"kind": "code", "pool": "cinema"}, "limits": {"lowStock": 100}}`
	goodDiscount = `{"label": "Free postage", "worth": {"amount": "4.00", "currency": "EUR"},
  "gives": {"kind": "discount", "discount": {"freeShipping": true, "minimumSpend": {"amount": "20.00", "currency": "EUR"}}}}`
	goodDraw = `{"label": "A chance of a grinder", "worth": {"amount": "90.00", "currency": "EUR"},
  "gives": {"kind": "draw", "prize": "A grinder", "winners": 3, "expected": 600, "closes": "2026-12-31T18:00:00Z", "free": "Send a postcard to Via Roma 1, Torino."},
  "limits": {"perPerson": 1}, "expires": "P1Y"}`
	goodBadge    = `{"label": "First cup", "worth": {"amount": "0", "currency": "EUR"}, "gives": {"kind": "badge", "badge": "first-cup", "image": "cup.svg"}}`
	goodExternal = `{"label": "A seat", "worth": {"amount": "5.00", "currency": "EUR"}, "gives": {"kind": "external", "timeout": "PT24H"}}`
	goodBonus    = `{"label": "50 beans more", "worth": {"amount": "0.50", "currency": "EUR"}, "gives": {"kind": "points", "account": "beans", "points": 50, "pending": "P14D"},
  "limits": {"perPerson": 1}, "expires": "P1Y", "undo": "PT1H", "after": ["themes/brew", "themes/milk"]}`
	goodVariants = `{"label": "A", "worth": {"amount": "1.00", "currency": "EUR"}, "gives": {"kind": "points", "account": "beans", "points": 100},
  "variants": [{"offer": "themes/brew", "share": 50}, {"offer": "themes/milk", "share": 50}]}`
)

// eachKind is a good offer of each kind.
var eachKind = map[string]string{KindPoints: goodPoints, KindCode: goodCode, KindDiscount: goodDiscount, KindDraw: goodDraw, KindBadge: goodBadge, KindExternal: goodExternal}

func TestKindsValidate(t *testing.T) {
	at := func(s string) *time.Time {
		out, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return &out
	}
	span, _ := ParseSpan("PT1H")
	days, _ := ParsePeriod("P14D")
	for name, c := range map[string]struct {
		base   string
		change func(*Offer)
		want   []string
	}{
		"a pool":                      {goodPool, func(*Offer) {}, nil},
		"a discount":                  {goodDiscount, func(*Offer) {}, nil},
		"a draw":                      {goodDraw, func(*Offer) {}, nil},
		"a badge":                     {goodBadge, func(*Offer) {}, nil},
		"an external one":             {goodExternal, func(*Offer) {}, nil},
		"a bonus":                     {goodBonus, func(*Offer) {}, nil},
		"variants":                    {goodVariants, func(*Offer) {}, nil},
		"pool and generate":           {goodPool, func(o *Offer) { o.Gives.Generate = &Generate{Length: 10} }, []string{"/gives/pool out_of_range"}},
		"a bad pool":                  {goodPool, func(o *Offer) { o.Gives.Pool = "Cinema" }, []string{"/gives/pool bad_id"}},
		"a pool of points":            {goodPoints, func(o *Offer) { o.Gives.Pool = "cinema" }, []string{"/gives/pool unknown_field"}},
		"an unknown charset":          {goodCode, func(o *Offer) { o.Gives.Generate.Charset = "emoji" }, []string{"/gives/generate/charset unknown_choice"}},
		"digits too few":              {goodCode, func(o *Offer) { o.Gives.Generate.Charset = "digits" }, []string{"/gives/generate/length out_of_range"}},
		"points pending past the end": {goodBonus, func(o *Offer) { o.Expires = &days }, []string{"/gives/pending out_of_range"}},
		"a pending code":              {goodCode, func(o *Offer) { o.Gives.Pending = &days }, []string{"/gives/pending unknown_field"}},
		"a discount of nothing":       {goodDiscount, func(o *Offer) { o.Gives.Discount = nil }, []string{"/gives/discount required"}},
		"two discounts":               {goodDiscount, func(o *Offer) { o.Gives.Discount.Percent = 5 }, []string{"/gives/discount out_of_range"}},
		"minimum alone":               {goodDiscount, func(o *Offer) { o.Gives.Discount.FreeShipping = false }, []string{"/gives/discount required"}},
		"a minimum of nothing":        {goodDiscount, func(o *Offer) { o.Gives.Discount.MinimumSpend.Amount = "0" }, []string{"/gives/discount/minimumSpend/amount out_of_range"}},
		"a minimum in dollars":        {goodDiscount, func(o *Offer) { o.Gives.Discount.MinimumSpend.Currency = "USD" }, []string{"/gives/discount/minimumSpend/currency out_of_range"}},
		"an infinite percentage":      {goodDiscount, func(o *Offer) { o.Gives.Discount = &Discount{Percent: math.Inf(1)} }, []string{"/gives/discount/percent out_of_range"}},
		"an empty draw":               {goodDraw, func(o *Offer) { o.Gives = Gives{Kind: KindDraw} }, []string{"/gives/closes required", "/gives/expected required", "/gives/free required", "/gives/prize required", "/gives/winners required"}},
		"a draw without a free way":   {goodDraw, func(o *Offer) { o.Gives.Free = nil }, []string{"/gives/free required"}},
		"a free way of no words":      {goodDraw, func(o *Offer) { o.Gives.Free = Text{"": " "} }, []string{"/gives/free required"}},
		"more prizes than entries":    {goodDraw, func(o *Offer) { o.Gives.Expected = 2 }, []string{"/gives/expected out_of_range"}},
		"a negative number of prizes": {goodDraw, func(o *Offer) { o.Gives.Winners = -1 }, []string{"/gives/winners out_of_range"}},
		"too many prizes":             {goodDraw, func(o *Offer) { o.Gives.Winners, o.Gives.Expected = 10_001, 20_000 }, []string{"/gives/winners out_of_range"}},
		"a claim code that is short":  {goodDraw, func(o *Offer) { o.Gives.Generate = &Generate{Length: 6} }, []string{"/gives/generate/length out_of_range"}},
		"a draw with a budget":        {goodDraw, func(o *Offer) { o.Limits.Budget = &Money{"900.00", "EUR"} }, []string{"/limits/budget unknown_field"}},
		"given after it is drawn":     {goodDraw, func(o *Offer) { o.Limits.Closes = at("2027-01-01T00:00:00Z") }, []string{"/limits/closes out_of_range"}},
		"a badge without an id":       {goodBadge, func(o *Offer) { o.Gives.Badge = "" }, []string{"/gives/badge required"}},
		"a bad badge":                 {goodBadge, func(o *Offer) { o.Gives.Badge = "First cup" }, []string{"/gives/badge bad_id"}},
		"an external one without end": {goodExternal, func(o *Offer) { o.Gives.Timeout = nil }, []string{"/gives/timeout required"}},
		"a timeout of a badge":        {goodBadge, func(o *Offer) { o.Gives.Timeout = &span }, []string{"/gives/timeout unknown_field"}},
		"opens after it closes": {goodBadge, func(o *Offer) {
			o.Limits.Opens, o.Limits.Closes = at("2026-02-01T00:00:00Z"), at("2026-01-01T00:00:00Z")
		}, []string{"/limits/closes out_of_range"}},
		"low stock of nothing":       {goodBadge, func(o *Offer) { o.Limits.LowStock = ptr(int64(3)) }, []string{"/limits/lowStock out_of_range"}},
		"low stock at once":          {goodCode, func(o *Offer) { o.Limits.LowStock = ptr(int64(5000)) }, []string{"/limits/lowStock out_of_range"}},
		"negative low stock":         {goodCode, func(o *Offer) { o.Limits.LowStock = ptr(int64(-1)) }, []string{"/limits/lowStock out_of_range"}},
		"told when none is left":     {goodCode, func(o *Offer) { o.Limits.LowStock = ptr(int64(0)) }, nil},
		"a bonus without limit":      {goodBonus, func(o *Offer) { o.Limits = Limits{} }, []string{"/limits/perPerson required"}},
		"a bonus with a fallback":    {goodBonus, func(o *Offer) { o.IfExhausted = "a/b" }, []string{"/ifExhausted unknown_field"}},
		"a bonus with variants":      {goodBonus, func(o *Offer) { o.Variants = []Variant{{"a/b", 1}} }, []string{"/variants unknown_field"}},
		"a bonus for knowledge":      {goodBonus, func(o *Offer) { o.When = ruleOf(t, `{">": [{"var": "knowledge.points"}, 1]}`) }, []string{"/when unknown_variable"}},
		"after the same twice":       {goodBonus, func(o *Offer) { o.After = []string{"a/b", "a/b"} }, []string{"/after/1 duplicate"}},
		"after no offer":             {goodBonus, func(o *Offer) { o.After = []string{"brew"} }, []string{"/after/0 bad_id"}},
		"after very many":            {goodBonus, func(o *Offer) { o.After = manyOffers(21) }, []string{"/after out_of_range"}},
		"shares over all":            {goodVariants, func(o *Offer) { o.Variants[1].Share = 51 }, []string{"/variants/1/share out_of_range"}},
		"a share of nobody":          {goodVariants, func(o *Offer) { o.Variants[0].Share = 0 }, []string{"/variants/0/share out_of_range"}},
		"a share of more than all":   {goodVariants, func(o *Offer) { o.Variants[0].Share = 101 }, []string{"/variants/0/share out_of_range"}},
		"a variant that is no offer": {goodVariants, func(o *Offer) { o.Variants[0].Offer = "" }, []string{"/variants/0/offer bad_id"}},
		"the same variant twice":     {goodVariants, func(o *Offer) { o.Variants[1].Offer = "themes/brew" }, []string{"/variants/1/offer duplicate"}},
		"a tier": {goodPoints, func(o *Offer) {
			o.When = ruleOf(t, `{"and": [{">=": [{"var": "earned.beans"}, 1000]}, {"<": [{"var": "points.beans"}, 50]}]}`)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := offerOf(t, c.base)
			c.change(&o)
			fields := o.Validate()
			slices.Sort(c.want)
			if got := found(fields); !slices.Equal(got, append([]string{}, c.want...)) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			for _, f := range fields {
				if f.Detail == "" || f.Right == "" {
					t.Errorf("%v does not say what is wrong and what would be right", f)
				}
			}
		})
	}
}

func manyOffers(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("a/x%d", i))
	}
	return out
}

// Each kind has the members that it says, refuses every other one, and names each that it must have.
func TestEachKindHasItsMembersOnly(t *testing.T) {
	span, _ := ParseSpan("PT1H")
	days, _ := ParsePeriod("P1D")
	closes := time.Now()
	all := map[string]func(*Gives){
		"account": func(g *Gives) { g.Account = "beans" }, "points": func(g *Gives) { g.Points = 1 }, "pending": func(g *Gives) { g.Pending = &days },
		"generate": func(g *Gives) { g.Generate = &Generate{Length: 10} }, "pool": func(g *Gives) { g.Pool = "cinema" },
		"discount": func(g *Gives) { g.Discount = &Discount{Percent: 1} }, "prize": func(g *Gives) { g.Prize = Text{"": "P"} },
		"winners": func(g *Gives) { g.Winners = 1 }, "expected": func(g *Gives) { g.Expected = 600 }, "closes": func(g *Gives) { g.Closes = &closes },
		"free": func(g *Gives) { g.Free = Text{"": "F"} }, "badge": func(g *Gives) { g.Badge = "b" }, "image": func(g *Gives) { g.Image = "i.svg" }, "timeout": func(g *Gives) { g.Timeout = &span },
	}
	if reflect.TypeFor[Gives]().NumField() != len(all)+1 {
		t.Fatalf("Gives has %d members beside kind, and %d are tried", reflect.TypeFor[Gives]().NumField()-1, len(all))
	}
	if !slices.Equal(Kinds(), slices.Sorted(maps.Keys(eachKind))) {
		t.Errorf("kinds %v", Kinds())
	}
	for kind, text := range eachKind {
		must, may := Members(kind)
		for member, set := range all {
			o := offerOf(t, text)
			own := slices.Contains(must, member) || slices.Contains(may, member)
			if set(&o.Gives); !own {
				if got := found(o.Validate()); !slices.Equal(got, []string{"/gives/" + member + " unknown_field"}) {
					t.Errorf("%s with %s: %v", kind, member, got)
				}
			}
		}
		for _, member := range must {
			o := offerOf(t, text)
			g := reflect.ValueOf(&o.Gives).Elem()
			for i := range g.NumField() {
				if strings.HasPrefix(g.Type().Field(i).Tag.Get("json"), member+",") {
					g.Field(i).SetZero()
				}
			}
			if got := o.Validate(); len(got) != 1 || !strings.HasPrefix(got[0].Pointer, "/gives/"+member) {
				t.Errorf("%s without %s: %v", kind, member, got)
			}
		}
	}
}

func TestMake(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	id, response := uuid.UUID{1}, uuid.UUID{2}
	made := func(text string) Made {
		o := offerOf(t, text)
		m, err := Claim{Offered: Freeze("p/o", o), Ordinal: 1}.Make(Grant{ID: id, Response: response, At: at})
		if err != nil {
			t.Fatal(err)
		}
		g := m.Grant
		if g.ID != id || g.Response != response || g.Offer != "p/o" || g.Version != Freeze("p/o", o).Version || g.Kind != o.Gives.Kind || (g.State != StateGranted) != (g.Kind == KindExternal) {
			t.Errorf("%+v", g)
		}
		for _, mv := range m.Movements {
			if mv.Amount < 1 || mv.Grant != id || !mv.At.Equal(at) {
				t.Errorf("%+v", mv)
			}
		}
		return m
	}
	if m := made(goodPoints); len(m.Movements) != 1 || m.Movements[0].From != "program:p/o" || m.Movements[0].To != AccountAvailable || m.Movements[0].Unit != "beans" || m.Movements[0].Amount != 200 || *m.Grant.Left != 200 || !m.Due.IsZero() || m.Spent != 200 {
		t.Errorf("%+v", m)
	}
	if m := made(goodBonus); m.Movements[0].To != AccountPending || !m.Grant.Available.Equal(at.AddDate(0, 0, 14)) || !m.Due.Equal(*m.Grant.Available) || !m.Grant.Expires.Equal(at.AddDate(1, 0, 0)) {
		t.Errorf("%+v", m)
	}
	if m := made(goodCode); m.Generate.Prefix != "BREW-" || m.Grant.Discount.Percent != 10 || len(m.Movements) != 1 || m.Movements[0].From != "budget:p/o" || m.Movements[0].To != "granted:p/o" || m.Movements[0].Unit != "EUR" || m.Movements[0].Amount != 200 {
		t.Errorf("%+v", m)
	}
	if m := made(goodPool); m.Pool != "cinema" || m.Generate != nil {
		t.Errorf("%+v", m)
	}
	if m := made(goodDiscount); m.Generate != nil || !m.Grant.Discount.FreeShipping || m.Grant.Discount.MinimumSpend.Amount != "20.00" {
		t.Errorf("%+v", m)
	}
	if m := made(goodDraw); m.Generate.Length != 10 || m.Spent != 45 { // 90.00 by 3 in 600
		t.Errorf("%+v", m)
	}
	if m := made(goodBadge); m.Grant.Badge != "first-cup" || m.Spent != 0 || m.Movements != nil {
		t.Errorf("%+v", m)
	}
	if m := made(goodExternal); m.Grant.State != StateReserved || !m.Grant.Until.Equal(at.Add(24*time.Hour)) || !m.Due.Equal(*m.Grant.Until) {
		t.Errorf("%+v", m)
	}
	// What is reserved ends when it was not confirmed, and not before: a grant that is due and can't change would keep the worker busy.
	if m := made(strings.NewReplacer("PT24H", "P7D", `"}}`, `"}, "expires": "P1D"}`).Replace(goodExternal)); !m.Grant.Expires.Before(*m.Grant.Until) || !m.Due.Equal(*m.Grant.Until) {
		t.Errorf("%+v", m)
	}
	if _, err := (Claim{Offered: Offered{ID: "p/o", Terms: Offer{Gives: Gives{Kind: "later"}}}}).Make(Grant{}); err == nil {
		t.Error("a kind that nobody knows was given")
	}
}

func TestSpan(t *testing.T) {
	for text, want := range map[string]time.Duration{"PT30M": 30 * time.Minute, "PT24H": 24 * time.Hour, "P1DT12H": 36 * time.Hour, "P7D": 7 * 24 * time.Hour, "PT1M": time.Minute, "P1DT1H1M": 25*time.Hour + time.Minute, "P366D": MaxSpan} {
		s, err := ParseSpan(text)
		if raw, bad := s.MarshalJSON(); err != nil || s.Duration() != want || bad != nil || string(raw) != `"`+text+`"` {
			t.Errorf("%s: %v, %v", text, s.Duration(), err)
		}
	}
	for _, text := range []string{"", "P", "PT", "P1DT", "PT0M", "P1M", "P1Y", "1H", "PT1.5H", "PT30S", "P367D", "PT-1H", "pt1h"} {
		if s, err := ParseSpan(text); err == nil {
			t.Errorf("%q is read as %v", text, s.Duration())
		}
	}
}
