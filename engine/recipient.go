package engine

import (
	"context"
	"slices"
	"strings"

	"proffer/forms"
	"proffer/forms/fault"
)

// Recipient checks who shall get values of a brand, as it was last published into the store: the
// recipient has to be the brand's, and each purpose has to name it. For recipient "" it is the only one
// that is the brand itself. It needs no brand folder.
func (e *Engine) Recipient(ctx context.Context, brandID, recipient string, purposes []string) (string, error) {
	r, err := e.registry(ctx, brandID)
	if err != nil {
		return "", err
	}
	if r == nil {
		return "", fault.At(fault.NotFound, "/brand", "unknown_choice", "the brand %q was never published into this store; start proffer serve with its folder first", brandID)
	}
	if recipient == "" {
		if recipient, err = ownRecipient(brandID, *r); err != nil {
			return "", err
		}
	}
	if _, known := r.Recipients.Get(recipient); !known {
		return "", fault.At(fault.Invalid, "/recipient", "unknown_choice", "the brand %q has no recipient %q; %s", brandID, recipient, forms.Suggest(recipient, r.Recipients.Names()))
	}
	var bad []fault.Field
	for _, id := range purposes {
		named, known := r.Purposes.Get(id)
		switch {
		case !known:
			bad = append(bad, fault.Field{Pointer: "/purposes", Code: "unknown_choice", Detail: "the brand " + brandID + " has no purpose " + id, Right: forms.Suggest(id, r.Purposes.Names())})
		case !slices.Contains(named, recipient):
			bad = append(bad, fault.Field{Pointer: "/purposes", Code: "not_named", Detail: "the purpose " + id + " does not name the recipient " + recipient, Right: "add it to the purpose's recipients in brand.json, or leave the purpose out"})
		}
	}
	if bad != nil {
		return "", &fault.Error{Code: fault.Invalid, Detail: "these purposes are not the recipient's", Fields: bad}
	}
	return recipient, nil
}

// ownRecipient is the only recipient that is the brand itself.
func ownRecipient(brandID string, r forms.Registry) (string, error) {
	var own []string
	for _, id := range r.Recipients.Names() {
		if role, _ := r.Recipients.Get(id); role == forms.RoleSelf {
			own = append(own, id)
		}
	}
	if len(own) == 1 {
		return own[0], nil
	}
	return "", fault.At(fault.Invalid, "/recipient", "required", "the brand %q has %d recipients that are itself; name one of its recipients: %s", brandID, len(own), strings.Join(r.Recipients.Names(), " "))
}
