package forms

import "testing"

// What is right is told apart from what is not, by type.
func TestRight(t *testing.T) {
	v := resolved(t, everyType(t), "know-your-bike").Version
	for _, c := range []struct {
		question, given string
		want            bool
	}{
		{"thread", `"left"`, true}, {"thread", `"right"`, false}, {"thread", `{"declined": true}`, false},
		{"oil", `["disc", "rim"]`, true}, {"oil", `["rim", "disc"]`, true}, {"oil", `["rim"]`, false}, {"oil", `["rim", "disc", "chain"]`, false},
		{"tubeless", `false`, true}, {"tubeless", `true`, false},
		{"spokes", `32`, true}, {"spokes", `36.0`, true}, {"spokes", `3.2e1`, true}, {"spokes", `33`, false},
		{"frame", `" TITANIUM "`, true}, {"frame", `"Tıtan"`, false}, {"frame", `"titan"`, true}, {"frame", `"tita"`, false}, {"frame", `"ti\u200btan"`, true},
		{"bike", `"city"`, false}, // it has no right answer
	} {
		a, bad := read(t, v, c.question, c.given)
		if bad != nil || v.Question(c.question).Right(a) != c.want {
			t.Errorf("%s %s: right %t, %v", c.question, c.given, !c.want, bad)
		}
	}
	form := resolved(t, loaded(t, edit{survey, "", quizOf(`{"id": "x", "type": "short_text", "label": "L", "why": "W", "correct": ["Straße", "e\u0301te\u0301", "42"]}`, "")}), "after-ride").Version
	for given, want := range map[string]bool{`"STRASSE"`: true, `"ÉTÉ"`: true, `"٤٢"`: true, `"۴۲"`: true, `"ete"`: false, `"4 2"`: false} {
		if a, bad := read(t, form, "x", given); bad != nil || form.Question("x").Right(a) != want {
			t.Errorf("%s: right %t, %v", given, !want, bad)
		}
	}
}

// The points that can be had are those of the path that brings most, with the picks that bring most.
func TestAttainable(t *testing.T) {
	knows := func(id, points string) string {
		return `{"id": "` + id + `", "type": "yes_no", "label": "L", "why": "W", "correct": true, "points": ` + points + `}`
	}
	quizWith := func(pages string) *Form {
		b := loaded(t, edit{survey, "", `{"form": "after-ride", "kind": "quiz", "title": "Q", "pages": [` + pages + `], "outcomes": [{"id": "end", "title": "E"}]}`})
		for _, f := range b.Forms {
			if f.ID == "after-ride" {
				return f
			}
		}
		return nil
	}
	page := func(id, questions, more string) string {
		return `{"id": "` + id + `", "questions": [` + questions + `]` + more + `}`
	}
	for name, c := range map[string]struct {
		pages string
		want  int64
	}{
		"one page":    {page("a", knows("x", "2")+","+knows("y", "3"), ""), 5},
		"the picks":   {page("a", knows("x", "2")+","+knows("y", "3")+","+knows("z", "4"), `, "pick": 2`), 7},
		"two pages":   {page("a", knows("x", "2"), "") + "," + page("b", knows("y", "3"), ""), 5},
		"two ways":    {page("a", knows("x", "2"), `, "next": [{"when": {"answered": "x"}, "page": "c"}]`) + "," + page("b", knows("y", "3"), `, "next": [{"page": "end"}]`) + "," + page("c", knows("z", "4"), ""), 6},
		"no question": {page("a", `{"id": "s", "type": "statement", "label": "L"}`, ""), 0},
	} {
		if got := quizWith(c.pages).attainable(); got != c.want {
			t.Errorf("%s: %d points", name, got)
		}
	}
	if q := (&Question{}); q.Worth() != 0 {
		t.Error("what has no right answer is worth something")
	}
}
