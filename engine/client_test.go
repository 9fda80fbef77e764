package engine_test

import (
	"strings"
	"testing"

	"proffer/engine"
)

// Who a key may be for is judged by what was published last, without the brand's folder: the recipient
// is the brand's, and each purpose names it.
func TestRecipientOfAKey(t *testing.T) {
	w := newWorld(t)
	e := w.another(func(*engine.Options) {}) // it has published nothing
	for name, c := range map[string]struct {
		brand, recipient string
		purposes         []string
		want, problem    string
	}{
		"the brand itself":       {"leafline", "", []string{"recommend", "service"}, "shop", ""},
		"a processor":            {"leafline", "mailer", []string{"email_offers"}, "mailer", ""},
		"no purposes":            {"leafline", "mailer", nil, "mailer", ""},
		"another's purpose":      {"leafline", "mailer", []string{"recommend"}, "", "does not name the recipient mailer"},
		"nobody's purpose":       {"leafline", "", []string{"result"}, "", "does not name the recipient shop"},
		"a purpose misspelt":     {"leafline", "", []string{"recomend"}, "", "no purpose recomend"},
		"a recipient misspelt":   {"leafline", "shp", nil, "", `no recipient "shp"`},
		"a brand that is nobody": {"loafline", "", nil, "", "was never published"},
	} {
		got, err := e.Recipient(t.Context(), c.brand, c.recipient, c.purposes)
		if got != c.want || (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s: %q, %v, want %q, %q", name, got, err, c.want, c.problem)
		}
	}
	// What is published next decides from then on, not what was before.
	w.publish(`"shop": {"name": "Leafline online shop", "role": "self"}`, `"shop": {"name": "Leafline online shop", "role": "processor", "country": "IT", "safeguard": "contract"}`)
	if _, err := e.Recipient(t.Context(), "leafline", "", nil); err == nil || !strings.Contains(err.Error(), "0 recipients that are itself") {
		t.Errorf("without a recipient of its own: %v", err)
	}
}

// A key that is kept opens what is its own, and names who did something.
func TestClientOfAKey(t *testing.T) {
	w := newWorld(t)
	k := clientOf("shop").Key
	text := k.Make()
	k.Name, k.Scopes, k.Created = "x", []string{"events:read"}, start
	w.must(w.store.AddKey(t.Context(), k))
	if c, err := w.Client(t.Context(), text); err != nil || c.Key.ID != k.ID || c.By() != "key:"+k.Prefix() {
		t.Errorf("%v, %v", c.Key, err)
	}
}
