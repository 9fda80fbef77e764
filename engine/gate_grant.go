package engine

import (
	"time"

	"github.com/google/uuid"

	"proffer/rewards"
)

type grantedData struct {
	Response uuid.UUID   `json:"response"`
	Grant    sharedGrant `json:"grant"`
}

// sharedGrant is what a recipient honours; response and time stand beside it already.
type sharedGrant struct {
	Grant     uuid.UUID         `json:"grant"`
	Offer     string            `json:"offer"`
	Version   string            `json:"version"`
	Kind      string            `json:"kind"`
	State     string            `json:"state"`
	Code      string            `json:"code,omitempty"`
	Account   string            `json:"account,omitempty"`
	Points    int64             `json:"points,omitempty"`
	Discount  *rewards.Discount `json:"discount,omitempty"`
	Badge     string            `json:"badge,omitempty"`
	After     []string          `json:"after,omitempty"`
	Available *time.Time        `json:"available,omitempty"`
	Until     *time.Time        `json:"until,omitempty"`
	Expires   *time.Time        `json:"expires,omitempty"`
}

func shareGrant(g rewards.Grant) sharedGrant {
	return sharedGrant{
		Grant: g.ID, Offer: g.Offer, Version: g.Version, Kind: g.Kind, State: g.State, Code: g.Code, Account: g.Account, Points: g.Points,
		Discount: g.Discount, Badge: g.Badge, After: g.After, Available: g.Available, Until: g.Until, Expires: g.Expires,
	}
}

// grant is the one of the exchange's grants that has this id; nil if it is not there any more.
func (s *Stored) grant(id uuid.UUID) *rewards.Grant {
	if s.Grant != nil && s.Grant.ID == id {
		return s.Grant
	}
	for i := range s.Bonuses {
		if s.Bonuses[i].ID == id {
			return &s.Bonuses[i]
		}
	}
	return nil
}

// aboutNobody is the body of an event about an offer: what its detail says, and nothing of a person.
func aboutNobody(ev rewards.Event) body {
	return body{ID: ev.ID, Type: ev.Type, Payload: "v1", Seq: ev.Seq, Timestamp: ev.At.UTC(), Brand: ev.Brand, Data: ev.Detail}
}
