package forms

import (
	"slices"
	"strings"
	"time"

	"proffer/forms/rule"
	"proffer/rewards"
)

// Public is a version as the world may see it: everything that is needed to show the form, and
// nothing of how it is judged. A score stands in it only where a rule of the path needs it.
type Public struct {
	Brand     string         `json:"brand"`
	Name      string         `json:"name"`
	Form      string         `json:"form"`
	Version   int            `json:"version"`
	Kind      string         `json:"kind"`
	Locales   []PublicLocale `json:"locales"`
	Title     Text           `json:"title"`
	Intro     Text           `json:"intro,omitempty"`
	Theme     Theme          `json:"theme"`
	Repeat    Repeat         `json:"repeat"`
	Remember  bool           `json:"remember,omitempty"`
	Results   *PollResults   `json:"results,omitempty"`
	Offer     *PublicOffer   `json:"offer"`
	Fallbacks []PublicOffer  `json:"fallbacks"`
	// Variants are drawn in the offer's place for some people, and Bonuses given on top once several offers are held.
	Variants  []PublicOffer `json:"variants,omitempty"`
	Bonuses   []PublicOffer `json:"bonuses,omitempty"`
	Notice    Notice        `json:"notice"`
	Anonymous bool          `json:"anonymous,omitempty"`
	Identity  string        `json:"identity,omitempty"`
	// Explain tells when a quiz with right answers tells them; "" where it has none.
	Explain string `json:"explain,omitempty"`
	// Computed are those named rules that a rule of the path needs, in the order in which they build on each other.
	Computed Dict[*rule.Rule] `json:"computed,omitzero"`
	Pages    []PublicPage     `json:"pages"`
	Schedule *PublicSchedule  `json:"schedule,omitempty"`
	Texts    map[string]texts `json:"texts,omitempty"`
}

type texts = map[string]string

// PublicLocale is a locale that the form is offered in.
type PublicLocale struct {
	Lang string `json:"lang"`
	Dir  string `json:"dir"`
}

// PublicSchedule is what is current.
type PublicSchedule struct {
	Open   bool     `json:"open"`
	Full   bool     `json:"full,omitempty"` // every place is taken, so it is not open
	Opens  *string  `json:"opens"`
	Closes *string  `json:"closes"`
	Stages []string `json:"stages"`
}

// Same tells whether two schedules say the same.
func (s PublicSchedule) Same(other PublicSchedule) bool {
	equal := func(a, b *string) bool { return a == b || (a != nil && b != nil && *a == *b) }
	return s.Open == other.Open && s.Full == other.Full && equal(s.Opens, other.Opens) && equal(s.Closes, other.Closes) && slices.Equal(s.Stages, other.Stages)
}

// PublicOffer is an offer as it is shown: OFFER of the wire contract.
type PublicOffer struct {
	Offer    string            `json:"offer"`
	Version  string            `json:"version"`
	Kind     string            `json:"kind"`
	Label    Text              `json:"label"`
	Worth    Money             `json:"worth"`
	Discount *rewards.Discount `json:"discount,omitempty"`
	Account  string            `json:"account,omitempty"`
	Points   int64             `json:"points,omitempty"`
	Expires  *Period           `json:"expires,omitempty"`
	Valid    Text              `json:"valid,omitempty"` // "valid for 90 days"
	// Terms are all its conditions in words, for its card.
	Terms    Text          `json:"terms,omitempty"`
	Pending  *Period       `json:"pending,omitempty"`
	Badge    string        `json:"badge,omitempty"`
	Image    string        `json:"image,omitempty"`
	Prize    Text          `json:"prize,omitempty"`
	Winners  int64         `json:"winners,omitempty"`
	Expected int64         `json:"expected,omitempty"`
	Closes   *time.Time    `json:"closes,omitempty"`
	Free     Text          `json:"free,omitempty"`
	Timeout  *rewards.Span `json:"timeout,omitempty"`
}

// PublicPage is a page without what only the server needs.
type PublicPage struct {
	ID        string           `json:"id"`
	Title     Text             `json:"title,omitempty"`
	ShowIf    *rule.Rule       `json:"showIf,omitempty"`
	Questions []PublicQuestion `json:"questions"`
	Next      []Next           `json:"next,omitempty"`
}

// PublicQuestion is a question with its choices written out.
type PublicQuestion struct {
	ID           string             `json:"id"`
	Type         string             `json:"type"`
	Attribute    string             `json:"attribute,omitempty"`
	Purpose      string             `json:"purpose,omitempty"`
	Required     bool               `json:"required,omitempty"`
	Label        Text               `json:"label"`
	Why          Text               `json:"why,omitempty"`
	Help         Text               `json:"help,omitempty"`
	Body         Text               `json:"body,omitempty"`
	Placeholder  Text               `json:"placeholder,omitempty"`
	DeclineLabel Text               `json:"declineLabel,omitempty"`
	Category     string             `json:"category,omitempty"`
	Purposes     []string           `json:"purposes,omitempty"`
	Uses         Text               `json:"uses,omitempty"` // its purposes, time and recipients in words
	ShowIf       *rule.Rule         `json:"showIf,omitempty"`
	Choices      []Choice           `json:"choices,omitempty"`
	Scores       map[string]float64 `json:"scores,omitempty"`
	Ends         []Text             `json:"ends,omitempty"`
	Min          *float64           `json:"min,omitempty"`
	Max          *float64           `json:"max,omitempty"`
	Step         *float64           `json:"step,omitempty"`
	Whole        bool               `json:"whole,omitempty"` // of a number: whole numbers only
	Unit         Text               `json:"unit,omitempty"`
	Earliest     string             `json:"earliest,omitempty"`
	Latest       string             `json:"latest,omitempty"`
	MaxLength    *int64             `json:"maxLength,omitempty"`
	Rows         []PublicRow        `json:"rows,omitempty"`
	Top          *int64             `json:"top,omitempty"`
	Other        bool               `json:"other,omitempty"`     // a free text is offered beside the choices
	Countries    []string           `json:"countries,omitempty"` // of an address: those that are accepted
	Known        string             `json:"known,omitempty"`
	Knowledge    bool               `json:"knowledge,omitempty"` // it has a right answer, which stays on the server
}

