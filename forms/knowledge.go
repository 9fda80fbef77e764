package forms

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// knowledgeTypes are the question types that can have a right answer.
var knowledgeTypes = []string{"single", "dropdown", "picture", "multiple", "yes_no", "number", "slider", "scale", "short_text"}

// maxPoints is how many points one right answer can be worth.
const maxPoints = 1000

// Worth is how many points the right answer of a knowledge question is worth.
func (q *Question) Worth() int64 {
	switch {
	case !q.IsKnowledge():
		return 0
	case q.Points == nil:
		return 1
	}
	return *q.Points
}

// asked is the attribute that a question asks for. A knowledge question asks for none of the brand's:
// its own members stand for one, so that its type reads the answer as it reads any other.
func (q *Question) asked(b *Brand) (Attribute, bool) {
	if q.IsKnowledge() {
		return q.knowledge(), slices.Contains(knowledgeTypes, q.Type)
	}
	return b.attribute(q.Attribute)
}

func (q *Question) knowledge() Attribute {
	a := Attribute{}
	switch q.Type {
	case "single", "dropdown", "picture", "multiple":
		a.Type = TypeChoice
		if q.Type == "multiple" {
			a.Type = TypeChoices
		}
		for _, ch := range q.Choices {
			a.Values.Set(ch.Value.Name(), AttributeValue{Label: ch.Label, Inline: ch.Inline, Image: ch.Image})
		}
	case "yes_no":
		a.Type = TypeBoolean
	case "scale":
		a.Type, a.Min, a.Max = TypeInteger, q.Min, q.Max
	case "number", "slider":
		a.Type, a.Min, a.Max = TypeNumber, q.Min, q.Max
	case "short_text":
		a.Type = TypeText
	}
	return a
}

// checkKnowledge reports what is wrong with a knowledge question apart from its right answer; fits tells
// that there is nothing to report.
func (q *Question) checkKnowledge(c *checks, at string) (a *Attribute, fits bool) {
	before := len(c.faults)
	if q.Attribute != "" {
		c.fault(at+"/attribute", "unknown_field", "leave it out, or leave correct out", "a question with a right answer asks for no attribute: nothing of it is kept")
	}
	if !slices.Contains(knowledgeTypes, q.Type) {
		c.fault(at+"/correct", "unknown_field", "leave it out, or use "+orList(knowledgeTypes), "a %s can't have a right answer", q.Type)
		return nil, false
	}
	if q.Points != nil && (*q.Points < 1 || *q.Points > maxPoints) {
		c.fault(at+"/points", "out_of_range", "write 1 to "+strconv.Itoa(maxPoints), "a right answer can't be worth %d points", *q.Points)
	}
	if len(q.Scores) > 0 {
		c.fault(at+"/scores", "unknown_field", "leave it out; use knowledge.points", "a right answer counts in points, not in scores")
	}
	q.checkKnowledgeChoices(c, at)
	found := q.knowledge()
	if q.Type == "scale" || q.Type == "slider" {
		for name, bound := range map[string]*float64{"min": q.Min, "max": q.Max} {
			if bound == nil {
				c.fault(at, "required", "add it", "no attribute gives this %s a %s", q.Type, name)
			}
		}
	}
	if found.Type == TypeInteger || found.Type == TypeNumber {
		for name, bound := range map[string]*float64{"min": q.Min, "max": q.Max} {
			if bound != nil && (math.Abs(*bound) > maxNumber || (found.Type == TypeInteger && *bound != math.Trunc(*bound))) {
				c.fault(at+"/"+name, "out_of_range", "write a whole number, and none beyond a thousand million million", "a %s can't have the bound %v", q.Type, *bound)
			}
		}
		if q.Min != nil && q.Max != nil && *q.Min >= *q.Max {
			c.fault(at+"/max", "out_of_range", "make max greater than min", "no answer lies between %v and %v", *q.Min, *q.Max)
		}
	}
	return &found, len(c.faults) == before
}

func (q *Question) checkKnowledgeChoices(c *checks, at string) {
	listed := slices.Contains([]string{"single", "dropdown", "picture", "multiple"}, q.Type)
	if listed && len(q.Choices) == 0 {
		c.fault(at, "required", `add "choices", each with a value and a label`, "there is nothing to choose from")
	}
	for i, ch := range q.Choices {
		here := at + "/choices/" + strconv.Itoa(i)
		if len(ch.Scores) > 0 {
			c.fault(here+"/scores", "unknown_field", "leave it out; use knowledge.points", "a score would tell which choice is right")
		}
		switch {
		case !listed:
		case ch.Value == "true" || ch.Value == "false":
			c.fault(here+"/value", "wrong_type", "write an id, or make the question a yes_no", "the choice has %s for its value", ch.Value)
		default:
			checkHyphenID(c, here+"/value", "a choice", ch.Value.Name())
			if len(ch.Label) == 0 {
				c.fault(here, "required", `add "label"`, "the choice %s has no label", ch.Value)
			}
		}
	}
}

