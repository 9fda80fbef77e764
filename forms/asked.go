package forms

import "encoding/json"

// ask notes what a question of a version asks for, with the words of values that it does not offer: a
// known answer may be one.
func (v *Version) ask(q *Question) {
	a, _ := v.Attributes.Get(q.Attribute)
	if q.IsKnowledge() {
		a = q.knowledge()
	}
	v.asked[q.ID] = &a
	for _, name := range a.Values.Names() {
		if v.choices[q.ID][name] == nil {
			own, _ := a.Values.Get(name)
			v.choices[q.ID][name] = &Choice{Value: scalarOf(name), Label: own.Label, Inline: own.Inline, Image: own.Image}
		}
	}
}

// effort is what a question takes.
func (v *Version) effort(q *Question) Effort {
	e := kinds[q.Type].effort()
	a, _ := v.Attributes.Get(q.Attribute)
	if q.IsKnowledge() {
		a = q.knowledge()
	}
	switch q.Type {
	case "matrix":
		rows := len(q.rows(&a))
		e.Taps, e.Seconds = e.Taps*rows, e.Seconds*rows
	case "multiple":
		if _, most := q.picks(&a); most < int64(e.Taps) {
			e.Taps = int(most)
		}
	case "ranking":
		e.Taps = min(e.Taps, int(q.places(&a)))
	}
	return e
}

// scalarOf is the value of a choice that has this name.
func scalarOf(name string) Scalar {
	raw, err := json.Marshal(name)
	if err != nil {
		panic("forms: a name that does not encode: " + err.Error()) // strings only
	}
	return Scalar(raw)
}