// PublicRow is one row of a matrix.
type PublicRow struct {
	Row    string `json:"row"`
	Label  Text   `json:"label"`
	Inline Text   `json:"inline,omitempty"`
}

// Public gives the version as the world may see it, without schedule and texts.
func (v *Version) Public() Public {
	out := Public{
		Brand: v.Brand, Name: v.Name, Form: v.Form.ID, Version: v.Number, Kind: v.Form.Kind, Title: v.Form.Title, Intro: v.Form.Intro,
		Theme: v.Theme, Repeat: v.Form.RepeatRule(), Remember: v.Remembers(), Results: v.Form.Results, Fallbacks: []PublicOffer{}, Notice: v.Notice(),
		Anonymous: v.Form.Anonymous, Identity: v.Form.Identity, Explain: v.Form.Tells(),
	}
	for _, l := range v.Locales {
		out.Locales = append(out.Locales, PublicLocale{Lang: l, Dir: Direction(l)})
	}
	for i, o := range v.Offers {
		shown := v.PublicOffer(o)
		if i == 0 {
			v.sayAlternatives(&shown)
			out.Offer = &shown
		} else {
			out.Fallbacks = append(out.Fallbacks, shown)
		}
	}
	out.Variants = v.alternatives()
	for _, b := range v.Bonuses {
		out.Bonuses = append(out.Bonuses, v.PublicOffer(b.Offer))
	}
	needed, named := v.pathReads()
	for _, name := range v.Form.ComputedOrder() {
		if r, _ := v.Form.Computed.Get(name); slices.Contains(named, name) {
			out.Computed.Set(name, r)
		}
	}
	for _, p := range v.Form.Pages {
		page := PublicPage{ID: p.ID, Title: p.Title, ShowIf: p.ShowIf, Next: p.Next, Questions: []PublicQuestion{}}
		for i := range p.Questions {
			page.Questions = append(page.Questions, v.publicQuestion(&p.Questions[i], needed))
		}
		out.Pages = append(out.Pages, page)
	}
	return out
}

// PublicQuestion is a question of this version as the world may see it, without scores.
func (v *Version) PublicQuestion(q *Question) PublicQuestion { return v.publicQuestion(q, nil) }

func (v *Version) publicQuestion(q *Question, needed []string) PublicQuestion {
	a := v.asked[q.ID]
	out := PublicQuestion{
		ID: q.ID, Type: q.Type, Attribute: q.Attribute, Purpose: q.Purpose, Required: q.Required, Label: q.Label, Why: q.Why, Help: q.Help,
		Body: q.Body, Placeholder: q.Placeholder, DeclineLabel: q.DeclineLabel, Category: a.Category, Purposes: v.purposesOf(q),
		ShowIf: q.ShowIf, Ends: q.Ends, Min: q.Min, Max: q.Max, Step: q.Step, MaxLength: q.MaxLength, Scores: only(q.Scores, needed),
		Unit: a.Unit, Earliest: a.Earliest, Latest: a.Latest, Other: a.Other, Known: q.Known, Knowledge: q.IsKnowledge(),
	}
	if q.Type == "statement" {
		out.Purposes = nil
	}
	switch a.Type {
	case TypeInteger, TypeNumber:
		out.Min, out.Max = a.Min, a.Max
		out.Whole = a.Type == TypeInteger && (q.Type == "number" || q.Type == "slider")
	case TypeRanking:
		top := q.places(a)
		out.Top = &top
	case TypeMatrix:
		for _, name := range q.rows(a) {
			row, _ := a.Rows.Get(name)
			out.Rows = append(out.Rows, PublicRow{Row: name, Label: row.Label, Inline: row.Inline})
		}
	}
	// What the definition leaves to a default is said, so that no client has to know it.
	switch q.Type {
	case "slider":
		step := q.pace()
		out.Step = &step
	case "short_text":
		length := q.length(defaultTextLength)
		out.MaxLength = &length
	case "address":
		out.Countries = countries
	case "long_text":
		length := q.length(defaultLongLength)
		out.MaxLength = &length
	}
	out.Uses = v.uses(q, out.Purposes)
	out.Choices = slices.Clone(q.Choices)
	for i := range out.Choices {
		out.Choices[i].Scores = only(out.Choices[i].Scores, needed)
	}
	return out
}

// pathReads are the scores and the computed values that a rule of the path reads, by itself or through
// other computed values.
func (v *Version) pathReads() (scores, computed []string) {
	for name := range v.Form.pathUses() {
		if s, ok := strings.CutPrefix(name, "score."); ok {
			scores = append(scores, s)
		} else if named, ok := strings.CutPrefix(name, "computed."); ok {
			computed = append(computed, named)
		}
	}
	return scores, computed
}

// PathContext are the fields of the context that a rule of the path reads: whoever walks the path needs them.
func (v *Version) PathContext() []string {
	var fields []string
	for name := range v.Form.pathUses() {
		if field, ok := strings.CutPrefix(name, "context."); ok {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	return fields
}

func only(scores map[string]float64, names []string) map[string]float64 {
	var out map[string]float64
	for s, n := range scores {
		if slices.Contains(names, s) {
			if out == nil {
				out = map[string]float64{}
			}
			out[s] = n
		}
	}
	return out
}
