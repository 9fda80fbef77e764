package forms

import (
	"encoding/json"

	"proffer/forms/fault"
	"proffer/forms/rule"
)

// maxOther is how many characters a free text beside the values may have.
const maxOther = 200

// freeText reads {"other": "text"}, the free text beside an attribute's values.
func freeText(n *Node) (string, []fault.Field) {
	var bad []fault.Field
	for _, m := range n.Members {
		if m.Name != OtherValue {
			bad = append(bad, fault.Field{Pointer: "/" + fault.Escape(m.Name), Code: "unknown_field", Detail: "a free text has nothing beside it", Right: `send {"other": "text"}`})
		}
	}
	given := n.Member(OtherValue)
	if given == nil {
		return "", append(bad, fault.Field{Pointer: "/" + OtherValue, Code: "required", Detail: "the free text is missing", Right: `send {"other": "text"}`})
	}
	text, wrong := line(given, maxOther)
	for _, f := range wrong {
		bad = append(bad, f.Under("/"+OtherValue))
	}
	return text, bad
}

// otherAnswer is the answer that a free text is. Rules, votes and scores see only that there is one.
func otherAnswer(text string) (Answer, []fault.Field) {
	raw, err := json.Marshal(map[string]string{OtherValue: text})
	if err != nil {
		return Answer{}, []fault.Field{{Code: "wrong_type", Detail: err.Error()}}
	}
	return Answer{JSON: raw, Value: rule.TextOf(OtherValue), Chosen: []string{OtherValue}}, nil
}

// orOther says what else may be sent where a free text may.
func orOther(a *Attribute) string {
	if a.Other {
		return `, or {"other": "text"}`
	}
	return ""
}
