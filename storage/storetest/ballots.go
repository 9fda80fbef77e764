package storetest

import (
	"bytes"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
)

// ballot is one anonymous vote for the value.
func ballot(subject uuid.UUID, value string) *engine.Exchange {
	return &engine.Exchange{Brand: Brand, Form: "next-origin", Subject: subject, Response: NewID(), Once: "form/next-origin", Anonymous: true,
		Decide: func(engine.Facts) (*engine.Decision, error) {
			return &engine.Decision{Votes: []engine.Vote{{Question: "origin", Value: value}}, VoteStep: 1}, nil
		}}
}

func cast(t *testing.T, st Store, x *engine.Exchange) {
	t.Helper()
	replayed, err := st.Vote(ctx, x)
	ok(t, err)
	if replayed {
		t.Fatal("a new ballot was taken for a replay")
	}
}

func counted(t *testing.T, st Store) int64 {
	t.Helper()
	r, err := st.Results(ctx, Brand, "next-origin")
	ok(t, err)
	return r.Votes
}

var ballotCases = map[string]func(t *testing.T, o *Opened){
	// A ballot is counted once: again it is a replay, and another one of the same person a conflict.
	"one each": func(t *testing.T, o *Opened) {
		x := ballot(NewID(), `"kenya"`)
		cast(t, o, x)
		cast(t, o, ballot(NewID(), `"peru"`))
		twice(t, o, func(t *testing.T, st Store) {
			again := *x
			again.Decide = func(engine.Facts) (*engine.Decision, error) { t.Error("Decide called on a replay"); return nil, nil }
			replayed, err := st.Vote(ctx, &again)
			ok(t, err)
			same(t, "replayed", replayed, true)
			_, err = st.Vote(ctx, ballot(x.Subject, `"peru"`))
			wants(t, err, fault.Conflict)
			if !fault.Has(err, "already_answered") {
				t.Errorf("got %v, want the code already_answered", err)
			}
			f, err := st.Facts(ctx, x, Start)
			ok(t, err)
			same(t, "facts", []any{f.Answered, f.Completed}, []any{true, int64(2)})
			f, err = st.Facts(ctx, ballot(NewID(), ""), Start)
			ok(t, err)
			same(t, "facts of another", f.Answered, false)
			r, err := st.Results(ctx, Brand, "next-origin")
			ok(t, err)
			same(t, "results", r, engine.Results{Votes: 2, Counts: map[string]map[string]int64{"origin": {`"kenya"`: 1, `"peru"`: 1}}})
		})
	},

	// Without a once-key a person votes as often as there are tickets.
	"always": func(t *testing.T, o *Opened) {
		who := NewID()
		for range 3 {
			x := ballot(who, `"kenya"`)
			x.Once = ""
			cast(t, o, x)
		}
		same(t, "votes", counted(t, o), int64(3))
	},

	// A decision that refuses counts nothing and takes nobody's vote away.
	"refused": func(t *testing.T, o *Opened) {
		x := ballot(NewID(), `"kenya"`)
		decide := x.Decide
		x.Decide = func(engine.Facts) (*engine.Decision, error) { return nil, fault.At(fault.Conflict, "", "full", "full") }
		_, err := o.Vote(ctx, x)
		if !fault.Has(err, "full") {
			t.Errorf("got %v, want Decide's error", err)
		}
		same(t, "votes", counted(t, o), int64(0))
		x.Decide = decide
		cast(t, o, x)
	},

	// Whoever was erased votes no more.
	"erased": func(t *testing.T, o *Opened) {
		who := NewID()
		ok(t, o.Erase(ctx, Brand, who, Start))
		_, err := o.Vote(ctx, ballot(who, `"kenya"`))
		wants(t, err, fault.Gone)
		same(t, "votes", counted(t, o), int64(0))
	},

	// Two tickets of one person at the same moment are one vote.
	"concurrent": func(t *testing.T, o *Opened) {
		who := NewID()
		var took atomic.Int64
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				if _, err := o.Vote(ctx, ballot(who, `"kenya"`)); err == nil {
					took.Add(1)
				} else if !fault.Has(err, "already_answered") {
					t.Errorf("unexpected: %v", err)
				}
			})
		}
		all.Wait()
		same(t, "counted", []int64{took.Load(), counted(t, o)}, []int64{1, 1})
	},

	// No file ever holds who voted: no id of a person or of a ticket, in no form that can be told without
	// the poll's key, and after a crash no vote is lost.
	"nobody is named": func(t *testing.T, o *Opened) {
		var ids [][]byte
		for range 20 {
			x := ballot(NewID(), `"kenya"`)
			cast(t, o, x)
			ids = append(ids, x.Subject[:], x.Response[:], []byte(x.Subject.String()), []byte(x.Response.String()))
		}
		crashed := o.Crash(t)
		same(t, "after a crash", counted(t, crashed), int64(20))
		all := o.Bytes(t)
		for _, id := range ids {
			if bytes.Contains(all, id) {
				t.Fatalf("%x stands in a file", id)
			}
		}
		n := 0
		ok(t, o.Responses(ctx, Brand, "next-origin", Start, func(engine.Export) error { n++; return nil }))
		same(t, "responses", n, 0)
	},

	// Closing a poll destroys the key and every hash, in every file; the counts stay. Another poll's are
	// left alone.
	"close": func(t *testing.T, o *Opened) {
		x, other := ballot(NewID(), `"kenya"`), ballot(NewID(), `"kenya"`)
		other.Form = "another"
		cast(t, o, x)
		cast(t, o, other)
		open, err := o.OpenPolls(ctx)
		ok(t, err)
		same(t, "open", len(open), 2)
		secrets := o.Ballots(t, Brand, "next-origin")
		same(t, "a key and two hashes", len(secrets), 3)
		before := o.Bytes(t)
		for _, s := range secrets {
			if len(s) != 32 || !bytes.Contains(before, s) {
				t.Fatalf("%x is not in the files before either, so the check proves nothing", s)
			}
		}
		ok(t, o.ClosePoll(ctx, Brand, "next-origin"))
		ok(t, o.ClosePoll(ctx, Brand, "next-origin"))
		ok(t, o.ClosePoll(ctx, Brand, "nosuchform"))
		ok(t, o.ClosePoll(ctx, "nobrand", "next-origin"))
		after := o.Bytes(t)
		for _, s := range secrets {
			if bytes.Contains(after, s) {
				t.Errorf("%x still stands in a file", s)
			}
		}
		twice(t, o, func(t *testing.T, st Store) {
			open, err := st.OpenPolls(ctx)
			ok(t, err)
			same(t, "open", open, []engine.PollName{{Brand: Brand, Form: "another"}})
			same(t, "votes", counted(t, st), int64(1))
			f, err := st.Facts(ctx, x, Start)
			ok(t, err)
			same(t, "nobody can tell who voted", f.Answered, false)
			f, err = st.Facts(ctx, other, Start)
			ok(t, err)
			same(t, "of the other poll", f.Answered, true)
		})
	},
}