// checkCorrect reports a right answer that nobody can give, and one that everybody gives. What else
// there is to say of the question was said.
func (q *Question) checkCorrect(c *checks, at string, k kind, a *Attribute) {
	at += "/correct"
	if len(q.Correct) == 0 {
		c.fault(at, "required", "write the value that is right", "no answer is right")
		return
	}
	given := []string(q.Correct)
	if q.Type == "multiple" {
		given = []string{"[" + strings.Join(q.Correct, ",") + "]"}
	}
	right := map[string]bool{}
	for i, value := range given {
		here := at
		if len(given) > 1 {
			here += "/" + strconv.Itoa(i)
		}
		n, _, _ := ParseTree([]byte(value))
		answer, bad := k.answer(q, a, n, "")
		for _, f := range bad {
			c.fault(here+f.Pointer, f.Code, f.Right, "nobody can give the right answer: %s", f.Detail)
		}
		if key := comparableAnswer(q, answer); bad == nil && right[key] {
			c.fault(here, "duplicate", "write each once", "the right answer %s stands twice", value)
		} else if bad == nil {
			right[key] = true
		}
	}
	if choices := q.offered(a); (a.Type == TypeChoice || a.Type == TypeBoolean) && len(right) == len(choices) {
		c.fault(at, "out_of_range", "leave one out", "every choice is right")
	}
}

// Right tells whether an accepted answer to a knowledge question is right: one of the right ones, or,
// where several are picked, exactly those. Texts are compared without regard to case, to how a letter is
// composed and to whose digits are used.
func (q *Question) Right(a Answer) bool {
	if a.Declined || len(q.Correct) == 0 {
		return false
	}
	if q.Type == "multiple" {
		names := make([]string, len(q.Correct))
		for i, value := range q.Correct {
			names[i] = Scalar(value).Name()
		}
		slices.Sort(names)
		return slices.Equal(names, slices.Sorted(slices.Values(a.Chosen)))
	}
	given := comparableAnswer(q, a)
	return slices.ContainsFunc(q.Correct, func(value string) bool {
		n, faults, _ := ParseTree([]byte(value))
		if n == nil || len(faults) > 0 {
			return false
		}
		of := q.knowledge()
		right, bad := kinds[q.Type].answer(q, &of, n, "")
		return bad == nil && comparableAnswer(q, right) == given
	})
}

// comparableAnswer is an answer as it is compared with another.
func comparableAnswer(q *Question, a Answer) string {
	if q.Type != "short_text" {
		return string(a.JSON)
	}
	return norm.NFC.String(cases.Fold().String(asciiDigits(a.Value.Text())))
}

// checkKnowledge reports what does not go together in a quiz with right answers.
func (f *Form) checkKnowledge(c *checks) {
	asks := false
	for i, p := range f.Pages {
		for j := range p.Questions {
			if !p.Questions[j].IsKnowledge() {
				continue
			}
			asks = true
			if f.Kind != KindQuiz {
				c.fault("/pages/"+strconv.Itoa(i)+"/questions/"+strconv.Itoa(j)+"/correct", "unknown_field", "leave it out, or make the form a quiz", "only a quiz has right answers")
			}
		}
	}
	k := f.Knowledge
	switch {
	case k == nil:
		return
	case f.Kind != KindQuiz:
		c.fault("/knowledge", "unknown_field", "leave it out, or make the form a quiz", "only a quiz tells right answers")
	case !asks:
		c.fault("/knowledge", "unknown_field", `leave it out, or give a question "correct"`, "no question has a right answer")
	}
	if tell := []string{ExplainEnd, ExplainAfter}; k.Explain != "" && !slices.Contains(tell, k.Explain) {
		c.fault("/knowledge/explain", "out_of_range", Suggest(k.Explain, tell), "%q does not say when right answers are told", k.Explain)
	}
	if k.Pass == nil || !asks {
		return
	}
	if most := f.attainable(); *k.Pass < 1 || *k.Pass > most {
		c.fault("/knowledge/pass", "out_of_range", "write 1 to "+strconv.FormatInt(most, 10)+", the most points of any path", "nobody can pass with %d points", *k.Pass)
	}
}

// attainable are the most points that a path can bring.
func (f *Form) attainable() int64 {
	best := make([]int64, len(f.Pages)+1)
	for i := len(f.Pages) - 1; i >= 0; i-- {
		for _, to := range f.successors(i) {
			best[i] = max(best[i], best[to])
		}
		var points []int64
		for j := range f.Pages[i].Questions {
			points = append(points, f.Pages[i].Questions[j].Worth())
		}
		slices.Sort(points)
		if pick := f.Pages[i].Pick; pick != nil && *pick >= 0 && *pick < int64(len(points)) {
			points = points[int64(len(points))-*pick:]
		}
		for _, p := range points {
			best[i] += p
		}
	}
	return best[0]
}

// Tells is when a quiz tells its right answers; "" where it has none.
func (f *Form) Tells() string {
	for _, p := range f.Pages {
		if slices.ContainsFunc(p.Questions, func(q Question) bool { return q.IsKnowledge() }) {
			if f.Knowledge != nil && f.Knowledge.Explain != "" {
				return f.Knowledge.Explain
			}
			return ExplainEnd
		}
	}
	return ""
}
