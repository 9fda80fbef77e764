package forms

import (
	"encoding/json"
	"strconv"
	"strings"

	"proffer/forms/rule"
)

// inWords writes a rule, or its contrary, so that a person can read it: brew == espresso and strength > 3.
func inWords(r *rule.Rule, holds bool) string {
	raw, err := r.MarshalJSON()
	if err != nil {
		return ""
	}
	text := nodeInWords(raw, false)
	if holds {
		return text
	}
	return "not (" + text + ")"
}

// nodeInWords writes one node; inner ones of two operands or more are put in brackets.
func nodeInWords(raw json.RawMessage, inner bool) string {
	var node map[string]json.RawMessage
	if json.Unmarshal(raw, &node) != nil || len(node) != 1 {
		return literal(raw)
	}
	for name, value := range node {
		var operands []json.RawMessage
		if json.Unmarshal(value, &operands) != nil {
			operands = []json.RawMessage{value}
		}
		if name == "var" {
			if id := literal(operands[0]); id != "" {
				return id
			}
			return "it"
		}
		said := make([]string, len(operands))
		for i, o := range operands {
			said[i] = nodeInWords(o, true)
		}
		switch {
		case name == "!":
			return "not " + strings.Join(said, " ")
		case len(said) < 2, name == "min", name == "max", name == "if", name == "some":
			return strings.TrimSpace(name + "(" + strings.Join(said, ", ") + ")")
		}
		text := strings.Join(said, " "+name+" ")
		if inner {
			return "(" + text + ")"
		}
		return text
	}
	return ""
}

func literal(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if strings.ContainsAny(text, " \t\n\"") {
			return strconv.Quote(text)
		}
		return text
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		said := make([]string, len(list))
		for i, item := range list {
			said[i] = literal(item)
		}
		return "[" + strings.Join(said, ", ") + "]"
	}
	return string(raw)
}
