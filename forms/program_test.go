package forms

import (
	"strings"
	"testing"
	"time"
)

// What is over is said by a clock, with its place; Load says the same at any time.
func TestPast(t *testing.T) {
	b := loaded(t, edit{spokes, `"limits": {"perPerson": 1}`, `"limits": {"perPerson": 1, "closes": "2030-01-01T00:00:00Z"}`},
		edit{votes, `"kind": "points", "account": "spokes", "points": 5`, `"kind": "draw", "prize": "A bike", "winners": 1, "expected": 9, "closes": "2029-01-01T00:00:00Z", "free": "Write to us."`})
	at := func(day string) string {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range b.Past(now) {
			out = append(out, f.Severity+" "+f.Code+" "+f.File+" "+f.Pointer)
			if f.Line < 2 || f.Right == "" {
				t.Errorf("%v", f)
			}
		}
		return strings.Join(out, ", ")
	}
	draw, offer := "warning offer_past programs/votes.json /offers/bell/gives/closes", "warning offer_past programs/spokes.json /offers/hundred/limits/closes"
	for day, want := range map[string]string{"2028-12-31": "", "2029-01-01": draw, "2029-12-31": draw, "2030-01-01": offer + ", " + draw} {
		if got := at(day); got != want {
			t.Errorf("%s: %s", day, got)
		}
	}
}

// What the person is told of an offer before: the card with its terms, that it is drawn and which others there are, and what comes on top.
func TestOfferIsToldBefore(t *testing.T) {
	b := loaded(t, edit{votes, "", `{"program": "votes", "name": "Votes", "offers": {
	  "bell": {"label": "A chance of a bike", "worth": {"amount": "500.00", "currency": "EUR"},
	    "gives": {"kind": "draw", "prize": "A bike", "winners": 2, "expected": 400, "closes": "2030-12-31T23:30:00Z", "free": "Send a postcard."}, "variants": [{"offer": "votes/five", "share": 30}]},
	  "five": {"label": "5 spokes", "worth": {"amount": "0.10", "currency": "EUR"}, "gives": {"kind": "points", "account": "spokes", "points": 5, "pending": "P14D"}, "expires": "P1Y"},
	  "post": {"label": "Free postage", "worth": {"amount": "3.00", "currency": "EUR"}, "gives": {"kind": "discount", "discount": {"freeShipping": true, "minimumSpend": {"amount": "20.00", "currency": "EUR"}}},
	    "limits": {"perPerson": 1}, "after": ["votes/five", "spokes/hundred"]}}}`})
	v := resolved(t, b, "next-colour").Version
	p := v.Public()
	if got, want := p.Offer.Terms.In("en"), "2 prizes for about 400 entries · open until January 1, 2031 · free entry: Send a postcard. · or, drawn at random: “5 spokes”"; got != want {
		t.Errorf("the card says %q, want %q", got, want)
	}
	if len(p.Variants) != 1 || len(p.Bonuses) != 1 {
		t.Fatalf("%+v, %+v", p.Variants, p.Bonuses)
	}
	if got, want := p.Variants[0].Terms.In("en"), "valid for 1 year · can be spent after 14 days · and once you have “5 spokes” and “100 spokes”: Free postage"; got != want {
		t.Errorf("the variant's card says %q, want %q", got, want)
	}
	if got, want := p.Bonuses[0].Terms.In("en"), "if you spend €20.00 or more"; got != want {
		t.Errorf("the bonus says %q", got)
	}
	drawn := "Which reward you are offered is drawn at random, once for each person: “A chance of a bike” for 70 in 100 people and “5 spokes” for 30 in 100 people."
	if n := v.Notice(); !strings.Contains(n.Summary.In("en"), drawn) || !strings.Contains(lines(n.Facts["en"]), "Your reward: "+drawn+"\nA chance of a bike: you can take part for free without answering. Send a postcard.\nOnce you have “5 spokes” and “100 spokes”, you also get “Free postage”.") {
		t.Errorf("%s\n%s", n.Summary.In("en"), lines(n.Facts["en"]))
	}
	if !v.Remembers() {
		t.Error("the bonus is given once, and nobody remembers to whom")
	}
	if got, _ := v.reward(); got != 1 { // 0.10 euro at 0.10 a point is less than 500 euro by a chance of 2 in 400
		t.Errorf("the reward counts %v", got)
	}
	// Each person's chain stays theirs, and the shares are as they are written.
	shares := map[string]int{}
	for drawn := range 100 {
		shares[v.Chain(drawn)[0].ID]++
	}
	if shares["votes/five"] != 30 || shares["votes/bell"] != 70 {
		t.Errorf("%v", shares)
	}
	stored, err := DecodeVersion(1, resolved(t, b, "next-colour").Draft.Content)
	if err != nil || encoded(t, stored.Public().Variants) != encoded(t, p.Variants) || encoded(t, stored.Bonuses) != encoded(t, v.Bonuses) {
		t.Errorf("a stored version is another: %v", err)
	}
}
