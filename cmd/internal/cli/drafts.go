package cli

import (
	"context"

	"proffer/forms"
)

// drafts is a store of forms that are being written. No answer is stored beside them, so there is nothing
// that the next version would have to be able to read: whatever lints can be published.
type drafts struct{ forms.Store }

func (d drafts) Publish(ctx context.Context, brand string, list []forms.Draft, blobs []forms.Blob, _ forms.Admit) ([]forms.Published, error) {
	return d.Store.Publish(ctx, brand, list, blobs, nil)
}
