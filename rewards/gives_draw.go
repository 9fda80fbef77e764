package rewards

import "fmt"

// draw is an entry in a draw: a claim code that tells whoever holds it whether it won.
type draw struct{}

func (draw) members() (must, may []string) {
	return []string{"prize", "winners", "expected", "closes", "free"}, []string{"generate"}
}

// claimCode is how the code of an entry is made where the offer does not say.
var claimCode = Generate{Length: 10}

const mostWinners = 10_000

func (draw) check(v *validator, o Offer) {
	g := o.Gives
	if g.Winners < 0 || g.Winners > mostWinners {
		v.add("/gives/winners", "out_of_range", fmt.Sprintf("write 1 to %d", mostWinners), "%d cannot win", g.Winners)
	}
	if g.Expected < 0 || (g.Winners > 0 && g.Expected != 0 && g.Expected < g.Winners) {
		v.add("/gives/expected", "out_of_range", fmt.Sprintf("write %d or more", max(g.Winners, 1)), "%d entries for %d prizes are no draw", g.Expected, g.Winners)
	}
	for _, text := range []struct {
		name string
		text Text
	}{{"prize", g.Prize}, {"free", g.Free}} {
		if len(text.text) > 0 {
			v.text("/gives/"+text.name, text.text, "the "+text.name)
		}
	}
	if g.Closes != nil && o.Limits.Closes != nil && o.Limits.Closes.After(*g.Closes) {
		v.add("/limits/closes", "out_of_range", "leave it out, or write a time before that", "the draw closes before, at %s", g.Closes.Format("2006-01-02T15:04:05Z07:00"))
	}
	if g.Generate != nil {
		v.generate(o)
	}
	if o.Limits.Budget != nil {
		v.add("/limits/budget", "unknown_field", "leave it out, or limit the entries by a stock", "a draw costs its prizes, however many take part")
	}
}

func (draw) give(made *Made, terms Offer) { made.Generate = terms.Gives.Code() }

// Code is how the code of a grant is made; nil where none is made.
func (g Gives) Code() *Generate {
	if g.Kind == KindDraw && g.Generate == nil {
		return &claimCode
	}
	return g.Generate
}
