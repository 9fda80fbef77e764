package cli

import (
	"bytes"
	"regexp"
	"testing"

	"proffer/engine"
)

// Each form has a block of its own, also after one of which there is nothing but its own line, and one of two currencies has one block.
func TestCostTableHasABlockForEachForm(t *testing.T) {
	line := func(level, form, currency string) engine.CostLine {
		return engine.CostLine{Level: level, Brand: "leaf", Form: form, Offer: "thanks/code", Attribute: "tea", Currency: currency, Responses: 2, Unlisted: 1}
	}
	var out bytes.Buffer
	if err := (Main{Stdout: &out}).costTable([]engine.CostLine{
		line(engine.CostForm, "quiz", ""), line(engine.CostForm, "tea", "EUR"), line(engine.CostForm, "tea", "USD"), line(engine.CostAttribute, "tea", "EUR"),
		line(engine.CostForm, "water", ""),
	}); err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`(?m)^leaf/\w+ +RESPONSES|^all|^  attribute|^leaf/\w+: of`).FindAllString(out.String(), -1); len(found) != 11 {
		t.Errorf("%d heads, lines and notes in\n%s", len(found), out.String())
	}
	for _, want := range []string{
		`(?m)^leaf/quiz +RESPONSES.*\nall .*\n\nleaf/tea +RESPONSES.*\nall .*EUR.*\nall .*USD.*\n  attribute tea .*\n\nleaf/water +RESPONSES.*\nall `,
		`(?m)^leaf/quiz: of 1 response the answers have ended`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("nothing says %s in\n%s", want, out.String())
		}
	}
}
