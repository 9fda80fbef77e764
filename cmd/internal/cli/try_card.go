package cli

import (
	"fmt"
	"strconv"
	"strings"

	"proffer/engine"
	"proffer/forms"
)

// text is one of Proffer's own words in the person's locale; {names} in it are filled from pairs.
func (t *trial) text(key string, pairs ...string) string {
	text, ok := forms.InterfaceTexts(t.ticket.Locale)[key]
	if !ok {
		text, ok = forms.InterfaceTexts("en")[key]
	}
	if !ok {
		return key
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func (t *trial) say(text string) { fmt.Fprintln(t.out, "  "+text) }

// card is what stands before the first question: what is given, what is got, and the notice.
func (t *trial) card() {
	l, v, n := t.ticket.Locale, t.version, t.ticket.Notice
	fmt.Fprintf(t.out, "%s\n", t.form.Title.In(l))
	for _, text := range []string{t.form.Intro.In(l)} {
		if text != "" {
			fmt.Fprintf(t.out, "%s\n", text)
		}
	}
	if t.form.Anonymous {
		fmt.Fprintf(t.out, "%s\n", t.text("anonymous"))
	}
	if t.form.Kind != forms.KindPreferences {
		fmt.Fprintf(t.out, "\n%s\n", t.text("give"))
		for _, text := range []string{n.Balance.Asks.In(l), n.Balance.Takes.In(l), n.Balance.Kept.In(l), n.Balance.SeenBy.In(l)} {
			if text != "" {
				t.say(text)
			}
		}
		fmt.Fprintf(t.out, "%s\n", t.text("get"))
		switch {
		case t.ticket.Offer != nil:
			t.say(t.ticket.Offer.Label.In(l) + " (" + t.text("worth", "{money}", forms.SayMoney(t.ticket.Offer.Worth, l)) + ")")
			if terms := t.ticket.Offer.Terms.In(l); terms != "" {
				t.say(terms)
			}
			for _, o := range t.ticket.Fallbacks {
				t.say(fmt.Sprintf("When used up: %s (%s)", o.Label.In(l), t.text("worth", "{money}", forms.SayMoney(o.Worth, l))))
			}
			t.say(t.text("give.free"))
		case t.ticket.Nothing != nil:
			t.say(t.text("nothing." + t.ticket.Nothing.Reason))
		case v.Form.Results != nil && v.Form.Results.Show != "never":
			t.say(t.text("get.results"))
		default:
			t.say(t.text("get.result"))
		}
	}
	fmt.Fprintf(t.out, "\n%s\n", t.text("notice"))
	t.say(n.Summary.In(l))
	for _, p := range n.Purposes {
		t.say("- " + p.Label.In(l))
		for _, f := range p.Facts[l] {
			t.say("    " + f.Name + ": " + strings.ReplaceAll(f.Text, "\n", "; "))
		}
		if p.Basis == forms.BasisLegitimateInterest {
			t.say("    " + t.text("object") + " (--object " + p.Purpose + ")")
		}
	}
	t.say(n.Rights.In(l))
}

// question shows a question as a person meets it.
func (t *trial) question(q engine.AheadQuestion) {
	l, show := t.ticket.Locale, q.Question
	mark := ""
	if show.Required && t.form.Kind != forms.KindPreferences {
		mark = " *"
	}
	fmt.Fprintf(t.out, "\n%s%s\n", q.Label, mark)
	for _, text := range []string{q.Body, q.Help} {
		if text != "" {
			t.say(text)
		}
	}
	if q.Why != "" {
		t.say(t.text("why") + " " + q.Why)
	}
	if q.Standing != nil {
		said := "consent.refused"
		if *q.Standing {
			said = "consent.given"
		}
		t.say(t.text("standing") + " " + t.text(said))
	}
	if q.Known != nil {
		t.say(t.text("filled") + " " + q.Said)
	}
	for i, ch := range show.Choices {
		label := ch.Label.In(l)
		if label == "" {
			label = ch.Value.Name()
		}
		t.say(strconv.Itoa(i+1) + "  " + label)
	}
	if show.Other {
		t.say(strconv.Itoa(len(show.Choices)+1) + "  " + t.text("other"))
	}
	if show.Type == "consent" {
		t.say("1  " + t.text("yes"))
		t.say("2  " + t.text("no"))
	}
	if hint := t.hint(show); hint != "" {
		t.say(hint)
	}
}

// hint says what an answer looks like, where the choices do not.
func (t *trial) hint(q forms.PublicQuestion) string {
	between := func(low, high *float64) string {
		if low == nil || high == nil {
			return ""
		}
		return fmt.Sprintf("%v - %v", *low, *high)
	}
	switch q.Type {
	case "multiple":
		return several(q)
	case "ranking":
		hint := "in your order, such as " + picks(len(q.Choices), 2, 1)
		if q.Top != nil {
			hint += fmt.Sprintf("; the first %d", *q.Top)
		}
		return hint
	case "rating", "scale", "nps", "slider", "number":
		var ends []string
		for _, end := range q.Ends {
			ends = append(ends, end.In(t.ticket.Locale))
		}
		return strings.TrimSpace(between(q.Min, q.Max) + " " + q.Unit.In(t.ticket.Locale) + "  " + strings.Join(ends, " … "))
	case "date":
		return "2026-11-22"
	case "phone":
		return "+39 011 0000000"
	}
	return ""
}

// known tells what is known instead of asking it.
func (t *trial) known(q engine.AheadQuestion) bool {
	if q.Known == nil || q.Known.Mode != forms.KnownSkip {
		return false
	}
	t.say(t.text("known") + " " + q.Label + " " + q.Said)
	return true
}

// verdict tells what was right.
func (t *trial) verdict(correct *bool, right []string, explain string) {
	said := "right.none"
	if correct != nil {
		said = map[bool]string{true: "right.yes", false: "right.no"}[*correct]
	}
	text := t.text(said)
	if correct == nil || !*correct {
		text += " " + t.text("right", "{answer}", strings.Join(right, ", "))
	}
	t.say(strings.TrimSpace(text + " " + explain))
}

// several says how more than one choice is picked, and how many; "" where only one may be.
func several(q forms.PublicQuestion) string {
	last := len(q.Choices)
	if q.Other {
		last++
	}
	if q.Max != nil && *q.Max == 1 || last < 2 {
		return ""
	}
	hint := "several, such as " + picks(last, 1, 3)
	if q.Min != nil && *q.Min > 1 {
		hint += fmt.Sprintf("; at least %v", *q.Min)
	}
	if q.Max != nil && int(*q.Max) < last {
		hint += fmt.Sprintf("; at most %v", *q.Max)
	}
	return hint
}

// picks is an example of two numbers, within those that there are.
func picks(last, one, two int) string {
	return fmt.Sprintf("%d,%d", min(one, last), min(two, last))
}
