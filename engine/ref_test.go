package engine

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// A recipient's ref finds its subject again, and is nothing to any other recipient, brand or server.
func TestRef(t *testing.T) {
	keys, other := Keys{Refs: []byte(strings.Repeat("r", 32))}, Keys{Refs: []byte(strings.Repeat("s", 32))}
	subject := uuid.Must(uuid.NewV7())
	ref := keys.ref("leafline", "shop", subject)
	if again := keys.ref("leafline", "shop", subject); again != ref {
		t.Errorf("the ref is %s, then %s", ref, again)
	}
	if got, err := keys.subjectOf("leafline", "shop", ref); err != nil || got != subject {
		t.Errorf("%v, %v", got, err)
	}
	changed := "A" + ref[1:]
	if ref[0] == 'A' {
		changed = "B" + ref[1:]
	}
	for name, open := range map[string]func() (uuid.UUID, error){
		"another recipient": func() (uuid.UUID, error) { return keys.subjectOf("leafline", "mailer", ref) },
		"another brand":     func() (uuid.UUID, error) { return keys.subjectOf("fieldnote", "shop", ref) },
		"another server":    func() (uuid.UUID, error) { return other.subjectOf("leafline", "shop", ref) },
		"a changed ref":     func() (uuid.UUID, error) { return keys.subjectOf("leafline", "shop", changed) },
		"no ref":            func() (uuid.UUID, error) { return keys.subjectOf("leafline", "shop", "") },
		"an id":             func() (uuid.UUID, error) { return keys.subjectOf("leafline", "shop", subject.String()) },
	} {
		if got, err := open(); !fault.Is(err, fault.NotFound) || got != uuid.Nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if keys.ref("leafline", "mailer", subject) == ref {
		t.Error("two recipients have one ref")
	}
}
