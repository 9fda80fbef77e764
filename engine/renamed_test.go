package engine_test

import (
	"strings"
	"testing"

	"proffer/engine"
)

// A value that got another id is read under it by everybody: the person, recipients, exports, and results of
// polls. The wording stays as it was shown.
func TestRenamedValues(t *testing.T) {
	w := newWorld(t)
	_, device := w.answer("tea", "", `{"leaf": "green", "shop_ok": true}`)
	events := w.events("shop")
	for range 3 {
		w.answer("origin", "", `{"origin": "kenya"}`)
	}
	w.publish(`"green"`, `"verdant"`, `"verdant": {"label": "Green tea"`, `"verdant": {"was": ["green"], "label": "Verdant tea"`,
		`"kenya": {"label": "Kenya"}`, `"nairobi": {"was": ["kenya"], "label": "Nairobi"}`)

	p := w.record(device).Preferences[0]
	if string(p.Value) != `"verdant"` || p.Wording.Choice != "Green tea" {
		t.Errorf("the person reads %s", encoded(t, p))
	}
	if got := encoded(t, w.body(events[0], "shop")["data"]); !strings.Contains(got, `"verdant"`) || strings.Contains(got, `"green"`) {
		t.Errorf("the recipient reads %s", got)
	}
	w.must(w.Export(t.Context(), "leafline", "tea", "shop", func(row engine.ExportRow) error {
		if string(row.Values["leaf"]) != `"verdant"` {
			t.Errorf("the export has %s", encoded(t, row))
		}
		return nil
	}))
	r, err := w.Results(t.Context(), "leafline", "origin")
	w.must(err)
	if got := encoded(t, r.Questions); got != `{"origin":[{"value":"nairobi","count":3}]}` {
		t.Errorf("the results are %s", got)
	}
}
