package engine

import "github.com/google/uuid"

// Ref is a person as a recipient knows them, also before an event told it.
func (e *Engine) Ref(brand, recipient string, subject uuid.UUID) string {
	return e.o.Keys.ref(brand, recipient, subject)
}
