package engine

import (
	"bytes"
	"slices"
	"testing/fstest"

	"proffer/forms"
)

// LoadUngated loads a brand of which the publish gate would refuse that it asks for contacts without
// waiting for their consent. A store may hold such versions from before the gate, and the engine takes
// nothing for granted that only the gate promises: a value without a basis is dropped.
func LoadUngated(files fstest.MapFS) (*forms.Bundle, []forms.Finding) {
	const contact = `"category": "contact", "purposes": [`
	gated := fstest.MapFS{}
	for name, f := range files {
		gated[name] = &fstest.MapFile{Data: bytes.ReplaceAll(f.Data, []byte(contact), []byte(contact+`"result", `))}
	}
	b, findings := forms.Load(gated)
	if b == nil {
		return nil, findings
	}
	for _, id := range b.Brand.Attributes.Names() {
		if a, _ := b.Brand.Attributes.Get(id); a.Category == forms.CategoryContact {
			a.Purposes = slices.DeleteFunc(slices.Clone(a.Purposes), func(p string) bool { return p == "result" })
			b.Brand.Attributes.Set(id, a)
		}
	}
	return b, findings
}
