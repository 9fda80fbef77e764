package forms

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"proffer/forms/rule"
)

// The kinds of form.
const (
	KindQuiz        = "quiz"
	KindSurvey      = "survey"
	KindPoll        = "poll"
	KindPreferences = "preferences" // a preference centre: it shows what is held and sends what was changed
)

// Form is one file of a brand's forms folder.
type Form struct {
	Schema   string       `json:"$schema,omitempty"`
	ID       string       `json:"form" must:"true"`
	Kind     string       `json:"kind" must:"true"`
	Title    Text         `json:"title" must:"true"`
	Intro    Text         `json:"intro,omitempty"`
	Offer    string       `json:"offer,omitempty"`
	Stages   []string     `json:"stages,omitempty"`
	Repeat   *Repeat      `json:"repeat,omitempty"`
	Opens    *time.Time   `json:"opens,omitempty"`
	Closes   *time.Time   `json:"closes,omitempty"`
	Capacity *int64       `json:"capacity,omitempty"`
	Results  *PollResults `json:"results,omitempty"`
	// Anonymous, on a poll: votes are counted and nothing else is stored of them.
	Anonymous bool `json:"anonymous,omitempty"`
	// Identity is who may answer: anybody on a device, or only who the brand signed in.
	Identity string `json:"identity,omitempty"`
	// Context is what the page may pass in; it steers showIf and next, and never becomes a preference.
	Context   Dict[ContextField] `json:"context,omitzero"`
	Knowledge *Knowledge         `json:"knowledge,omitempty"` // of a quiz with right answers
	// Computed are named rules that other rules and results may use.
	Computed  Dict[*rule.Rule] `json:"computed,omitzero"`
	Pages     []Page           `json:"pages" must:"true"`
	OutcomeBy string           `json:"outcomeBy,omitempty"`
	Outcomes  []Outcome        `json:"outcomes,omitempty"`
	Recommend *Recommend       `json:"recommend,omitempty"`

	flow  []map[int]bool       // what reaches gave, while the form is checked
	types map[string]rule.Type // what computedType found, likewise
}

// The limits of one form, which keep the checks quick whatever is written.
const (
	maxPages     = 200
	maxQuestions = 1000
)

// PollResults says who sees a poll's results, and from how many votes on.
type PollResults struct {
	Show    string `json:"show" must:"true"`
	Minimum int64  `json:"minimum" must:"true"`
}

// Page is one screen of questions.
type Page struct {
	ID        string     `json:"id" must:"true"`
	Title     Text       `json:"title,omitempty"`
	ShowIf    *rule.Rule `json:"showIf,omitempty"`
	Questions []Question `json:"questions" must:"true"`
	Next      []Next     `json:"next,omitempty"`
	// Shuffle draws the order of the questions for each ticket, and Pick how many of them are asked.
	Shuffle bool   `json:"shuffle,omitempty"`
	Pick    *int64 `json:"pick,omitempty"`
}

// ContextField is one thing that the page may pass in, such as an order number.
type ContextField struct {
	Label    Text     `json:"label" must:"true"`
	Type     string   `json:"type" must:"true"` // text integer number boolean date
	Purposes []string `json:"purposes" must:"true"`
	// Signed accepts it only inside a token that the brand has signed.
	Signed bool `json:"signed,omitempty"`
}

// Knowledge says how a quiz with right answers tells them.
type Knowledge struct {
	Explain string `json:"explain,omitempty"` // ExplainEnd or ExplainAfter
	// Pass is how many points pass the quiz.
	Pass *int64 `json:"pass,omitempty"`
}

// When the right answer of a knowledge question is told.
const (
	ExplainEnd   = "end"   // with the result; the default
	ExplainAfter = "after" // as soon as the question was answered
)

// Who may answer.
const (
	IdentityDevice = "device" // anybody; the default
	IdentitySigned = "signed" // only who the brand has signed in
)

// Next says where to go after a page: the first whose When holds, or has none, wins.
type Next struct {
	When *rule.Rule `json:"when,omitempty"`
	Page string     `json:"page" must:"true"`
}

