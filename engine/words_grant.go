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
	Image string `json:"image,omitempty"` // of a badge
}

// sayGrant puts a grant of a version into words.
func sayGrant(v *forms.Version, locale string, g rewards.Grant) GrantReply {
	said := GrantReply{Grant: g, Label: v.OfferLabel(g.Offer, locale), Text: v.GrantText(g, locale)}
	if o := v.Offer(g.Offer); o != nil {
		said.Image = o.Terms.Gives.Image
	}
	return said
}
