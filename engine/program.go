package engine

import (
	"context"
	"maps"
	"slices"
	"time"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// ProgramReply is how a program of a brand stands.
type ProgramReply struct {
	Program string         `json:"program"`
	Name    rewards.Text   `json:"name"`
	Offers  []OfferStands  `json:"offers"`
	Pools   []rewards.Pool `json:"pools"` // that its offers take from
}

// OfferStands is how one offer of a program stands.
type OfferStands struct {
	Offer string        `json:"offer"`
	Label rewards.Text  `json:"label"`
	Kind  string        `json:"kind"`
	Given int64         `json:"given"`
	Spent rewards.Money `json:"spent"`
	// Stock and Budget are the limits, with what is left of them; left out where there is none.
	Stock      *int64         `json:"stock,omitempty"`
	StockLeft  *int64         `json:"stockLeft,omitempty"`
	Budget     *rewards.Money `json:"budget,omitempty"`
	BudgetLeft *rewards.Money `json:"budgetLeft,omitempty"`
	Pool       string         `json:"pool,omitempty"`
	PoolLeft   *int64         `json:"poolLeft,omitempty"`
	Opens      *time.Time     `json:"opens,omitempty"`
	Closes     *time.Time     `json:"closes,omitempty"`
	Draw       *DrawStands    `json:"draw,omitempty"`
}

// DrawStands is how a draw stands.
type DrawStands struct {
	State   string     `json:"state"`
	Closes  time.Time  `json:"closes"`
	Entries int64      `json:"entries"`
	Drawn   *time.Time `json:"drawn,omitempty"`
}

func (e *Engine) program(brandID, id string) (rewards.Program, error) {
	b, err := e.brand(brandID)
	if err != nil {
		return rewards.Program{}, fault.New(fault.NotFound, "the brand is not published here now")
	}
	p, known := b.programs[id]
	if !known {
		return p, fault.New(fault.NotFound, "the brand has no program %q; %s", id, forms.Suggest(id, slices.Sorted(maps.Keys(b.programs))))
	}
	return p, nil
}

// Program shows a client how a program of its brand stands.
func (e *Engine) Program(ctx context.Context, c Client, id string) (*ProgramReply, error) {
	p, err := e.program(c.Key.Brand, id)
	if err != nil {
		return nil, err
	}
	// Nobody in particular asks: what is counted is the same for all.
	ask := &Exchange{Brand: c.Key.Brand, Subject: e.o.NewID()}
	names := slices.Sorted(maps.Keys(p.Offers))
	for _, name := range names {
		ask.Offers = append(ask.Offers, OfferPeriod{Offer: p.ID + "/" + name, Pool: p.Offers[name].Gives.Pool})
	}
	facts, err := e.o.Store.Facts(ctx, ask, e.o.Now())
	if err != nil {
		return nil, err
	}
	out := &ProgramReply{Program: p.ID, Name: p.Name, Offers: []OfferStands{}, Pools: []rewards.Pool{}}
	for _, name := range names {
		line, err := e.stands(ctx, c.Key.Brand, p.ID+"/"+name, p.Offers[name], facts)
		if err != nil {
			return nil, err
		}
		out.Offers = append(out.Offers, line)
		if line.Pool == "" || slices.ContainsFunc(out.Pools, func(p rewards.Pool) bool { return p.Pool == line.Pool }) {
			continue
		}
		left, total, err := e.o.Rewards.Pool(ctx, c.Key.Brand, line.Pool)
		if err != nil {
			return nil, err
		}
		out.Pools = append(out.Pools, rewards.Pool{Pool: line.Pool, Left: left, Total: total})
	}
	return out, nil
}

func (e *Engine) stands(ctx context.Context, brandID, id string, o rewards.Offer, facts Facts) (OfferStands, error) {
	f, l := facts.of(id), o.Limits
	out := OfferStands{Offer: id, Label: o.Label, Kind: o.Gives.Kind, Given: f.Taken, Spent: rewards.Amount(f.Spent, o.Worth.Currency),
		Stock: l.Stock, Budget: l.Budget, Pool: o.Gives.Pool, PoolLeft: f.Left, Opens: l.Opens, Closes: l.Closes}
	if l.Stock != nil {
		left := max(*l.Stock-f.Taken, 0)
		out.StockLeft = &left
	}
	if l.Budget != nil {
		whole, err := l.Budget.Minor()
		if err != nil {
			return out, fault.Wrap(fault.Internal, err, "")
		}
		left := rewards.Amount(max(whole-f.Spent, 0), l.Budget.Currency)
		out.BudgetLeft = &left
	}
	if o.Gives.Kind != rewards.KindDraw {
		return out, nil
	}
	d, err := e.ShowDraw(ctx, brandID, id)
	if err != nil {
		return out, err
	}
	out.Draw = &DrawStands{State: d.State, Closes: d.Closes, Entries: d.Entries}
	if d.Drawn != nil {
		out.Draw.Drawn = &d.Drawn.At
	}
	return out, nil
}
