package forms

import "proffer/forms/fault"

// declined reads {"declined": true}, the answer that says no to a question and costs nothing.
func declined(n *Node) (Answer, []fault.Field) {
	var bad []fault.Field
	for _, m := range n.Members {
		if m.Name != "declined" {
			bad = append(bad, fault.Field{Pointer: "/" + fault.Escape(m.Name), Code: "unknown_field", Detail: "a declined answer has nothing beside it", Right: `send {"declined": true}`})
		}
	}
	if d := n.Member("declined"); d.Kind != Boolean || d.Text != "true" {
		bad = append(bad, fault.Field{Pointer: "/declined", Code: "wrong_type", Detail: "a question is declined or not mentioned", Right: `send {"declined": true}`})
	}
	if bad != nil {
		return Answer{}, bad
	}
	return Answer{Declined: true}, nil
}
