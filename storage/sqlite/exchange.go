package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

// Exchange implements engine.Store.
func (st *Store) Exchange(ctx context.Context, brand string, response uuid.UUID, open bool, now time.Time) (*engine.Stored, error) {
	var s *engine.Stored
	err := st.read(ctx, now, func(v *view) error {
		list, err := v.responses("r.id = ? AND b.brand = ?", response[:], brand)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return errNoResponse()
		}
		w := who{brand: brand, id: list[0].Subject}
		var key sql.NullInt64
		if _, err := v.row("SELECT s.n, s.key FROM responses r JOIN subjects s ON s.n = r.subject WHERE r.id = ?", []any{response[:]}, &w.n, &key); err != nil {
			return err
		}
		w.key = uint32(key.Int64)
		s, err = v.stored(list[0], w, open)
		return err
	})
	return s, err
}

// parted tells what the chain gave from what came after it.
func parted(grants []rewards.Grant) (*rewards.Grant, []rewards.Grant) {
	if len(grants) == 0 || grants[0].After != nil {
		return nil, grants
	}
	return &grants[0], grants[1:]
}

func errNoResponse() error { return fault.New(fault.NotFound, "there is no such response") }

func (v *view) stored(r engine.Response, w who, open bool) (*engine.Stored, error) {
	var o *opener
	if open {
		o = &opener{v: v, w: w}
	}
	kept := map[string]bool{}
	for _, k := range r.Kept {
		if !k.Feedback {
			kept[k.Attribute] = true
		}
	}
	for _, k := range r.Removed {
		kept[k.Attribute] = true
	}
	s := &engine.Stored{Response: r}
	preferences, err := v.values(o, "preferences", "p.subject = ?", w.n)
	if err != nil {
		return nil, err
	}
	held := false
	for _, p := range preferences {
		if kept[p.Attribute] || p.Rev == r.Rev {
			s.Current = append(s.Current, p)
		}
		held = held || p.Rev == r.Rev
		if slices.ContainsFunc(r.Known, func(k engine.KnownRef) bool { return k.Attribute == p.Attribute && k.Rev == p.Rev }) {
			s.Known = append(s.Known, p)
		}
	}
	if s.Feedback, err = v.values(o, "feedback", "p.subject = ? AND p.rev = ?", w.n, r.Rev); err != nil {
		return nil, err
	}
	if s.Context, err = v.context(o, "x.subject = ? AND x.rev = ?", w.n, r.Rev); err != nil {
		return nil, err
	}
	all, err := v.consents("c.subject = ?", w.n)
	if err != nil {
		return nil, err
	}
	for _, c := range live(all, v.now) {
		if c.Rev == r.Rev {
			s.Consents = append(s.Consents, c)
		}
	}
	s.Standing = standing(all, v.now)
	grants, _, err := v.grants("g.subject = ? AND g.rev = ?", w.n, r.Rev)
	if err != nil {
		return nil, err
	}
	s.Grant, s.Bonuses = parted(grants)
	if !strip(&s.Response, held || len(s.Feedback)+len(s.Context) > 0, len(grants) > 0 || len(s.Consents) > 0, v.now) {
		return nil, errNoResponse()
	}
	if len(s.Response.Kept)+len(s.Response.Removed) == 0 {
		s.Current = nil // nothing was kept then, or it is no longer told what
	}
	return s, nil
}
