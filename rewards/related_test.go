package rewards

import (
	"slices"
	"strings"
	"testing"
)

// relatedOf makes points offers from words such as "a/x>b/y", with a fallback, "a/z+a/x+b/y", a bonus after others, and "a/v%b/y=30",
// with a variant for 30 per cent.
func relatedOf(t *testing.T, words string) map[string]Program {
	t.Helper()
	programs := map[string]Program{}
	for word := range strings.FieldsSeq(words) {
		o := offerOf(t, goodPoints)
		id, variants, _ := strings.Cut(word, "%")
		for v := range strings.SplitSeq(variants, "%") {
			if offer, share, found := strings.Cut(v, "="); found {
				o.Variants = append(o.Variants, Variant{offer, len(share) * 10})
			}
		}
		after := strings.Split(id, "+")
		id, o.After = after[0], after[1:]
		id, o.IfExhausted, _ = strings.Cut(id, ">")
		program, name, _ := strings.Cut(id, "/")
		if programs[program].Offers == nil {
			programs[program] = Program{ID: program, Offers: map[string]Offer{}}
		}
		programs[program].Offers[name] = o
	}
	return programs
}

func TestCheckProgramsFindsWhatIsMisplaced(t *testing.T) {
	for _, c := range []struct{ programs, want string }{
		{"a/x a/y+a/x a/z+a/x+a/y b/v%a/x=3", ""},
		{"a/y+a/gone", "a /offers/y/after/0 unknown_offer"},
		{"a/x%b/gone=3", "a /offers/x/variants/0/offer unknown_offer"},
		{"a/x%a/x=3", "a /offers/x/variants/0/offer cycle"},
		{"a/x+a/x", "a /offers/x/after cycle"},
		{"a/x+a/y a/y+a/x", "a /offers/x/after cycle"},
		{"a/z a/x+a/y+a/z a/y+a/w a/w+a/x b/u+a/x", "a /offers/w/after cycle"}, // u leads into the circle and is not in it
		{"a/x+a/y a/y+a/x b/x+b/y b/y+b/x", "a /offers/x/after cycle, b /offers/x/after cycle"},
		{"a/x>a/y a/y+a/z a/z", "a /offers/x/ifExhausted misplaced_offer"},
		{"a/x>a/y a/y%a/z=3 a/z", "a /offers/x/ifExhausted misplaced_offer"},
		{"a/x%a/y=3 a/y%a/z=3 a/z", "a /offers/x/variants/0/offer misplaced_offer"},
		{"a/x%a/y=3 a/y+a/z a/z", "a /offers/x/variants/0/offer misplaced_offer"},
	} {
		var got []string
		for _, f := range CheckPrograms(relatedOf(t, c.programs)) {
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

func TestSplitsAreFrozenWithTheirChains(t *testing.T) {
	programs := relatedOf(t, "a/x%b/y=333%a/z=3 b/y>a/w a/z a/w")
	splits, err := Splits(programs, "a/x")
	if err != nil || len(splits) != 2 || splits[0].Share != 30 || splits[1].Share != 10 || len(splits[0].Chain) != 2 || splits[0].Chain[1].ID != "a/w" || splits[1].Chain[0].ID != "a/z" {
		t.Errorf("%+v, %v", splits, err)
	}
	if none, err := Splits(programs, "a/z"); none != nil || err != nil {
		t.Errorf("%+v, %v", none, err)
	}
	if _, err := Splits(relatedOf(t, "a/x%b/gone=3"), "a/x"); err == nil {
		t.Error("a variant that is not there was frozen")
	}
	// The version of the offer tells what is given, not to how many.
	plain, split := programs["a"].Offers["z"], programs["a"].Offers["x"]
	if Freeze("a/x", plain).Version != Freeze("a/x", split).Version {
		t.Error("variants make a new version of the offer")
	}
}

func TestBonusesComeAfterWhatTheyWaitFor(t *testing.T) {
	programs := relatedOf(t, "a/x a/y b/v%a/x=3 c/late+c/early c/early+b/v+a/y c/other+a/y d/lost+d/gone e/round+e/trip+a/y e/trip+e/round")
	ids := func(given ...string) string {
		var out []string
		for _, b := range Bonuses(programs, given) {
			out = append(out, b.Offer.ID)
			if b.Offer.Version != Freeze(b.Offer.ID, programs[b.Offer.ID[:1]].Offers[b.Offer.ID[2:]]).Version {
				t.Errorf("%s is not frozen as it stands", b.Offer.ID)
			}
		}
		return strings.Join(out, " ")
	}
	for given, want := range map[string]string{"a/y": "c/early c/other c/late", "b/v": "c/early c/late", "a/x": "c/early c/late", "a/z": "", "c/early": "c/late"} {
		if got := ids(given); got != want {
			t.Errorf("after %s: %s, want %s", given, got, want)
		}
	}
	early := Bonuses(programs, []string{"b/v"})[0]
	if !slices.EqualFunc(early.Counts, [][]string{{"b/v", "a/x"}, {"a/y"}}, slices.Equal) {
		t.Errorf("%v", early.Counts)
	}
}

func named(ids []string) (out []Offered) {
	for _, id := range ids {
		out = append(out, Offered{ID: id})
	}
	return out
}

// The last code of a pool is given once, however much one commit gives.
func TestAwardFromOnePool(t *testing.T) {
	bonus := func(id string) Bonus {
		return Bonus{Offer: Offered{ID: id, Terms: Offer{Gives: Gives{Kind: KindCode, Pool: "spring"}}}}
	}
	facts := func(string) Facts { return Facts{Left: ptr(int64(1))} }
	claims, why := Award([]Bonus{bonus("c/one"), bonus("c/two")}, Circumstances{}, facts)
	if len(claims) != 1 || claims[0].Offered.ID != "c/one" || len(why) != 1 || why[0].Reason != ReasonExhausted {
		t.Errorf("given %v, not given %v", claims, why)
	}
	if claims, why = Award([]Bonus{bonus("c/two")}, Circumstances{}, facts, bonus("a/main").Offer); claims != nil || len(why) != 1 {
		t.Errorf("after the offer took the last: given %v, not given %v", claims, why)
	}
}

func TestAward(t *testing.T) {
	programs := relatedOf(t, "a/x a/y b/v%a/x=3 c/late+c/early c/early+b/v+a/y")
	bonuses := Bonuses(programs, []string{"a/y"})
	for name, c := range map[string]struct {
		held  map[string]int
		facts map[string]Facts
		given []string
		want  string
		why   string
	}{
		"nothing is held":        {nil, nil, nil, "", "c/early not_after, c/late not_after"},
		"one is missing":         {map[string]int{"a/y": 1}, nil, nil, "", "c/early not_after, c/late not_after"},
		"this commit gives it":   {map[string]int{"a/y": 1}, nil, []string{"b/v"}, "c/early 1, c/late 1", ""},
		"a variant counts":       {map[string]int{"a/y": 1}, nil, []string{"a/x"}, "c/early 1, c/late 1", ""},
		"all were held before":   {map[string]int{"a/y": 1, "b/v": 2}, nil, nil, "c/early 1, c/late 1", ""},
		"it was given before":    {map[string]int{"a/y": 1, "b/v": 1, "c/early": 1}, map[string]Facts{"c/early": {Held: 1}}, nil, "c/late 1", "c/early held"},
		"both were given before": {map[string]int{"a/y": 1, "b/v": 1, "c/early": 1, "c/late": 1}, map[string]Facts{"c/early": {Held: 1}, "c/late": {Held: 1}}, nil, "", "c/early held, c/late held"},
		"the first has run out":  {map[string]int{"a/y": 1, "b/v": 1}, map[string]Facts{"c/early": {Taken: 9}}, nil, "", "c/early exhausted, c/late not_after"},
		"only the second has":    {map[string]int{"a/y": 1, "b/v": 1}, map[string]Facts{"c/late": {Taken: 9}}, nil, "c/early 1", "c/late exhausted"},
	} {
		for i := range bonuses {
			bonuses[i].Offer.Terms.Limits = Limits{PerPerson: ptr(1), Stock: ptr(int64(9))}
		}
		claims, why := Award(bonuses, Circumstances{Held: c.held}, func(id string) Facts { return c.facts[id] }, named(c.given)...)
		var got, told []string
		for _, claim := range claims {
			got = append(got, claim.Offered.ID+" "+string(rune('0'+claim.Ordinal)))
		}
		for _, w := range why {
			told = append(told, w.Offer+" "+w.Reason)
			if w.Detail == "" {
				t.Errorf("%s: %s is not explained", name, w.Offer)
			}
		}
		if strings.Join(got, ", ") != c.want || strings.Join(told, ", ") != c.why {
			t.Errorf("%s: given %v, want %s; not given %v, want %s", name, got, c.want, told, c.why)
		}
	}
}
