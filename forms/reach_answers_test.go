package forms

import (
	"math"
	"slices"
	"testing"

	"proffer/forms/rule"
)

// What can be answered, for the kinds of question that the random forms of reach_test.go do not draw.
func TestAnswersOfEachKind(t *testing.T) {
	known := attributeTypes
	attributeTypes = append(slices.Clone(known), "matrix", "ranking")
	t.Cleanup(func() { attributeTypes = known })
	values := func(names ...string) (d Dict[AttributeValue]) {
		for _, n := range names {
			d.Set(n, AttributeValue{})
		}
		return d
	}
	list := func(words ...string) rule.Value {
		var out []rule.Value
		for _, w := range words {
			out = append(out, rule.TextOf(w))
		}
		return rule.ListOf(out...)
	}
	b := &Brand{}
	var rows Dict[AttributeRow]
	rows.Set("speed", AttributeRow{})
	rows.Set("price", AttributeRow{})
	one, five, two := 1.0, 5.0, int64(2)
	b.Attributes.Set("service", Attribute{Type: "matrix", Values: values("good", "bad"), Rows: rows})
	b.Attributes.Set("wish", Attribute{Type: "ranking", Values: values("red", "blue", "green")})
	b.Attributes.Set("roast", Attribute{Type: TypeChoice, Values: values("light", "dark", "odd"), Other: true})
	b.Attributes.Set("notes", Attribute{Type: TypeChoices, Values: values("a", "b"), Other: true})
	b.Attributes.Set("cups", Attribute{Type: TypeInteger, Min: &one, Max: &five})
	offered := []Choice{{Value: `"light"`}, {Value: `"dark"`}}
	for _, c := range []struct {
		name    string
		kind    string
		q       Question
		in, out []rule.Value
	}{
		{"matrix", KindSurvey, Question{Type: "matrix", Attribute: "service"}, []rule.Value{list("good", "good"), list("bad")}, []rule.Value{list("good", "good", "bad"), list("fair")}},
		{"ranking", KindSurvey, Question{Type: "ranking", Attribute: "wish", Top: &two}, []rule.Value{list("blue", "red")}, []rule.Value{list("red", "red"), list("red", "blue", "green"), list()}},
		{"choice with other", KindSurvey, Question{Type: "single", Attribute: "roast", Choices: offered}, []rule.Value{rule.TextOf("dark"), rule.TextOf("other")}, []rule.Value{rule.TextOf("odd"), rule.NumberOf(1)}},
		{"choice that may be known", KindSurvey, Question{Type: "single", Attribute: "roast", Choices: offered, Known: KnownSkip}, []rule.Value{rule.TextOf("odd"), rule.TextOf("other")}, []rule.Value{rule.TextOf("bold")}},
		{"choice of a preference centre", KindPreferences, Question{Type: "single", Attribute: "roast", Choices: offered}, []rule.Value{rule.TextOf("odd")}, nil},
		{"choices with other", KindSurvey, Question{Type: "multiple", Attribute: "notes"}, []rule.Value{list("a", "b", "other"), list("other")}, []rule.Value{list("a", "c"), list()}},
		{"number", KindSurvey, Question{Type: "scale", Attribute: "cups"}, []rule.Value{rule.NumberOf(5)}, []rule.Value{rule.NumberOf(6), rule.NumberOf(1.5)}},
		{"number that may be known from other bounds", KindSurvey, Question{Type: "scale", Attribute: "cups", Known: KnownPrefill}, []rule.Value{rule.NumberOf(6)}, []rule.Value{rule.TextOf("6")}},
		{"knowledge", KindQuiz, Question{Type: "single", Correct: Correct{`"x"`}, Choices: []Choice{{Value: `"x"`}, {Value: `"y"`}}}, []rule.Value{rule.TextOf("x"), rule.TextOf("y")}, []rule.Value{rule.TextOf("z")}},
		{"knowledge of a number", KindQuiz, Question{Type: "scale", Correct: Correct{`3`}, Min: &one, Max: &five}, []rule.Value{rule.NumberOf(3)}, []rule.Value{rule.NumberOf(6)}},
		{"text", KindSurvey, Question{Type: "consent"}, []rule.Value{rule.BoolOf(false)}, []rule.Value{rule.TextOf("x")}},
	} {
		d, _ := (&Form{Kind: c.kind}).answers(&c.q, b)
		for _, v := range c.in {
			if !d.Has(v) {
				t.Errorf("%s: %v is left out", c.name, v.Text())
			}
		}
		for _, v := range c.out {
			if d.Has(v) {
				t.Errorf("%s: %v is in it", c.name, v.Text())
			}
		}
	}
}

// Sums of fractions come out differently by their order; none of them lies outside.
func TestScoresHaveRoomForRounding(t *testing.T) {
	parts := []float64{0.1, 0.2, 0.7, 1e9, 0.3}
	d := rule.Between(0, 0, true)
	for _, n := range parts {
		d = span{min(0, n), max(0, n)}.added(d)
	}
	sum, backwards := 0.0, 0.0
	for i := range parts {
		sum += parts[i]
		backwards += parts[len(parts)-1-i]
	}
	if !d.Has(rule.NumberOf(sum)) || !d.Has(rule.NumberOf(backwards)) || sum == backwards {
		t.Errorf("%v %v", sum, backwards)
	}
	lo, hi, ok := span{-1, 2}.added(rule.Between(0, 3, false)).Bounds()
	if !ok || lo != -1 || hi != 5 {
		t.Errorf("%v to %v", lo, hi)
	}
	if _, _, ok := (span{0, math.MaxFloat64}).added(rule.Between(0, math.MaxFloat64, false)).Bounds(); ok {
		t.Error("a sum beyond all numbers has bounds")
	}
}
