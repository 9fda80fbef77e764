package forms

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// Question asks for one attribute, or, as a consent, for one purpose; a statement asks nothing.
type Question struct {
	ID           string             `json:"id" must:"true"`
	Type         string             `json:"type" must:"true"`
	Attribute    string             `json:"attribute,omitempty"`
	Purpose      string             `json:"purpose,omitempty"`
	Required     bool               `json:"required,omitempty"`
	Label        Text               `json:"label" must:"true"`
	Why          Text               `json:"why,omitempty"`
	Help         Text               `json:"help,omitempty"`
	Body         Text               `json:"body,omitempty"`
	Placeholder  Text               `json:"placeholder,omitempty"`
	DeclineLabel Text               `json:"declineLabel,omitempty"`
	ShowIf       *rule.Rule         `json:"showIf,omitempty"`
	Choices      []Choice           `json:"choices,omitempty"`
	Scores       map[string]float64 `json:"scores,omitempty"`
	Ends         []Text             `json:"ends,omitempty"`
	// Min and Max are how many are picked of several, or the bounds of a number that asks no attribute.
	Min       *float64 `json:"min,omitempty"`
	Max       *float64 `json:"max,omitempty"`
	Step      *float64 `json:"step,omitempty"` // of a number or slider
	MaxLength *int64   `json:"maxLength,omitempty"`
	Rows      []string `json:"rows,omitempty"`    // of a matrix: an ordered subset of the attribute's
	Top       *int64   `json:"top,omitempty"`     // of a ranking: how many are put in order
	Shuffle   bool     `json:"shuffle,omitempty"` // draws the order of the choices, or rows, for each ticket
	// Known is what to do when the answer is known already: KnownSkip, KnownPrefill or KnownAsk.
	Known string `json:"known,omitempty"`

	// Correct makes it a knowledge question: it asks for no attribute, and nothing of it is kept.
	Correct Correct `json:"correct,omitempty"`
	Points  *int64  `json:"points,omitempty"` // of a right answer; 1 if not said
	Explain Text    `json:"explain,omitempty"`

	everywhere bool // the placeholder was written once for all locales
}

// What to do with a question whose answer is known already.
const (
	KnownAsk     = "ask"     // ask it as if it were not; the default
	KnownSkip    = "skip"    // use what is known, say so, and let the person change it
	KnownPrefill = "prefill" // show it filled in; sending confirms it
)

// IsKnowledge tells whether the question has a right answer.
func (q *Question) IsKnowledge() bool { return q.Correct != nil }

// Choice is one of the attribute's values as this question shows it.
type Choice struct {
	Value     Scalar             `json:"value" must:"true"`
	Label     Text               `json:"label,omitempty"`
	Inline    Text               `json:"inline,omitempty"`
	Image     string             `json:"image,omitempty"`
	Scores    map[string]float64 `json:"scores,omitempty"`
	ShowIf    *rule.Rule         `json:"showIf,omitempty"`
	Exclusive bool               `json:"exclusive,omitempty"`
}

// Scalar is the value of a choice: a string, or a boolean. It holds canonical JSON.
type Scalar string

// UnmarshalJSON takes a string or a boolean.
func (s *Scalar) UnmarshalJSON(raw []byte) error {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	switch v.(type) {
	case string, bool:
		out, err := json.Marshal(v)
		*s = Scalar(out)
		return err
	}
	return fault.At(fault.Invalid, "", "wrong_type", "a choice's value is one of the attribute's values: a string, or true or false")
}

// MarshalJSON writes the canonical JSON.
func (s Scalar) MarshalJSON() ([]byte, error) { return []byte(s), nil }

// Name is the value's name among the attribute's values.
func (s Scalar) Name() string {
	if n := len(s); n >= 2 && s[0] == '"' && !strings.ContainsRune(string(s), '\\') {
		return string(s[1 : n-1]) // canonical JSON without an escape
	}
	var text string
	if json.Unmarshal([]byte(s), &text) == nil {
		return text
	}
	return string(s)
}