// PageEnd as a next page ends the form.
const PageEnd = "end"

// Outcome is a result that a quiz can end with.
type Outcome struct {
	ID        string     `json:"id" must:"true"`
	Score     string     `json:"score,omitempty"`
	When      *rule.Rule `json:"when,omitempty"`
	Title     Text       `json:"title" must:"true"`
	Body      Text       `json:"body,omitempty"`
	Image     string     `json:"image,omitempty"`
	Action    *Action    `json:"action,omitempty"`
	Recommend *Recommend `json:"recommend,omitempty"`
}

// Action is the button of a result.
type Action struct {
	Label Text   `json:"label" must:"true"`
	URL   string `json:"url" must:"true"`
}

// OutcomeByHighest lets the highest score choose the outcome.
const OutcomeByHighest = "highest"

func (f *Form) check(c *checks, b *Brand) {
	checkHyphenID(c, "/form", "a form", f.ID)
	kinds := []string{KindQuiz, KindSurvey, KindPoll, KindPreferences}
	if !slices.Contains(kinds, f.Kind) {
		c.fault("/kind", "out_of_range", Suggest(f.Kind, kinds), "%q is not a kind of form", f.Kind)
	}
	for i, s := range f.Stages {
		if !slices.Contains(b.Stages, s) && !b.torn("/stages") {
			c.fault("/stages/"+strconv.Itoa(i), "dangling_stage", Suggest(s, b.Stages), "the brand has no stage %q", s)
		}
	}
	if f.Opens != nil && f.Closes != nil && !f.Closes.After(*f.Opens) {
		c.fault("/closes", "out_of_range", "close it after it opens", "the form would close before it opens")
	}
	f.checkPoll(c)
	if len(f.Pages) == 0 {
		c.fault("/pages", "required", "add a page with a question", "the form has no page")
	}
	f.checkPages(c, b)
	f.checkKnowledge(c)
	f.checkOutcomes(c)
}

func (f *Form) checkPoll(c *checks) {
	switch {
	case f.Kind != KindPoll && f.Results != nil:
		c.fault("/results", "unknown_field", `leave it out, or make the form a poll`, "only a poll publishes results")
	case f.Kind == KindPoll && f.Results == nil:
		c.fault("", "required", `add "results": {"show": "after", "minimum": 5}`, "a poll says when its results are shown")
	case f.Results != nil:
		shows := []string{"after", "always", "never"}
		if !slices.Contains(shows, f.Results.Show) {
			c.fault("/results/show", "out_of_range", Suggest(f.Results.Show, shows), "%q does not say when results are shown", f.Results.Show)
		}
		if f.Results.Minimum < 2 {
			c.fault("/results/minimum", "out_of_range", "write 5 or more, so that no single vote can be told", "%d votes would tell who voted what", f.Results.Minimum)
		}
	}
}

func (f *Form) checkPages(c *checks, b *Brand) {
	pages, questions := map[string]int{}, map[string]bool{}
	for i, p := range f.Pages {
		at := "/pages/" + strconv.Itoa(i)
		checkHyphenID(c, at+"/id", "a page", p.ID)
		if _, twice := pages[p.ID]; twice {
			c.fault(at+"/id", "duplicate", "give each page an id of its own", "two pages are called %q", p.ID)
		}
		if p.ID == PageEnd {
			c.fault(at+"/id", "bad_id", "choose another", "%q as a next page ends the form, so no page can be called so", p.ID)
		}
		pages[p.ID] = i
		if len(p.Questions) == 0 {
			c.fault(at+"/questions", "required", "add a question or a statement", "the page shows nothing")
		}
		for j := range p.Questions {
			q, here := &p.Questions[j], at+"/questions/"+strconv.Itoa(j)
			checkID(c, here+"/id", "a question", q.ID)
			if questions[q.ID] {
				c.fault(here+"/id", "duplicate", "give each question an id of its own", "two questions are called %q", q.ID)
			}
			questions[q.ID] = true
			q.check(c, here, b)
		}
	}
	whole := true
	for i, p := range f.Pages {
		for k, n := range p.Next {
			here := fmt.Sprintf("/pages/%d/next/%d", i, k)
			to, known := pages[n.Page]
			switch {
			case n.Page == PageEnd:
			case !known:
				whole = false
				c.fault(here+"/page", "dangling_page", Suggest(n.Page, f.pageIDs()), "no page is called %q", n.Page)
			case to <= i:
				whole = false
				c.fault(here+"/page", "backward", "name a page further down, so that every path ends", "the page %q does not come after this one", n.Page)
			}
			if n.When == nil && k < len(p.Next)-1 {
				c.fault(here, "unreachable", "put the one without when last", "the entries after this one are never reached, since it always holds")
			}
		}
	}
	f.checkFlow(c, whole)
}

