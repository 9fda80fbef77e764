package forms

import (
	"context"
	"encoding/json"
)

// Draft is the content of one form that shall be current.
type Draft struct {
	Form string
	// Digest names the content; equal digests are equal content.
	Digest  string
	Content json.RawMessage
	// Schedule is what is current about a form and not part of any version.
	Schedule json.RawMessage
}

// Blob is a file of the brand, addressed by its content: a catalog's revision or an image.
type Blob struct {
	Kind string // BlobCatalog or BlobAsset
	Name string // the catalog's id or the file's name
	Hash string
	Type string // the media type
	Body []byte
}

// The kinds of blob.
const (
	BlobCatalog = "catalog"
	BlobAsset   = "asset"
)

// Published says which version a draft became.
type Published struct {
	Form    string
	Version int
	// New tells that this content had no version before.
	New bool
}

// Pointer is what is current of a form.
type Pointer struct {
	Version  int
	Schedule json.RawMessage
}

// Admit decides whether a brand may be published over what it has published before: see Registry.
type Admit func(registry json.RawMessage) (json.RawMessage, error)

// Store keeps published versions. Versions and blobs are never changed nor deleted.
type Store interface {
	// Publish makes the drafts the brand's current forms, all or none: a digest that has a version
	// keeps its number, any other gets the form's next number (from 1, without gaps). Forms of the
	// brand that are not among the drafts are current no more; their versions stay. Blobs that exist
	// are left as they are. It returns one entry per draft, in their order.
	//
	// admit is called inside the write, so that two who publish at once see each other: with the
	// brand's registry as it is, nil if it never published, and gives what it is from then on. Its
	// error is returned as it is, and nothing changes. A nil admit leaves the registry as it is.
	Publish(ctx context.Context, brand string, drafts []Draft, blobs []Blob, admit Admit) ([]Published, error)

	// Registry returns what the last admit of the brand gave; nil if there was none.
	Registry(ctx context.Context, brand string) (json.RawMessage, error)

	// Version returns the content of a version; NotFound if there is none of that number.
	Version(ctx context.Context, brand, form string, version int) (json.RawMessage, error)

	// Current returns what is current of a form; NotFound if the form is not published now.
	Current(ctx context.Context, brand, form string) (Pointer, error)

	// Last returns the contents that the last Publish of the brand with any draft made current, by the ids
	// of their forms: what a brand said of itself when it was last there, whether it is there now or was
	// taken off since. A brand that never published a form has none.
	Last(ctx context.Context, brand string) ([]json.RawMessage, error)

	// Brands names the brands that publish a form of this id now, or any form for "", sorted; none is an empty list.
	Brands(ctx context.Context, form string) ([]string, error)

	// Blob returns a file of the brand by kind and hash; NotFound if there is none.
	Blob(ctx context.Context, brand, kind, hash string) (Blob, error)
}
