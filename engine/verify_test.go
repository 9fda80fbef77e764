package engine_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

// What an engine gave, it finds right: of a chain, of variants, and bonuses. A version that is not as it was is told.
func TestVerify(t *testing.T) {
	w := newWorld(t)
	violations := func(e *engine.Engine) (out []string) {
		t.Helper()
		_, err := e.Verify(t.Context(), func(v rewards.Violation) error { out = append(out, v.Invariant+": "+v.What); return nil })
		w.must(err)
		return out
	}
	for range 3 {
		k := w.ticket("tea", "")
		if _, err := w.send(k.Ticket, `{"leaf": "green"}`); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := w.Verify(t.Context(), func(rewards.Violation) error { return nil })
	if w.must(err); counts.Responses != 3 || counts.Grants != 3 || counts.Events != 6 {
		t.Errorf("%+v", counts)
	}
	if found := violations(w.Engine); found != nil {
		t.Errorf("found %q", found)
	}
	// Another engine has nothing in memory, and reads versions from the store; here the store has spoiled them.
	other := w.another(func(o *engine.Options) { o.Forms = spoiled{o.Forms} })
	if found := violations(other); len(found) != 1 || !strings.Contains(found[0], "can't be read") || !strings.HasPrefix(found[0], "chain: version 1 of leafline/tea") {
		t.Errorf("found %q", found)
	}
}

// spoiled has versions that are cut off.
type spoiled struct{ forms.Store }

func (s spoiled) Version(ctx context.Context, brand, form string, version int) (json.RawMessage, error) {
	content, err := s.Store.Version(ctx, brand, form, version)
	return content[:len(content)/2], err
}
