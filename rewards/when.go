package rewards

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"proffer/forms/rule"
)

// Circumstances are all that an offer's when may see, and when it is. As in Facts there is no field for an answer, a
// consent or an outcome (promise P4): what a person knew in a quiz with right answers is the one thing
// of theirs that may earn a reward.
type Circumstances struct {
	At      time.Time
	Form    string
	Stage   string // "" where the page said none
	Channel string // "" where the page said none
	Locale  string
	Held    map[string]int // by offer: grants to this subject in the offer's current period

	// Balances are what the person has of each points account that some when asks for.
	Balances map[string]Balance
	// Knowledge is nil until the answers are in.
	Knowledge *Knowledge
}

// Knowledge is what a quiz with right answers came to.
type Knowledge struct {
	Points  int64
	Correct int // questions that were answered right
	Total   int // questions that were asked
}

// What a when may name beside the fixed names: held.<program>/<offer>, and of a points account what the person can spend
// and what they ever earned.
const (
	heldPrefix   = "held."
	pointsPrefix = "points."
	earnedPrefix = "earned."
)

// value is a rule.Env.
func (c Circumstances) value(name string) rule.Value {
	text := func(s string) rule.Value {
		if s == "" {
			return rule.Value{}
		}
		return rule.TextOf(s)
	}
	switch name {
	case "form":
		return text(c.Form)
	case "stage":
		return text(c.Stage)
	case "channel":
		return text(c.Channel)
	case "locale":
		return text(c.Locale)
	}
	if offer, ok := strings.CutPrefix(name, heldPrefix); ok {
		return rule.NumberOf(float64(c.Held[offer]))
	}
	if account, ok := strings.CutPrefix(name, pointsPrefix); ok {
		return rule.NumberOf(float64(c.Balances[account].Available))
	}
	if account, ok := strings.CutPrefix(name, earnedPrefix); ok {
		return rule.NumberOf(float64(c.Balances[account].Earned))
	}
	if k := c.Knowledge; k != nil {
		switch name {
		case "knowledge.points":
			return rule.NumberOf(float64(k.Points))
		case "knowledge.correct":
			return rule.NumberOf(float64(k.Correct))
		case "knowledge.total":
			return rule.NumberOf(float64(k.Total))
		}
	}
	return rule.Value{}
}

// told are the names that a rule asks for with what stands there, for whoever runs the program.
func (c Circumstances) told(r *rule.Rule) string {
	var out []string
	for _, name := range r.Vars() {
		value, _ := c.value(name).MarshalJSON() // of a value it never fails
		out = append(out, name+" is "+string(value))
	}
	return strings.Join(out, ", ")
}

// Meets tells whether the circumstances meet the offer's when. One that asks what the person knew is
// taken for met until the answers are in, since nobody can tell before.
func Meets(o Offered, c Circumstances) bool {
	when := o.Terms.When
	return when == nil || (c.Knowledge == nil && o.Terms.Quizzes()) || when.True(c.value)
}

// Quizzes tells whether the offer depends on what the person knew.
func (o Offer) Quizzes() bool {
	return o.reads(func(name string) bool { return strings.HasPrefix(name, "knowledge.") })
}

// HeldOffers are the offers of which the offer's when asks how many the person holds.
func (o Offer) HeldOffers() []string { return o.named(heldPrefix) }

// Accounts are the points accounts of which the offer's when asks what the person has.
func (o Offer) Accounts() []string {
	out := o.named(pointsPrefix)
	for _, account := range o.named(earnedPrefix) {
		if !slices.Contains(out, account) {
			out = append(out, account)
		}
	}
	return out
}

// named are what follows a prefix in the names of the offer's when.
func (o Offer) named(prefix string) []string {
	var out []string
	o.reads(func(name string) bool {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			out = append(out, rest)
		}
		return false
	})
	return out
}

func (o Offer) reads(is func(name string) bool) bool {
	if o.When == nil {
		return false
	}
	for _, name := range o.When.Vars() {
		if is(name) {
			return true
		}
	}
	return false
}

// Channels are the ways on which a form reaches a person.
var Channels = []string{"web", "hosted", "qr", "kiosk", "api", "social"}

// whenScope is what an offer's when may name; it implements rule.Scope.
type whenScope struct{}

var whenNames = []string{"form", "stage", "channel", "locale", "held.<program>/<offer>", "points.<account>", "earned.<account>", "knowledge.points", "knowledge.correct", "knowledge.total"}

// Names implements rule.Scope.
func (whenScope) Names() []string { return whenNames }

// Lookup implements rule.Scope.
func (whenScope) Lookup(name string) (rule.Type, error) {
	switch name {
	case "form", "stage", "locale":
		return rule.Type{Kind: rule.Text}, nil
	case "channel":
		return rule.Type{Kind: rule.Text, Values: Channels}, nil
	case "knowledge.points", "knowledge.correct", "knowledge.total":
		return rule.Type{Kind: rule.Number}, nil
	}
	if offer, ok := strings.CutPrefix(name, heldPrefix); ok && offerForm.MatchString(offer) {
		return rule.Type{Kind: rule.Number}, nil
	}
	for _, prefix := range []string{pointsPrefix, earnedPrefix} {
		if account, ok := strings.CutPrefix(name, prefix); ok && idForm.MatchString(account) {
			return rule.Type{Kind: rule.Number}, nil
		}
	}
	return rule.Type{}, fmt.Errorf("an offer never depends on %q: it sees where it is made, what the person holds, and what they knew", name)
}

var _ rule.Scope = whenScope{}
