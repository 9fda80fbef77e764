package storetest

import (
	"fmt"
	"testing"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

var rewardCases = map[string]func(t *testing.T, o *Opened){
	// What is taken and spent counts over all people and restarts, and only what was committed.
	"stock": func(t *testing.T, o *Opened) {
		for i := range 3 {
			s := NewSample(NewID(), Start)
			s.Stock = 2
			d := complete(t, o, s)
			same(t, "given", d.Grant != nil, i < 2)
		}
		st := o.Reopen(t)
		s := NewSample(NewID(), Start)
		s.Stock = 2
		same(t, "after a restart", complete(t, st, s).Response.Refusal, rewards.ReasonExhausted)
		f, err := st.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: NewID(), Offers: s.Offers}, Start)
		ok(t, err)
		same(t, "facts", f.Offers[Offer], rewards.Facts{Taken: 2, Spent: 400})
	},

	// Two people never get the same code of a brand: a collision takes the next counter's. Another
	// brand's codes are another pool.
	"codes": func(t *testing.T, o *Opened) {
		code := func(brand string) (string, error) {
			s := NewSample(NewID(), Start)
			s.Brand = brand
			s.Decision.Grant.Code = "BREW-0"
			s.Decision.Recode = func(n int) string { return fmt.Sprintf("BREW-%d", n) }
			d, _, err := o.Complete(ctx, s.Ask())
			if err != nil {
				return "", err
			}
			x, err := o.Exchange(ctx, brand, s.Response, false, Start)
			ok(t, err)
			same(t, "stored as returned", x.Grant.Code, d.Grant.Code)
			return d.Grant.Code, nil
		}
		for i := range 3 {
			got, err := code(Brand)
			ok(t, err)
			same(t, "code", got, fmt.Sprintf("BREW-%d", i))
		}
		got, err := code("other")
		ok(t, err)
		same(t, "other brand's", got, "BREW-0")
	},

	// If no counter gives a free code, nothing is given and nothing stored: a code twice is worse.
	"no code left": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		s.Decision.Grant.Code = "BREW-0"
		complete(t, o, s)
		next := NewSample(NewID(), Start)
		next.Decision.Grant.Code = "BREW-0"
		next.Decision.Recode = func(int) string { return "BREW-0" }
		_, _, err := o.Complete(ctx, next.Ask())
		wants(t, err, fault.Internal)
		f, err := o.Facts(ctx, &engine.Exchange{Brand: Brand, Form: Form, Subject: next.Subject, Offers: next.Offers}, Start)
		ok(t, err)
		same(t, "facts", f.Offers[Offer], rewards.Facts{Taken: 1, Spent: 200})
	},

	// Points are granted with their movement in the same commit; every part of the grant is read back.
	"points": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		g := s.Decision.Grant
		g.Kind, g.Code, g.Discount, g.Expires, g.Account, g.Points = rewards.KindPoints, "", nil, nil, "beans", 200
		s.Decision.Movements = []rewards.Movement{{Unit: "beans", Amount: 200, From: "program:beans", To: rewards.AccountAvailable, Grant: g.ID, At: Start}}
		complete(t, o, s)
		twice(t, o, func(t *testing.T, st Store) {
			x, err := st.Exchange(ctx, Brand, s.Response, false, Start)
			ok(t, err)
			same(t, "grant", x.Grant, g)
		})
		bad := NewSample(NewID(), Start)
		bad.Decision.Movements = []rewards.Movement{{Unit: "beans", Amount: 0, From: "program:beans", To: rewards.AccountAvailable, Grant: bad.Decision.Grant.ID, At: Start}}
		_, _, err := o.Store.Complete(ctx, bad.Ask())
		if err == nil {
			t.Error("a movement of nothing was stored")
		}
	},

	// Withdrawing data never takes a grant back.
	"withdrawing keeps the grant": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		no := NewSample(s.Subject, Start).Without()
		no.Decision.Preferences, no.Decision.Response.Kept = nil, nil
		no.Decision.Withdrawn = []string{"result", "recommend"}
		complete(t, o, no)
		r := record(t, o, s.Subject, Start)
		same(t, "held", []int{len(r.Preferences), len(r.Grants)}, []int{0, 1})
		same(t, "grant", r.Grants[0], *s.Decision.Grant)
	},

	// The decision's own ordinal is part of the once-key: giving it twice is impossible, even if a
	// decision asked for it.
	"ordinal twice": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start)
		complete(t, o, s)
		again := NewSample(s.Subject, Start)
		x := again.Ask()
		x.Decide = func(engine.Facts) (*engine.Decision, error) { d := again.Decision; return &d, nil }
		_, _, err := o.Complete(ctx, x)
		if err == nil {
			t.Fatal("the same ordinal was given twice")
		}
		same(t, "grants", len(record(t, o, s.Subject, Start).Grants), 1)
	},
}