// Answer is an accepted value, or a decline, of one question.
type Answer struct {
	Declined bool
	// JSON is the canonical form of the value, which is what is stored.
	JSON json.RawMessage
	// Value is what rules see.
	Value rule.Value
	// Chosen are the names of the chosen values, for scores, votes and wording; a free text's is "other".
	Chosen []string
	// Parts is what rules see of a matrix's rows, by row, and of a ranking's places, from "0".
	Parts map[string]rule.Value
}

// kind is one question type; each stands in its own file and in the registry below.
type kind interface {
	// asks lists the attribute types that the question may ask for; nil: it asks for none. For a
	// knowledge question, which asks for none of the brand's, its own members stand for an attribute.
	asks() []string
	// check reports what this type has to say about a definition; a is nil where asks is.
	check(c *checks, at string, q *Question, a *Attribute)
	// answer reads one given value, which is never a decline; today is the ticket's date, as ISO 8601
	// writes it. A fault's pointer is relative.
	answer(q *Question, a *Attribute, n *Node, today string) (Answer, []fault.Field)
	// variable is the type that rules see.
	variable(q *Question, a *Attribute) rule.Type
	// effort is what it takes to answer, of a matrix what each row takes.
	effort() Effort
}

// Effort is what a question costs a person.
type Effort struct {
	Taps    int
	Texts   int
	Seconds int
}

// kinds is the registry: a new question type is one new file and one line here.
var kinds = map[string]kind{
	"single":     single{},
	"dropdown":   dropdown{},
	"picture":    picture{},
	"multiple":   multiple{},
	"yes_no":     yesNo{},
	"short_text": shortText{},
	"long_text":  longText{},
	"email":      email{},
	"phone":      phone{},
	"url":        link{},
	"number":     number{},
	"slider":     slider{},
	"scale":      scale{},
	"rating":     rating{},
	"nps":        nps{},
	"ranking":    ranking{},
	"matrix":     matrix{},
	"date":       date{},
	"address":    address{},
	"consent":    consent{},
	"statement":  statement{},
}