// large tells whether the form is beyond its limits; nothing more is checked then.
func (f *Form) large(c *checks) bool {
	questions := 0
	for _, p := range f.Pages {
		questions += len(p.Questions)
	}
	if len(f.Pages) <= maxPages && questions <= maxQuestions {
		return false
	}
	c.fault("/pages", "out_of_range", fmt.Sprintf("write at most %d pages and %d questions; no one answers more", maxPages, maxQuestions), "the form has %d pages and %d questions", len(f.Pages), questions)
	return true
}

func (f *Form) checkOutcomes(c *checks) {
	if f.Kind == KindQuiz && len(f.Outcomes) == 0 {
		c.fault("", "required", `add "outcomes"`, "a quiz has outcomes, and this one has none")
	}
	if f.OutcomeBy != "" && f.OutcomeBy != OutcomeByHighest {
		c.fault("/outcomeBy", "out_of_range", "write highest, or leave it out", "%q is not a way to choose the outcome", f.OutcomeBy)
	}
	ids, scores := map[string]bool{}, f.Scores()
	for i, o := range f.Outcomes {
		at, last := "/outcomes/"+strconv.Itoa(i), i == len(f.Outcomes)-1
		checkHyphenID(c, at+"/id", "an outcome", o.ID)
		if ids[o.ID] {
			c.fault(at+"/id", "duplicate", "give each outcome an id of its own", "two outcomes are called %q", o.ID)
		}
		ids[o.ID] = true
		if o.Score != "" && !slices.Contains(scores, o.Score) {
			c.fault(at+"/score", "dangling_score", Suggest(o.Score, scores), "no answer adds to the score %q", o.Score)
		}
		if o.Score != "" && f.OutcomeBy != OutcomeByHighest {
			c.fault(at+"/score", "unknown_field", `add "outcomeBy": "highest" to the form`, "scores choose the outcome only by the highest")
		}
		if last && (o.When != nil || (f.OutcomeBy == OutcomeByHighest && o.Score != "")) {
			c.fault(at, "required", "end with an outcome that has neither when nor score", "nothing is left for a person for whom no other outcome holds")
		}
		if !last && f.OutcomeBy == OutcomeByHighest && o.Score == "" {
			c.fault(at, "required", `add "score"`, "the highest score chooses, and this outcome has none")
		} else if !last && o.When == nil && o.Score == "" {
			c.fault(at, "unreachable", `give it "when" or "score", or put it last`, "the outcomes after this one are never reached, since it always holds")
		}
		if o.Action != nil && !webURL(o.Action.URL) {
			c.fault(at+"/action/url", "out_of_range", "write an https address", "%q is not a web address", o.Action.URL)
		}
	}
}

// Scores are the names of all scores that answers add to, sorted.
func (f *Form) Scores() []string {
	var names []string
	add := func(scores map[string]float64) {
		for s := range scores {
			if !slices.Contains(names, s) {
				names = append(names, s)
			}
		}
	}
	for _, p := range f.Pages {
		for _, q := range p.Questions {
			add(q.Scores)
			for _, ch := range q.Choices {
				add(ch.Scores)
			}
		}
	}
	slices.Sort(names)
	return names
}
