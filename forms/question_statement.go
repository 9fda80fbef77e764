package forms

import (
	"proffer/forms/fault"
	"proffer/forms/rule"
)

// statement tells something and asks nothing.
type statement struct{}

func (statement) asks() []string { return nil }

func (statement) check(*checks, string, *Question, *Attribute) {}

func (statement) answer(*Question, *Attribute, *Node, string) (Answer, []fault.Field) {
	return Answer{}, []fault.Field{{Code: "wrong_type", Detail: "a statement asks nothing", Right: "leave it out"}}
}

func (statement) variable(*Question, *Attribute) rule.Type { return rule.Type{} }

func (statement) effort() Effort { return Effort{Seconds: 5} }
