package engine

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Basis is one purpose under which a value is held: the purpose with the version of its terms, the
// basis that held at the commit, and when this use of the value ends.
type Basis struct {
	Purpose string    `json:"purpose"`
	Version string    `json:"version"`
	Basis   string    `json:"basis"`
	Until   time.Time `json:"until"`
}

// Preference is the volunteered value of one attribute, or, as feedback, of one question on one
// occasion. It is built only from an accepted answer (promise P1): keep is the only function of
// this package that makes one. The wording as shown is not copied into it: the version, which is
// frozen, and the locale give it back exactly.
type Preference struct {
	Attribute string
	Question  string
	// Value is canonical JSON. It is nil where the store was not asked to open sealed values.
	Value json.RawMessage
	// Sealed tells that the value is kept encrypted under the subject's own key.
	Sealed   bool
	Purposes []Basis
	Rev      int64
	Response uuid.UUID
}

// Consent is a person's yes or no to one version of a purpose, with the question that asked it. The
// wording as shown comes from the response's version and locale.
type Consent struct {
	Purpose  string
	Version  string
	Given    bool
	Question string
	Until    time.Time // it stands until then: as long as the purpose keeps values, an objection for years
	At       time.Time
	Rev      int64
	Response uuid.UUID
}

// Vote is one choice of one poll question.
type Vote struct {
	Question string
	Value    string // canonical JSON of the chosen value
}
