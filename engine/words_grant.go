package engine

import (
	"context"
	"time"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// GrantReply is a grant with the words its offer was shown in, and a text that says ready what the person can do with it.
type GrantReply struct {
	rewards.Grant
	Label string `json:"label,omitempty"`
	Text  string `json:"text,omitempty"`
	Image string `json:"image,omitempty"` // of a badge
	// Redeemed is when it was used, while that can still be undone: until then its state is granted.
	Redeemed *time.Time `json:"redeemed,omitempty"`
}

// sayGrant puts a grant of a version into words.
func sayGrant(v *forms.Version, locale string, g rewards.Grant) GrantReply {
	said := GrantReply{Grant: g, Label: v.OfferLabel(g.Offer, locale), Text: v.GrantText(g, locale)}
	if o := v.Offer(g.Offer); o != nil {
		said.Image = o.Terms.Gives.Image
	}
	return said
}

// sayRedeemed says of a stored grant that was used, in a way that can still be undone, that it was. Of points what is left says so.
func (e *Engine) sayRedeemed(ctx context.Context, v *forms.Version, locale string, said *GrantReply) error {
	o := v.Offer(said.Offer)
	if o == nil || o.Terms.Undo == nil || said.State != rewards.StateGranted || said.Left != nil {
		return nil
	}
	h, err := e.o.Rewards.Grant(ctx, v.Brand, said.ID)
	if fault.Is(err, fault.NotFound) {
		return nil // erased meanwhile
	}
	if err != nil {
		return err
	}
	for _, r := range h.Redemptions {
		if r.Undone == nil {
			used := said.Grant
			used.State = rewards.StateRedeemed
			said.Redeemed, said.Text = &r.At, v.GrantText(used, locale)
		}
	}
	return nil
}
