package engine_test

import (
	"testing"
)

const feedback = `{
  "form": "after", "kind": "survey", "title": "After", "pages": [{"id": "p", "questions": [
    {"id": "waiting", "type": "scale", "attribute": "waiting", "label": "How long?", "why": "We mend it."},
    {"id": "origin", "type": "single", "attribute": "origin", "label": "Where from?", "why": "We buy it."},
    {"id": "notes", "type": "multiple", "attribute": "notes", "label": "Notes?", "why": "For the shelf."},
    {"id": "remark", "type": "short_text", "attribute": "remark", "label": "What else?", "why": "We read it."},
    {"id": "shop_ok", "type": "consent", "purpose": "recommend", "label": "May our shop use this?", "why": "Only with your yes."}]}]}`

// A summary counts what the brand may still use later, and nothing that was only for the result, was
// withdrawn, changed elsewhere, or has ended.
func TestSummary(t *testing.T) {
	w := newWorld(t)
	_, err := w.Publish(t.Context(), bundleWith(t, map[string]string{"after.json": feedback}))
	w.must(err)
	w.answer("after", "", `{"waiting": 5, "origin": "kenya", "notes": ["malt", "smoke"], "remark": "slow", "shop_ok": true}`)
	w.answer("after", "", `{"waiting": 0, "origin": "nepal", "notes": ["malt"]}`) // notes: no yes, for the result alone
	_, token := w.answer("after", "", `{"waiting": 4, "origin": "kenya", "notes": ["smoke"], "shop_ok": true}`)
	s, err := w.Summary(t.Context(), "leafline", "after")
	w.must(err)
	want := `[{"question":"waiting","type":"scale","answers":3,"counts":[{"value":0,"count":1},{"value":4,"count":1},{"value":5,"count":1}],"mean":3},` +
		`{"question":"origin","type":"single","answers":3,"counts":[{"value":"nepal","count":1},{"value":"kenya","count":2}]},` +
		`{"question":"notes","type":"multiple","answers":2,"counts":[{"value":"malt","count":1},{"value":"smoke","count":2}]},` +
		`{"question":"remark","type":"short_text","answers":1}]`
	if got := encoded(t, s.Questions); got != want || s.Responses != 3 {
		t.Errorf("of %d responses\n%s, want\n%s", s.Responses, got, want)
	}
	w.answer("after", token, `{"shop_ok": false, "origin": "japan"}`)
	w.must(w.Erase(t.Context(), w.caller(token)))
	w.set(start.AddDate(0, 0, 91)) // service has ended
	s, err = w.Summary(t.Context(), "leafline", "after")
	w.must(err)
	want = `[{"question":"waiting","type":"scale","answers":0},{"question":"origin","type":"single","answers":2,"counts":[{"value":"nepal","count":1},{"value":"kenya","count":1}]},` +
		`{"question":"notes","type":"multiple","answers":1,"counts":[{"value":"malt","count":1},{"value":"smoke","count":1}]},{"question":"remark","type":"short_text","answers":0}]`
	if got := encoded(t, s.Questions); got != want {
		t.Errorf("later\n%s, want\n%s", got, want)
	}
}
