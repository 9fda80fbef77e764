package forms

import (
	"encoding/json"

	"proffer/forms/fault"
)

// Correct is the right answer of a knowledge question, or several: of a multiple question all that
// have to be picked, of any other each one that is right. It holds canonical JSON of strings,
// booleans and numbers; in JSON one of them stands alone or several in an array.
type Correct []string

// UnmarshalJSON takes one value or a list.
func (k *Correct) UnmarshalJSON(raw []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	*k = Correct{} // it has a right answer, also where that can't be read
	out := Correct{}
	for _, item := range list {
		var v any
		if err := json.Unmarshal(item, &v); err != nil {
			return err
		}
		switch v.(type) {
		case string, bool, float64:
		default:
			return fault.At(fault.Invalid, "", "wrong_type", "a right answer is a value, or a list of values: strings, numbers, true or false")
		}
		canonical, err := json.Marshal(v)
		if err != nil {
			return err
		}
		out = append(out, string(canonical))
	}
	*k = out
	return nil
}

// MarshalJSON writes a list.
func (k Correct) MarshalJSON() ([]byte, error) {
	list := make([]json.RawMessage, len(k))
	for i, v := range k {
		list[i] = json.RawMessage(v)
	}
	return json.Marshal(list)
}
