package engine

import (
	"proffer/forms"
	"proffer/rewards"
)

// GrantReply is a grant with the words its offer was shown in, and a text that says ready what the person can do with it.
type GrantReply struct {
	rewards.Grant
	Label string `json:"label,omitempty"`
	Text  string `json:"text,omitempty"`
}

// sayGrant puts a grant of a version into words.
func sayGrant(v *forms.Version, locale string, g rewards.Grant) GrantReply {
	return GrantReply{Grant: g, Label: v.OfferLabel(g.Offer, locale), Text: v.GrantText(g, locale)}
}
