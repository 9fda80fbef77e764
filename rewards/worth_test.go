package rewards

import "testing"

// What another currency is worth is never guessed: only the brand can say it.
func TestWorthInEuro(t *testing.T) {
	for _, c := range []struct {
		worth Worth
		euro  float64
		ok    bool
	}{
		{Worth{Amount: "2.00", Currency: "EUR"}, 2, true},
		{Worth{Amount: "2.00", Currency: "EUR", Euro: "3.00"}, 2, true}, // Validate refuses it; the amount itself counts
		{Worth{Amount: "2.00", Currency: "GBP", Euro: "2.35"}, 2.35, true},
		{Worth{Amount: "300", Currency: "JPY", Euro: "1.8"}, 1.8, true},
		{Worth{Amount: "2.00", Currency: "GBP"}, 0, false},
		{Worth{Amount: "2.00", Currency: "GBP", Euro: "two"}, 0, false},
		{Worth{Amount: "2,00", Currency: "EUR"}, 0, false},
	} {
		if euro, ok := c.worth.InEuro(); euro != c.euro || ok != c.ok {
			t.Errorf("%+v: %v %t", c.worth, euro, ok)
		}
	}
}

func TestChance(t *testing.T) {
	for _, c := range []struct {
		gives Gives
		want  float64
	}{
		{Gives{Kind: KindCode}, 1},
		{Gives{Kind: KindPoints, Points: 5}, 1},
		{Gives{Kind: KindDraw, Winners: 1, Expected: 40}, 0.025},
		{Gives{Kind: KindDraw, Winners: 50, Expected: 40}, 1},
		{Gives{Kind: KindDraw, Winners: 1}, 0},
		{Gives{Kind: KindDraw, Expected: 10}, 0},
	} {
		if got := c.gives.Chance(); got != c.want {
			t.Errorf("%+v: %v", c.gives, got)
		}
	}
}
