package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"proffer/engine"
)

// result tells what came of the answers: first to the person, then of what they gave.
func (t *trial) result(r *engine.Reply) {
	t.outcome(r)
	t.given(r)
	t.kept(r)
	t.shared(r)
	fmt.Fprintf(t.out, "\n%s\n", t.text("test"))
}

func (t *trial) head(text string) { fmt.Fprintf(t.out, "\n== %s ==\n", text) }

func (t *trial) because(list []engine.BecauseText) {
	if len(list) == 0 {
		return
	}
	var texts []string
	for _, b := range list {
		texts = append(texts, b.Text)
	}
	t.say(t.text("because") + " " + strings.Join(texts, "; "))
}

func (t *trial) outcome(r *engine.Reply) {
	if o := r.Outcome; o != nil {
		t.head(t.text("result"))
		fmt.Fprintln(t.out, o.Title)
		if o.Body != "" {
			fmt.Fprintln(t.out, o.Body)
		}
		t.because(o.Because)
		if o.Action != nil {
			t.say(o.Action.Label + ": " + o.Action.URL)
		}
	} else {
		t.head(t.text("thanks"))
	}
	if k := r.Knowledge; k != nil {
		t.head(t.text("knowledge", "{correct}", fmt.Sprint(k.Correct), "{total}", fmt.Sprint(k.Total)))
		if k.Passed != nil {
			t.say(t.text(map[bool]string{true: "knowledge.passed", false: "knowledge.failed"}[*k.Passed]) + fmt.Sprintf(" (%d)", k.Points))
		}
		for _, q := range k.Questions {
			fmt.Fprintln(t.out, t.version.Question(q.Question).Label.In(t.ticket.Locale))
			t.verdict(q.Correct, q.Right, q.Explain)
		}
	}
	if len(r.Recommendations) > 0 {
		t.head(t.text("recommendations"))
		for _, item := range r.Recommendations {
			fmt.Fprintln(t.out, strings.TrimSpace(item.Item.Title+"  "+item.Item.URL))
			t.because(item.Because)
		}
	}
	if r.Results != nil {
		t.head(t.text("get.results"))
		t.say(t.text("results.from", "{n}", fmt.Sprint(r.Results.Minimum)))
	}
}

// given is the reward with what came on top of it, or why there is none.
func (t *trial) given(r *engine.Reply) {
	if r.Grant != nil || r.Refusal != nil || len(r.Bonuses) > 0 {
		t.head(t.text("reward"))
	}
	if r.Grant != nil {
		t.granted(*r.Grant)
	} else if r.Refusal != nil {
		t.say(t.text("refusal." + r.Refusal.Reason))
	}
	for _, g := range r.Bonuses {
		t.granted(g)
	}
}

func (t *trial) granted(g engine.GrantReply) {
	fmt.Fprintln(t.out, g.Label)
	if g.Code != "" {
		t.say(g.Code + "  (a test: no stock has this code, and nobody honours it)")
	}
	if g.Points > 0 {
		t.say(fmt.Sprintf("%d %s", g.Points, g.Account))
	}
	if g.Text != "" {
		t.say(g.Text)
	}
}

// kept is what would be kept, for what and until when, and what would not.
func (t *trial) kept(r *engine.Reply) {
	t.head(t.text("held"))
	list := slices.Concat(r.Preferences, r.Feedback)
	if len(list)+len(r.Consents)+len(r.Dropped) == 0 {
		t.say("-")
	}
	for _, p := range list {
		said := p.Wording.Choice
		if said == "" {
			said = plainValue(p.Value)
		}
		fmt.Fprintf(t.out, "%s %s\n", p.Wording.Label, said)
		for _, b := range p.Purposes {
			t.say(t.text("held.until", "{purpose}", b.Label, "{date}", b.Until.Format(time.DateOnly)))
		}
	}
	for _, c := range r.Consents {
		fmt.Fprintf(t.out, "%s: %s\n", c.Label, t.text(map[bool]string{true: "consent.given", false: "consent.refused"}[c.Given]))
	}
	for _, d := range r.Dropped {
		q := t.version.Question(d.Question)
		var purposes []string
		a, _ := t.version.Attributes.Get(q.Attribute)
		for _, id := range a.Purposes {
			p, _ := t.version.Purposes.Get(id)
			purposes = append(purposes, p.Label.In(t.ticket.Locale))
		}
		fmt.Fprintln(t.out, t.text("dropped", "{question}", q.Label.In(t.ticket.Locale), "{purposes}", strings.Join(purposes, ", ")))
	}
}

// shared is what each recipient would get, to the letter, and who would get nothing.
func (t *trial) shared(r *engine.Reply) {
	t.head("What each recipient would get")
	for _, id := range t.bundle.Brand.Recipients.Names() {
		recipient, _ := t.bundle.Brand.Recipients.Get(id)
		fmt.Fprintf(t.out, "%s (%s, %s)\n", recipient.Name, id, recipient.Role)
		nothing := true
		for _, s := range r.Shares {
			if s.Recipient != id {
				continue
			}
			nothing = false
			var body struct {
				Data json.RawMessage `json:"data"`
			}
			if err := json.Unmarshal(s.Body, &body); err == nil {
				t.say(s.Event + " " + string(body.Data))
			}
		}
		if nothing {
			t.say("nothing")
		}
	}
}

// plainValue is a typed value as it was typed.
func plainValue(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}
