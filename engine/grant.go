package engine

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// GrantView is a grant as a client of its brand sees it, with both ends of what joins it to the answers it was given for.
type GrantView struct {
	rewards.Grant
	Ref         string               `json:"ref"`   // the person, as the key's recipient knows them
	Label       rewards.Text         `json:"label"` // of the offer, as it was shown
	Worth       rewards.Money        `json:"worth"`
	Undo        *rewards.Span        `json:"undo,omitempty"` // how long a redemption can be undone
	Redemptions []rewards.Redemption `json:"redemptions"`
	// Form and FormVersion say where it was earned; the response's id is the grant's.
	Form        string    `json:"form"`
	FormVersion int       `json:"formVersion"`
	Answered    time.Time `json:"answered"`
	// Preferences are those it was given for that the key's recipient may know of; Others counts the rest.
	Preferences []GivenFor `json:"preferences"`
	Others      int        `json:"others"`
}

// GivenFor is a preference, or feedback, that a grant was given for.
type GivenFor struct {
	sharedItem
	Rev int64 `json:"rev,omitempty"`
}

// Grant shows a client a grant of its brand.
func (e *Engine) Grant(ctx context.Context, c Client, grant uuid.UUID) (*GrantView, error) {
	h, err := e.o.Rewards.Grant(ctx, c.Key.Brand, grant)
	if err != nil {
		return nil, err
	}
	return e.grantView(ctx, c, h)
}

// GrantByCode shows it by its code, as a person may have typed it.
func (e *Engine) GrantByCode(ctx context.Context, c Client, code string) (*GrantView, error) {
	grant, err := e.typed(ctx, c.Key.Brand, code)
	if err != nil {
		return nil, err
	}
	return e.Grant(ctx, c, grant)
}

// typed finds a grant of a brand by its code.
func (e *Engine) typed(ctx context.Context, brand, code string) (uuid.UUID, error) {
	var prefixes []string
	if b, err := e.brand(brand); err == nil {
		prefixes = b.prefixes
	}
	for _, typed := range rewards.Readings(code, prefixes) {
		grant, err := e.o.Rewards.GrantByCode(ctx, brand, typed)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return grant, err
		}
	}
	return uuid.Nil, fault.New(fault.NotFound, "there is no such grant")
}

func (e *Engine) grantView(ctx context.Context, c Client, h *rewards.Held) (*GrantView, error) {
	out := &GrantView{
		Grant: h.Grant, Label: h.Terms.Label, Worth: h.Terms.Worth.Money(), Undo: h.Terms.Undo, Redemptions: h.Redemptions, Preferences: []GivenFor{},
		Ref: e.o.Keys.ref(h.Brand, c.Key.Recipient, h.Subject),
	}
	if out.Redemptions == nil {
		out.Redemptions = []rewards.Redemption{}
	}
	s, err := e.o.Store.Exchange(ctx, h.Brand, h.Grant.Response, true, e.o.Now())
	if err != nil {
		return nil, err
	}
	v, err := e.version(ctx, h.Brand, s.Response.Form, s.Response.Version)
	if err != nil {
		return nil, err
	}
	out.Form, out.FormVersion, out.Answered = s.Response.Form, s.Response.Version, s.Response.At
	out.Preferences, out.Others = e.givenFor(v, c, s)
	return out, nil
}

// givenFor passes what an exchange kept through the gate, for a client.
func (e *Engine) givenFor(v *forms.Version, c Client, s *Stored) (list []GivenFor, others int) {
	list = []GivenFor{}
	p := c.endpoint()
	e.bringUp(p.Brand, s)
	for _, ref := range s.Response.Kept {
		may := allowed(v, p, ref.Purposes)
		if len(may) == 0 {
			others++
			continue
		}
		item := GivenFor{sharedItem: share(v, p, s, ref, may)}
		item.Question = ref.Question
		if item.Withheld == "" && !ref.Feedback {
			item.Rev = s.Response.Rev
		}
		list = append(list, item)
	}
	return list, others
}

// Redeem uses a grant, or a part of its points; repeated tells that the key named a redemption before.
func (e *Engine) Redeem(ctx context.Context, c Client, grant uuid.UUID, r rewards.RedeemRequest, why string) (made *rewards.Redemption, repeated bool, err error) {
	if r.Won, err = e.won(ctx, c.Key.Brand, grant); err != nil {
		return nil, false, err
	}
	change, err := e.change(ctx, c.Key.Brand, grant, func(h rewards.Held) (change *rewards.Change, err error) {
		change, made, err = rewards.Redeem(h, r, e.cause(c.By(), why))
		return change, err
	})
	if err != nil {
		return nil, false, err
	}
	return made, change == nil, nil
}

// Undo takes a redemption back.
func (e *Engine) Undo(ctx context.Context, c Client, grant, redemption uuid.UUID, why string) (undone *rewards.Redemption, err error) {
	_, err = e.change(ctx, c.Key.Brand, grant, func(h rewards.Held) (change *rewards.Change, err error) {
		change, undone, err = rewards.Undo(h, redemption, e.cause(c.By(), why))
		return change, err
	})
	return undone, err
}

