package engine

import (
	"time"

	"github.com/google/uuid"

	"proffer/forms"
)

// Retrace replays the path of answers through a version, from its first page to its result, as Respond
// does before it asks the store, with an English ticket that was made now and nothing known. It gives the
// outcome's id, "" if the form has none, or the faults that Respond would give. Nothing is recommended,
// since a version has no catalog. It is what `proffer bench` measures.
func Retrace(v *forms.Version, answers *forms.Node, now time.Time) (outcome string, err error) {
	t := &ticket{ticketClaims: ticketClaims{Brand: v.Brand, Form: v.Form.ID, Version: v.Number, Locale: "en"}, nonce: uuid.Nil, issued: now}
	p, err := walk(v, t, answers)
	if err != nil {
		return "", err
	}
	if r := judge(p, &brand{}); r.outcome != nil {
		outcome = r.outcome.ID
	}
	return outcome, nil
}
