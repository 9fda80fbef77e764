package engine

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
	"proffer/rewards"
)

// DrawReply is a draw as everybody may see it.
type DrawReply struct {
	Offer      string           `json:"offer"`
	Label      rewards.Text     `json:"label"`
	Prize      rewards.Text     `json:"prize"`
	Free       rewards.Text     `json:"free"` // how to take part without answering
	Closes     time.Time        `json:"closes"`
	State      string           `json:"state"`
	Winners    int64            `json:"winners"`
	Expected   int64            `json:"expected"`
	Entries    int64            `json:"entries"`
	Commitment string           `json:"commitment"`
	Drawn      *rewards.Drawing `json:"drawn,omitempty"`
}

// The states of a draw.
const (
	DrawOpen   = "open"   // people may enter
	DrawClosed = "closed" // nobody may any more, and it was not drawn yet
	DrawDrawn  = "drawn"
)

// DrawEntriesLimit is how many hashes of a list come at a time.
const DrawEntriesLimit = 1000

// DrawEntriesReply is a page of the list that was drawn from; Next is what after is for the following one, 0 at the end.
type DrawEntriesReply struct {
	Entries []rewards.EntryHash `json:"entries"`
	Next    int64               `json:"next,omitempty"`
}

// ClaimReply tells whoever holds a claim code whether it won; nil before the draw.
type ClaimReply struct {
	Won   *bool             `json:"won"`
	Entry rewards.EntryHash `json:"entry"`
}

// drawTerms are what a draw promises: the most winners and the latest closing time that anybody was shown who entered, in the words that are
// published now or, if there are none, that were shown. An offer that is no draw is NotFound.
func (e *Engine) drawTerms(ctx context.Context, brandID, offer string) (rewards.Offer, error) {
	none := fault.New(fault.NotFound, "there is no draw %q here", offer)
	given, err := e.o.Rewards.Terms(ctx, brandID, offer)
	if err != nil {
		return rewards.Offer{}, err
	}
	var out rewards.Offer
	if b, err := e.brand(brandID); err == nil {
		out = b.offer(offer)
	}
	for _, g := range given {
		shown := g.Terms.Gives
		if shown.Kind != rewards.KindDraw || shown.Closes == nil {
			continue
		}
		if out.Gives.Kind != rewards.KindDraw {
			out = g.Terms
			continue
		}
		out.Gives.Winners = max(out.Gives.Winners, shown.Winners)
		if shown.Closes.After(*out.Gives.Closes) {
			out.Gives.Closes = shown.Closes
		}
	}
	if out.Gives.Kind != rewards.KindDraw || out.Gives.Closes == nil {
		return out, none
	}
	return out, nil
}

// offer is what is published under an id, "program/offer", now; the zero Offer if nothing is.
func (b *brand) offer(id string) rewards.Offer {
	for program, p := range b.programs {
		for name, o := range p.Offers {
			if program+"/"+name == id {
				return o
			}
		}
	}
	return rewards.Offer{}
}

// ShowDraw shows a draw of a brand.
func (e *Engine) ShowDraw(ctx context.Context, brandID, offer string) (*DrawReply, error) {
	terms, err := e.drawTerms(ctx, brandID, offer)
	if err != nil {
		return nil, err
	}
	return e.drawReply(ctx, brandID, offer, terms)
}

func (e *Engine) drawReply(ctx context.Context, brandID, offer string, terms rewards.Offer) (*DrawReply, error) {
	g := terms.Gives
	out := &DrawReply{Offer: offer, Label: terms.Label, Prize: g.Prize, Free: g.Free, Closes: g.Closes.UTC(), State: DrawOpen, Winners: g.Winners, Expected: g.Expected,
		Commitment: rewards.Commitment(rewards.DrawSeed(e.o.Keys.Codes, brandID, offer))}
	if !e.o.Now().Before(out.Closes) {
		out.State = DrawClosed
	}
	var err error
	if out.Drawn, err = e.drawing(ctx, brandID, offer); err != nil {
		return nil, err
	}
	if out.Drawn != nil {
		out.State, out.Entries = DrawDrawn, out.Drawn.Entries
		return out, nil
	}
	out.Entries, err = e.o.Rewards.Entered(ctx, brandID, offer)
	return out, err
}

type drawKey struct{ brand, offer string }

