package engine_test

import (
	"slices"
	"testing"

	"proffer/engine"
)

// Results are published in steps of the minimum, 3; smaller cells are merged.
func TestPollResults(t *testing.T) {
	w := newWorld(t)
	want := []string{
		`{"form":"origin","votes":0,"minimum":3,"questions":{}}`, `{"form":"origin","votes":0,"minimum":3,"questions":{}}`,
		`{"form":"origin","votes":3,"minimum":3,"questions":{"origin":[{"value":null,"count":3}]}}`,
		`{"form":"origin","votes":3,"minimum":3,"questions":{"origin":[{"value":null,"count":3}]}}`,
		`{"form":"origin","votes":3,"minimum":3,"questions":{"origin":[{"value":null,"count":3}]}}`,
		`{"form":"origin","votes":6,"minimum":3,"questions":{"origin":[{"value":"kenya","count":4},{"value":null,"count":2}]}}`,
	}
	var token string
	for i, vote := range []string{`"kenya"`, `"nepal"`, `"kenya"`, `"kenya"`, `"japan"`, `"kenya"`} {
		var r *engine.Reply
		r, token = w.answer("origin", "", `{"origin": `+vote+`}`)
		now, err := w.Results(t.Context(), "leafline", "origin")
		w.must(err)
		if got := encoded(t, now); got != want[i] || encoded(t, r.Results) != want[i] {
			t.Errorf("after %d votes\n got %s\nreply %s\nwant %s", i+1, got, encoded(t, r.Results), want[i])
		}
	}
	// Counts are no person's: they stay when one of them goes.
	w.must(w.Erase(t.Context(), w.caller(token)))
	if now, err := w.Results(t.Context(), "leafline", "origin"); err != nil || encoded(t, now) != want[5] {
		t.Errorf("after an erasure: %s %v", encoded(t, now), err)
	}
	// One person, one vote: by a new ticket and by one made before.
	first := w.ticket("origin", "")
	second := w.ticket("origin", first.Subject.Token)
	if _, err := w.send(first.Ticket, `{"origin": "nepal"}`); err != nil {
		t.Fatal(err)
	}
	_, err := w.send(second.Ticket, `{"origin": "nepal"}`)
	wants(t, err, "conflict", "already_answered")
	_, err = w.Ticket(t.Context(), engine.TicketRequest{Brand: "leafline", Form: "origin", Subject: first.Subject.Token})
	wants(t, err, "conflict", "already_answered")
	if _, err := w.Results(t.Context(), "leafline", "tea"); err == nil {
		t.Error("a quiz publishes results")
	}
	w.publish(`"show": "after"`, `"show": "never"`)
	_, err = w.Results(t.Context(), "leafline", "origin")
	wants(t, err, "not_found", "")
}

// An export holds for each recipient what its purposes allow and is still held, and nothing else.
func TestExport(t *testing.T) {
	w := newWorld(t)
	_, ada := w.answer("tea", "", yesToBoth)
	w.answer("tea", "", `{"leaf": "herbal"}`)
	export := func(form, recipient string) (out []string) {
		w.must(w.Export(t.Context(), "leafline", form, recipient, func(row engine.ExportRow) error {
			if row.Ref == "" || row.Offer == "" && row.Grant != nil || row.Form != form {
				t.Errorf("%s", encoded(t, row))
			}
			out = append(out, encoded(t, row.Values)+" for "+encoded(t, row.Purposes))
			return nil
		}))
		return out
	}
	check := func(form, recipient string, want ...string) {
		t.Helper()
		if got := export(form, recipient); !slices.Equal(got, want) {
			t.Errorf("%s for %q\n got %v\nwant %v", form, recipient, got, want)
		}
	}
	shop := `{"leaf":"black","milk":true,"nickname":"Ada","strength":2} for {"leaf":["recommend"],"milk":["recommend"],"nickname":["recommend"],"strength":["recommend"]}`
	check("tea", "shop", shop)
	check("tea", "", shop) // the brand's own recipient; what is for the result only stays out
	check("tea", "mailer", `{"email":"ada@customer.example"} for {"email":["email_offers"]}`)
	w.answer("tea", ada, `{"leaf": {"declined": true}, "mail_ok": false}`)
	check("tea", "mailer")
	w.answer("tea", ada, `{"leaf": "green", "shop_ok": true}`)
	check("tea", "shop", `{"milk":true,"nickname":"Ada","strength":2} for {"milk":["recommend"],"nickname":["recommend"],"strength":["recommend"]}`, `{"leaf":"green"} for {"leaf":["recommend"]}`)
	w.set(start.AddDate(1, 0, 0))
	check("tea", "shop")
	w.set(start)
	w.must(w.Erase(t.Context(), w.caller(ada)))
	check("tea", "shop")
	err := w.Export(t.Context(), "leafline", "tea", "stranger", func(engine.ExportRow) error { return nil })
	wants(t, err, "not_found", "")
}
