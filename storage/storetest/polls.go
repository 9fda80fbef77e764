package storetest

import (
	"testing"

	"proffer/engine"
)

func vote(t *testing.T, st Store, value string, step int64) {
	t.Helper()
	s := NewSample(NewID(), Start).Without()
	s.Form = "next-origin"
	s.Decision.Votes, s.Decision.VoteStep = []engine.Vote{{Question: "origin", Value: value}}, step
	complete(t, st, s)
}

var pollCases = map[string]func(t *testing.T, o *Opened){
	// Results appear in steps only, so that nobody can tell one person's vote from the difference.
	"steps": func(t *testing.T, o *Opened) {
		look := func(want engine.Results) {
			t.Helper()
			r, err := o.Results(ctx, Brand, "next-origin")
			ok(t, err)
			same(t, "results", r, want)
		}
		look(engine.Results{})
		for i := range 9 {
			if i == 5 {
				look(engine.Results{Votes: 5, Counts: map[string]map[string]int64{"origin": {`"kenya"`: 3, `"peru"`: 2}}})
			}
			vote(t, o, []string{`"kenya"`, `"peru"`}[i%2], 5)
		}
		look(engine.Results{Votes: 5, Counts: map[string]map[string]int64{"origin": {`"kenya"`: 3, `"peru"`: 2}}})
		o.Store = o.Reopen(t)
		vote(t, o, `"peru"`, 5)
		look(engine.Results{Votes: 10, Counts: map[string]map[string]int64{"origin": {`"kenya"`: 5, `"peru"`: 5}}})
	},

	// Forms and brands count apart; a form nobody voted on is zero, not missing.
	"apart": func(t *testing.T, o *Opened) {
		vote(t, o, `"kenya"`, 1)
		for _, other := range [][2]string{{Brand, "else"}, {"other", "next-origin"}} {
			r, err := o.Results(ctx, other[0], other[1])
			ok(t, err)
			same(t, "results", r, engine.Results{})
		}
	},

	// A vote counts only with its response.
	"refused": func(t *testing.T, o *Opened) {
		s := NewSample(NewID(), Start).Without()
		s.Decision.Votes, s.Decision.VoteStep = []engine.Vote{{Question: "origin", Value: "1"}}, 1
		twiceSame := preference("a", "1", Basis("p", Start, year))
		s.Decision.Feedback = []engine.Preference{twiceSame, twiceSame}
		if _, _, err := o.Complete(ctx, s.Ask()); err == nil {
			t.Fatal("an impossible decision was stored")
		}
		s.Decision.Feedback = nil
		complete(t, o, s)
		r, err := o.Results(ctx, Brand, Form)
		ok(t, err)
		same(t, "votes", r.Votes, int64(1))
	},
}