// drawing is the record of a draw; nil if there is none yet. Since none ever changes, they are kept in memory.
func (e *Engine) drawing(ctx context.Context, brandID, offer string) (*rewards.Drawing, error) {
	if d, known := e.drawings.Load(drawKey{brandID, offer}); known {
		return d.(*rewards.Drawing), nil
	}
	d, err := e.o.Rewards.Drawn(ctx, brandID, offer)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err == nil {
		e.drawings.Store(drawKey{strings.Clone(brandID), strings.Clone(offer)}, d)
	}
	return d, err
}

// Draw draws the winners of an offer, once its time has come; first is false where that was done before. by is who does it, as
// an event names them.
func (e *Engine) Draw(ctx context.Context, by, brandID, offer, public string) (out *DrawReply, first bool, err error) {
	if err := rewards.CheckPublic(public); err != nil {
		return nil, false, err
	}
	terms, err := e.drawTerms(ctx, brandID, offer)
	if err != nil {
		return nil, false, err
	}
	hearers, err := e.hearers(ctx, brandID)
	if err != nil {
		return nil, false, err
	}
	seed, now := rewards.DrawSeed(e.o.Keys.Codes, brandID, offer), e.o.Now()
	_, first, err = e.o.Rewards.Draw(ctx, brandID, offer, func(entries []rewards.EntryHash) (*rewards.Drawing, []rewards.Announcement, error) {
		if closes := terms.Gives.Closes.UTC(); now.Before(closes) {
			early := fault.At(fault.Conflict, "", "too_early", "the draw closes at %s; until then people enter", closes.Format(time.RFC3339))
			early.Next = closes
			return nil, nil, early
		}
		d := rewards.MakeDrawing(entries, seed, public, terms.Gives.Winners, now)
		events := []rewards.Announcement{{Event: rewards.Event{ID: e.o.NewID(), Type: rewards.EventDrawDrawn, Brand: brandID, At: now, Detail: drawnDetail(by, offer, d)}}}
		address(hearers, offer, events)
		return d, events, nil
	})
	if err != nil {
		return nil, false, err
	}
	if first {
		e.o.Wake()
	}
	out, err = e.drawReply(ctx, brandID, offer, terms)
	return out, first, err
}

// drawnDetail is what the event draw.drawn says: counts, and nobody.
func drawnDetail(by, offer string, d *rewards.Drawing) json.RawMessage {
	return mustJSON(struct {
		Offer   string `json:"offer"`
		By      string `json:"by"`
		Entries int64  `json:"entries"`
		Winners int    `json:"winners"`
	}{offer, by, d.Entries, len(d.Winners)})
}

// DrawEntries reads the list that an offer was drawn from.
func (e *Engine) DrawEntries(ctx context.Context, brandID, offer string, after int64) (*DrawEntriesReply, error) {
	list, err := e.o.Rewards.DrawEntries(ctx, brandID, offer, after, DrawEntriesLimit)
	if err != nil {
		return nil, err
	}
	out := &DrawEntriesReply{Entries: list}
	if len(list) == DrawEntriesLimit {
		out.Next = after + DrawEntriesLimit
	}
	return out, nil
}

// Claim tells the holder of a claim code whether it won.
func (e *Engine) Claim(ctx context.Context, brandID, offer, code string) (*ClaimReply, error) {
	none := fault.New(fault.NotFound, "this draw has no entry with this code; look whether it is typed as it was told")
	grant, err := e.typed(ctx, brandID, code)
	if fault.Is(err, fault.NotFound) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	h, err := e.o.Rewards.Grant(ctx, brandID, grant)
	if fault.Is(err, fault.NotFound) || (err == nil && (h.Grant.Kind != rewards.KindDraw || h.Grant.Offer != offer)) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	out := &ClaimReply{Entry: rewards.HashEntry(grant, h.Grant.Code)}
	out.Won, err = e.wonOf(ctx, h)
	return out, err
}

// won tells of a draw's entry whether it won; nil before the draw, and of anything else.
func (e *Engine) won(ctx context.Context, brandID string, grant uuid.UUID) (*bool, error) {
	h, err := e.o.Rewards.Grant(ctx, brandID, grant)
	if err != nil || h.Grant.Kind != rewards.KindDraw {
		return nil, err
	}
	return e.wonOf(ctx, h)
}

func (e *Engine) wonOf(ctx context.Context, h *rewards.Held) (*bool, error) {
	d, err := e.drawing(ctx, h.Brand, h.Grant.Offer)
	if err != nil || d == nil {
		return nil, err
	}
	won := d.Won(rewards.HashEntry(h.Grant.ID, h.Grant.Code))
	return &won, nil
}
