package engine

import "encoding/json"

// Known is an answer that the form would ask for and that the person has given before.
type Known struct {
	Question  string          `json:"question"`
	Attribute string          `json:"attribute"`
	Value     json.RawMessage `json:"value"`
	Rev       int64           `json:"rev"`
	Mode      string          `json:"mode"` // forms.KnownSkip or forms.KnownPrefill
}

// Standing is what the person last said about a purpose that a preference centre asks consent for.
type Standing struct {
	Purpose string `json:"purpose"`
	Given   bool   `json:"given"`
}

// Order is what was drawn for one ticket, where the form shuffles or picks: the questions of a page, in
// their order, and the choices (or rows) of a question. What is not in it stands as it is written.
type Order struct {
	Questions map[string][]string `json:"questions,omitempty"`
	Choices   map[string][]string `json:"choices,omitempty"`
}
