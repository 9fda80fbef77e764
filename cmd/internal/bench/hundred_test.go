package bench

import (
	"context"
	"errors"
	"testing"
	"time"

	"proffer/engine"
)

// The form has as many questions and rules as its name says, and its answers are accepted all.
func TestHundred(t *testing.T) {
	v, answers, err := Hundred()
	if err != nil {
		t.Fatal(err)
	}
	rules, questions := v.Form.Computed.Len(), 0
	for _, p := range v.Form.Pages {
		questions += len(p.Questions)
		if p.ShowIf != nil {
			rules++
		}
		for _, n := range p.Next {
			if n.When != nil {
				rules++
			}
		}
		for _, q := range p.Questions {
			if q.ShowIf != nil {
				rules++
			}
		}
	}
	for _, o := range v.Form.Outcomes {
		if o.When != nil {
			rules++
		}
	}
	if questions != 100 || rules != 200 || len(answers.Members) != 100 {
		t.Errorf("%d questions, %d rules, %d answers", questions, rules, len(answers.Members))
	}
	if outcome, err := engine.Retrace(v, answers, time.Now()); err != nil || outcome != HundredOutcome {
		t.Errorf("%q %v", outcome, err)
	}
	answers.Members[7].Value.Text = "red"
	if _, err := engine.Retrace(v, answers, time.Now()); err == nil {
		t.Error("an answer that no question has is accepted")
	}
}

func TestRepeat(t *testing.T) {
	n := 0
	got, err := Repeat(t.Context(), 0, func() error { n++; time.Sleep(time.Millisecond); return nil })
	if err != nil || got.Done != 3 || n != 4 || got.Median < time.Millisecond || got.P99 < got.Median {
		t.Errorf("%+v after %d: %v", got, n, err)
	}
	broken := errors.New("broken")
	if _, err := Repeat(t.Context(), time.Hour, func() error {
		if n++; n > 8 {
			return broken
		}
		return nil
	}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Repeat(ctx, time.Hour, func() error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// BenchmarkReplay100 is what `proffer bench` prints as a replay, for profiles: DESIGN.md wants it under a
// millisecond.
func BenchmarkReplay100(b *testing.B) {
	v, answers, err := Hundred()
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		if outcome, err := engine.Retrace(v, answers, now); err != nil || outcome != HundredOutcome {
			b.Fatal("not the path that was set")
		}
	}
}