// Revoke takes back what is left of a grant.
func (e *Engine) Revoke(ctx context.Context, c Client, grant uuid.UUID, why string) error {
	_, err := e.change(ctx, c.Key.Brand, grant, func(h rewards.Held) (*rewards.Change, error) { return rewards.Revoke(h, e.cause(c.By(), why)) })
	return err
}

// Confirm makes a reserved grant granted.
func (e *Engine) Confirm(ctx context.Context, c Client, grant uuid.UUID, code, why string) error {
	_, err := e.change(ctx, c.Key.Brand, grant, func(h rewards.Held) (*rewards.Change, error) {
		return rewards.Confirm(h, code, e.cause(c.By(), why))
	})
	return err
}

// Release ends a reserved grant.
func (e *Engine) Release(ctx context.Context, c Client, grant uuid.UUID, why string) error {
	_, err := e.change(ctx, c.Key.Brand, grant, func(h rewards.Held) (*rewards.Change, error) { return rewards.Release(h, e.cause(c.By(), why)) })
	return err
}

// Points are what a person, whom the client knows by a ref, has of each points account.
func (e *Engine) Points(ctx context.Context, c Client, ref string) ([]rewards.Balance, error) {
	subject, err := e.o.Keys.subjectOf(c.Key.Brand, c.Key.Recipient, ref)
	if err != nil {
		return nil, err
	}
	list, err := e.o.Rewards.Balances(ctx, c.Key.Brand, subject)
	if list == nil {
		list = []rewards.Balance{}
	}
	return list, err
}

// Burn spends points of a person's account, from the grants that expire soonest; repeated tells that the key named it before.
func (e *Engine) Burn(ctx context.Context, c Client, ref, account string, points int64, key, why string) (made []rewards.Redemption, repeated bool, err error) {
	subject, err := e.o.Keys.subjectOf(c.Key.Brand, c.Key.Recipient, ref)
	if err != nil {
		return nil, false, err
	}
	hearers, err := e.hearers(ctx, c.Key.Brand)
	if err != nil {
		return nil, false, err
	}
	err = e.o.Rewards.Spend(ctx, c.Key.Brand, subject, account, func(list []rewards.Held) (changes []rewards.Change, err error) {
		changes, made, err = rewards.Burn(list, points, key, e.cause(c.By(), why))
		for i := range changes {
			address(hearers, changes[i].Grant.Offer, changes[i].Events)
		}
		repeated = err == nil && changes == nil
		return changes, err
	})
	if err != nil {
		return nil, false, err
	}
	if !repeated {
		e.o.Wake()
	}
	return made, repeated, nil
}

// Advance does what time does to grants that are due, at most limit, and returns how many it changed; 0 means that none is
// due. Any number of workers may call it.
func (e *Engine) Advance(ctx context.Context, limit int) (int, error) {
	names, err := e.o.Rewards.Due(ctx, e.o.Now(), limit)
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, name := range names {
		change, err := e.change(ctx, name.Brand, name.Grant, func(h rewards.Held) (*rewards.Change, error) {
			return rewards.Advance(h, e.cause("worker", "")), nil
		})
		if fault.Is(err, fault.NotFound) {
			continue // erased meanwhile
		}
		if err != nil {
			return changed, err
		}
		if change != nil {
			changed++
		}
	}
	return changed, nil
}

func (e *Engine) cause(by, why string) rewards.Cause {
	return rewards.Cause{By: by, Why: why, At: e.o.Now(), NewID: e.o.NewID}
}

// change commits a decision about a grant with its events.
func (e *Engine) change(ctx context.Context, brand string, grant uuid.UUID, decide func(rewards.Held) (*rewards.Change, error)) (*rewards.Change, error) {
	hearers, err := e.hearers(ctx, brand)
	if err != nil {
		return nil, err
	}
	change, err := e.o.Rewards.Change(ctx, brand, grant, func(h rewards.Held) (*rewards.Change, error) {
		change, err := decide(h)
		if err == nil && change != nil {
			address(hearers, change.Grant.Offer, change.Events)
		}
		return change, err
	})
	if err == nil && change != nil {
		e.o.Wake()
	}
	return change, err
}

// address says which of a brand's endpoints get each event about an offer.
func address(hearers []rewards.Endpoint, offer string, events []rewards.Announcement) {
	for i, announced := range events {
		events[i] = wanted(hearers, announced.Event, offer)
	}
}

// changes are the events about a grant, whose bodies hold it as it now stands.
var changes = []string{
	rewards.EventRewardReserved, rewards.EventRewardGranted, rewards.EventRewardRedeemed, rewards.EventRewardExpired, rewards.EventRewardRevoked,
	rewards.EventRewardReleased, rewards.EventRedemptionMade, rewards.EventRedemptionUndone, rewards.EventPointsAvailable,
}

// grantOf is the grant that an event is about, nil if an exchange has none.
func (s *Stored) grantOf(ev rewards.Event) *rewards.Grant {
	if s.Grant != nil && s.Grant.ID == ev.Grant {
		return s.Grant
	}
	if i := slices.IndexFunc(s.Bonuses, func(g rewards.Grant) bool { return g.ID == ev.Grant }); i >= 0 {
		return &s.Bonuses[i]
	}
	return nil
}