func kindNames() []string {
	names := make([]string, 0, len(kinds))
	for n := range kinds {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (q *Question) check(c *checks, at string, b *Brand) {
	k, known := kinds[q.Type]
	if word := secretID(q.Type, b.Locales); !known && word != "" {
		c.fault(at+"/type", "secret", rightSecret, "the type %q is one for a secret: %s", q.Type, word)
		return
	}
	if !known {
		c.fault(at+"/type", "out_of_range", Suggest(q.Type, kindNames()), "%q is not a question type", q.Type)
		return
	}
	attribute, fits := q.checkAttribute(c, at, k.asks(), b)
	before := len(c.faults)
	// Where type and attribute do not go together, nobody knows which of them is right, and so whose members are.
	mismatched := before > 0 && c.faults[before-1].Pointer == at+"/attribute" && c.faults[before-1].Code == "wrong_type"
	if q.Type != "statement" && len(q.Why) == 0 {
		c.fault(at, "no_why", `add "why", one sentence that stands beside the question`, "the question does not say why it is asked")
	}
	if q.Type != "consent" && q.Purpose != "" {
		c.fault(at+"/purpose", "unknown_field", "leave it out", "only a consent names a purpose; an answer's purposes are the attribute's")
	}
	if q.Type == "consent" && q.Purpose != "" {
		q.checkPurpose(c, at, b)
	}
	if !mismatched {
		q.checkMembers(c, at)
	}
	q.checkScores(c, at)
	if fits {
		k.check(c, at, q, attribute)
	}
	if fits && q.IsKnowledge() && len(c.faults) == before {
		q.checkCorrect(c, at, k, attribute)
	}
}

// checkAttribute reports an attribute that is not there or can't be asked for in this way; fits
// tells that there is nothing to report.
func (q *Question) checkAttribute(c *checks, at string, asks []string, b *Brand) (a *Attribute, fits bool) {
	if q.IsKnowledge() {
		return q.checkKnowledge(c, at)
	}
	if asks == nil {
		if q.Attribute != "" {
			c.fault(at+"/attribute", "unknown_field", "leave it out", "a %s asks for no attribute", q.Type)
		}
		return nil, true
	}
	if q.Attribute == "" {
		c.fault(at, "required", `add "attribute"`, "the question does not say which attribute it asks for")
		return nil, false
	}
	found, sound := b.attribute(q.Attribute)
	if b.nameless(q.Attribute) {
		c.fault(at+"/attribute", "dangling_attribute", Suggest(q.Attribute, b.Attributes.Names()), "no attribute is called %q", q.Attribute)
	}
	if !sound {
		return nil, false
	}
	if !slices.Contains(asks, found.Type) {
		c.fault(at+"/attribute", "wrong_type", "ask for an attribute of the type "+orList(asks), "%s question can't ask for %q, which is %s", article(q.Type), q.Attribute, found.Type)
		return nil, false
	}
	return &found, true
}

// truth is what would be right instead of a choice's value.
func truth(a *Attribute, v Scalar, names []string) string {
	if a.Type == TypeBoolean {
		return "write true or false, without quotes"
	}
	return Suggest(v.Name(), names)
}

// article puts a or an before a word.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeio", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// checkScores reports scores that no rule could name.
func (q *Question) checkScores(c *checks, at string) {
	names := func(at string, scores map[string]float64) {
		for _, s := range slices.Sorted(maps.Keys(scores)) {
			checkID(c, below(at+"/scores", s), "a score", s)
		}
	}
	names(at, q.Scores)
	for i, ch := range q.Choices {
		names(at+"/choices/"+strconv.Itoa(i), ch.Scores)
	}
}

func (q *Question) checkPurpose(c *checks, at string, b *Brand) {
	p, known := b.Purposes.Get(q.Purpose)
	if !known && !b.lost(below("/purposes", q.Purpose)) {
		c.fault(at+"/purpose", "dangling_purpose", Suggest(q.Purpose, b.Purposes.Names()), "no purpose is called %q", q.Purpose)
	} else if p.based() && p.Basis != BasisConsent {
		c.fault(at+"/purpose", "wrong_type", "ask for consent only where it is the basis", "the purpose %q rests on %s, so a yes or no changes nothing", q.Purpose, p.Basis)
	}
}

// checkChoices checks a question's choices against the attribute's values.
func (q *Question) checkChoices(c *checks, at string, a *Attribute) {
	names := a.Values.Names()
	if a.Type == TypeBoolean {
		names = []string{"true", "false"}
	}
	for i, ch := range q.Choices {
		here := at + "/choices/" + strconv.Itoa(i)
		if !slices.Contains(names, ch.Value.Name()) || (a.Type == TypeBoolean) != (ch.Value == "true" || ch.Value == "false") {
			if q.IsKnowledge() {
				c.fault(here+"/value", "dangling_choice", "write true or false", "%s is no answer to a yes_no", ch.Value)
			} else {
				c.fault(here+"/value", "dangling_choice", truth(a, ch.Value, names), "%s is no value of the attribute %q", ch.Value, q.Attribute)
			}
			continue
		}
		if own, _ := a.Values.Get(ch.Value.Name()); own.Retired {
			c.fault(here+"/value", "retired_choice", "leave it out, or take retired from the value", "the value %s is retired: nobody is asked for it any more", ch.Value)
		}
		if slices.IndexFunc(q.Choices, func(o Choice) bool { return o.Value == ch.Value }) < i {
			c.fault(here+"/value", "duplicate", "offer each value once", "the value %s is offered twice", ch.Value)
		}
		if ch.Exclusive && q.Type != "multiple" {
			c.fault(here+"/exclusive", "unknown_field", "leave it out", "only one choice can be picked here anyway")
		}
	}
	if len(q.Choices) == 1 && !a.Other {
		c.fault(at+"/choices", "out_of_range", "offer at least two, or leave choices out to offer all", "one choice is no choice")
	}
}

func orList(names []string) string {
	out := ""
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			out += " or "
		default:
			out += ", "
		}
		out += n
	}
	return out
}

func wrongType(want string, n *Node) []fault.Field {
	return []fault.Field{{Code: "wrong_type", Detail: "this is " + n.Kind.String(), Right: "send " + want}}
}
