package forms

import "slices"

// The constants of the balance. They are Proffer's own, chosen so that the examples of the README come
// out as a fair person would judge them; no research calibrates them.
const (
	balanceEuro     = 0.10 // what one point of Ask is worth: a tap for ten cents
	balanceLeast    = 1.0  // at least as much is given as is taken
	balanceGood     = 1.25 // below it, little speaks for answering
	askMost         = 30.0 // more is too much at once, whatever is given for it
	courtesyMost    = 6.0  // so little, and nothing personal, may be asked as a courtesy
	pressureTimes   = 3.0  // a reward so many times the Ask pays for what one would rather keep
	pressureFrom    = 3.0  // the sensitivity from which a person may rather keep it
	sharedLimit     = 6.0  // the sensitivity from which a value stays with who asked
	chanceLeast     = 0.05 // a draw that hardly anybody wins gives hardly anything
	sharedTimes     = 2.0  // another's hands double what may go wrong
	timeLonger      = 2.0  // for anything longer than the times below
	sensitivityNone = 0.0  // consents, statements and knowledge questions tell nothing that is kept
)

// sensitivities are what a value of each category costs to tell: what cannot be taken back, or could
// be used against a person, costs more.
var sensitivities = map[string]float64{
	CategoryPreference: 1,  // a taste
	CategoryFeedback:   1,  // an opinion of one occasion
	"demographic":      2,  // who one is, in a group
	CategoryContact:    3,  // how to reach a person
	"social":           3,  // whom a person knows
	"financial":        6,  // what a person has
	"location":         6,  // where a person is
	"health":           10, // the special categories of Art. 9 GDPR
	"belief":           10,
	"biometric":        10,
	"other_special":    10,
}

// efforts are what it takes to answer each question type, against one tap.
var efforts = map[string]float64{
	"single": effortTap, "dropdown": effortTap, "picture": effortTap, "yes_no": effortTap, "rating": effortTap, "scale": effortTap,
	"nps": effortTap, "slider": effortTap, "matrix": effortTap, // a matrix: each row
	"multiple": effortTaps, "ranking": effortTaps,
	"short_text": effortShort, "number": effortShort, "date": effortShort, "email": effortShort, "phone": effortShort, "url": effortShort,
	"long_text": effortLong, "address": effortLong,
}

const (
	effortTap   = 1.0
	effortTaps  = 1.25 // several taps, and weighing them against each other
	effortShort = 1.5  // typing on a phone; a free "other" too
	effortLong  = 2.0  // composing, or filling in several fields
)

// times are what keeping costs, by the longest time that a value is kept for any of its purposes.
var times = []struct {
	keep   Period
	factor float64
}{{mustPeriod("P90D"), 1}, {mustPeriod("P1Y"), 1.25}, {mustPeriod("P2Y"), 1.5}}

func mustPeriod(s string) Period {
	var p Period
	if err := p.UnmarshalJSON([]byte(`"` + s + `"`)); err != nil {
		panic("forms: " + err.Error())
	}
	return p
}

// Factors is what one question costs the person who answers it, and why.
type Factors struct {
	Question string `json:"question"`
	// Times is how often the effort is made: once, or for each row of a matrix.
	Times       int     `json:"times"`
	Sensitivity float64 `json:"sensitivity"`
	Effort      float64 `json:"effort"`
	Time        float64 `json:"time"`
	Sharing     float64 `json:"sharing"`
	Ask         float64 `json:"ask"`
	// Give is the Ask once more where the answer visibly changes what the person gets, else 0.
	Give float64 `json:"give"`
	// Conditional questions are not asked of everybody.
	Conditional bool `json:"conditional"`

	attribute string
}

// factors weighs one question, by every purpose that its attribute names: whether a basis will hold is
// not known before the answer, so the person is never promised less than may happen.
func (v *Version) factors(q *Question) Factors {
	f := Factors{Question: q.ID, Times: 1, Sensitivity: sensitivityNone, Effort: efforts[q.Type], Time: 1, Sharing: 1, Conditional: q.ShowIf != nil, attribute: q.Attribute}
	a, known := v.Attributes.Get(q.Attribute)
	if !known || q.IsKnowledge() {
		return f
	}
	f.Sensitivity = sensitivities[a.Category]
	if a.Other {
		f.Effort = max(f.Effort, effortShort)
	}
	if q.Type == "matrix" {
		f.Times = rowCount(q, &a)
	}
	for _, id := range a.Purposes {
		p, _ := v.Purposes.Get(id)
		if p.Keep != nil {
			f.Time = max(f.Time, timeFactor(a.KeepFor(id, p)))
		}
		for _, r := range p.Recipients {
			if to, known := v.Recipients.Get(r); known && to.Role != RoleSelf {
				f.Sharing = sharedTimes
			}
		}
	}
	f.Ask = float64(f.Times) * f.Sensitivity * f.Effort * f.Time * f.Sharing
	return f
}

// rowCount is how many rows a matrix question asks about.
func rowCount(q *Question, a *Attribute) int {
	if len(q.Rows) > 0 {
		return len(q.Rows)
	}
	return a.Rows.Len()
}

func timeFactor(keep Period) float64 {
	i := slices.IndexFunc(times, func(t struct {
		keep   Period
		factor float64
	}) bool {
		return !keep.Longer(t.keep)
	})
	if i < 0 {
		return timeLonger
	}
	return times[i].factor
}
