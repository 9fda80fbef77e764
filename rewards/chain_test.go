package rewards

import (
	"slices"
	"strings"
	"testing"

	"proffer/forms/fault"
)

// programsOf makes points offers from "program/offer>fallback" words.
func programsOf(t *testing.T, words string) map[string]Program {
	t.Helper()
	programs := map[string]Program{}
	for word := range strings.FieldsSeq(words) {
		id, next, _ := strings.Cut(word, ">")
		program, name, _ := strings.Cut(id, "/")
		if programs[program].Offers == nil {
			programs[program] = Program{ID: program, Offers: map[string]Offer{}}
		}
		o := offerOf(t, goodPoints)
		o.IfExhausted = next
		programs[program].Offers[name] = o
	}
	return programs
}

func TestCheckPrograms(t *testing.T) {
	for _, c := range []struct{ programs, want string }{
		{"a/x>b/y b/y>b/z b/z", ""},
		{"a/x>b/y", "a /offers/x/ifExhausted unknown_offer"},
		{"a/x>b/y b/z", "a /offers/x/ifExhausted unknown_offer"},
		{"a/x>a/x", "a /offers/x/ifExhausted cycle"},
		{"b/y>a/x a/x>b/y", "a /offers/x/ifExhausted cycle"},
		{"c/z>b/y b/y>a/x a/x>b/y", "a /offers/x/ifExhausted cycle"}, // z leads into the circle and is not in it
		{"a/x>a/y a/y>a/x b/x>b/y b/y>b/x c/c>d/d", "a /offers/x/ifExhausted cycle, b /offers/x/ifExhausted cycle, c /offers/c/ifExhausted unknown_offer"},
		{"a/x>nonsense", ""}, // Validate's
	} {
		var got []string
		for _, f := range CheckPrograms(programsOf(t, c.programs)) {
			got = append(got, f.Program+" "+f.Field.Pointer+" "+f.Field.Code)
			if f.Field.Right == "" || f.Field.Detail == "" {
				t.Errorf("%s: %+v does not say what would be right", c.programs, f)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %v, want %s", c.programs, got, c.want)
		}
	}
}

func TestChain(t *testing.T) {
	programs := programsOf(t, "a/x>b/y b/y>b/z b/z c/loop>c/back c/back>c/loop d/x>d/gone")
	chain, err := Chain(programs, "a/x")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, o := range chain {
		ids = append(ids, o.ID)
		if program, name, _ := strings.Cut(o.ID, "/"); o.Version != Freeze(o.ID, programs[program].Offers[name]).Version {
			t.Errorf("%s is not frozen as it stands", o.ID)
		}
	}
	if !slices.Equal(ids, []string{"a/x", "b/y", "b/z"}) {
		t.Errorf("chain %v", ids)
	}
	for id, code := range map[string]string{"c/loop": "cycle", "d/x": "unknown_offer", "a/nothing": "unknown_offer", "nothing": "unknown_offer", "": "unknown_offer"} {
		if chain, err := Chain(programs, id); chain != nil || !fault.Is(err, fault.Invalid) || !fault.Has(err, code) {
			t.Errorf("%q: %v, %v, want code %s", id, chain, err, code)
		}
	}
}

// Stock and budget are schedule: they change without a new version. Everything else is content.
func TestFreezeLeavesStockAndBudgetOutOfTheVersion(t *testing.T) {
	o := offerOf(t, goodCode)
	version := Freeze("a/x", o).Version
	for name, change := range map[string]func(*Offer){
		"stock":  func(o *Offer) { o.Limits.Stock = ptr(int64(1)) },
		"budget": func(o *Offer) { o.Limits.Budget = nil },
	} {
		changed := offerOf(t, goodCode)
		change(&changed)
		frozen := Freeze("a/x", changed)
		if frozen.Version != version {
			t.Errorf("another %s made another version", name)
		}
		if frozen.Terms.Limits.Stock != changed.Limits.Stock || frozen.Terms.Limits.Budget != changed.Limits.Budget {
			t.Errorf("the frozen terms lost the %s", name)
		}
	}
	for name, change := range map[string]func(*Offer){
		"label":     func(o *Offer) { o.Label = Text{"": "another"} },
		"worth":     func(o *Offer) { o.Worth.Amount = "2.01" },
		"discount":  func(o *Offer) { o.Gives.Discount.Percent = 11 },
		"perPerson": func(o *Offer) { o.Limits.PerPerson = ptr(2) },
		"expires":   func(o *Offer) { o.Expires = nil },
		"fallback":  func(o *Offer) { o.IfExhausted = "" },
	} {
		changed := offerOf(t, goodCode)
		change(&changed)
		if Freeze("a/x", changed).Version == version {
			t.Errorf("another %s did not make another version", name)
		}
	}
}
