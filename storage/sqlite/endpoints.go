package sqlite

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// settings are what stands of an endpoint in the open.
type settings struct {
	Recipient string            `json:"recipient"`
	Purposes  []string          `json:"purposes"`
	Events    []string          `json:"events"`
	Programs  []string          `json:"programs,omitempty"`
	Origin    string            `json:"origin"`
	Created   time.Time         `json:"created"`
	Paused    bool              `json:"paused,omitempty"`
	Disabled  *rewards.Disabled `json:"disabled,omitempty"`
	Unfit     string            `json:"unfit,omitempty"`
}

// target is what is sealed: a URL may hold a token.
type target struct {
	URL    string                 `json:"url"`
	Secret string                 `json:"secret"`
	Former []rewards.FormerSecret `json:"former,omitempty"`
}

func targetPlace(brand, id string) []string { return []string{"endpoint", brand, id} }

func (st *Store) encodeEndpoint(e rewards.Endpoint) (open, sealed []byte, err error) {
	open, err = json.Marshal(settings{e.Recipient, e.Purposes, e.Events, e.Programs, e.Origin, e.Created, e.Paused, e.Disabled, e.Unfit})
	if err != nil {
		return nil, nil, err
	}
	raw, err := json.Marshal(target{e.URL, e.Secret, e.Former}) //nolint:gosec // it is sealed in the next line but one
	if err != nil {
		return nil, nil, err
	}
	sealed, err = st.vault.SealOwn(raw, targetPlace(e.Brand, e.ID)...)
	return open, sealed, err
}

func (st *Store) decodeEndpoint(brand, id string, open, sealed []byte) (rewards.Endpoint, error) {
	raw, err := st.vault.OpenOwn(sealed, targetPlace(brand, id)...)
	if err != nil {
		return rewards.Endpoint{}, err
	}
	var s settings
	var t target
	if err := json.Unmarshal(open, &s); err != nil {
		return rewards.Endpoint{}, fault.Wrap(fault.Internal, err, "")
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return rewards.Endpoint{}, fault.Wrap(fault.Internal, err, "")
	}
	return rewards.Endpoint{
		ID: id, Brand: brand, Recipient: s.Recipient, Purposes: s.Purposes, Events: s.Events, Programs: s.Programs, URL: t.URL, Secret: t.Secret,
		Former: t.Former, Origin: s.Origin, Created: s.Created, Paused: s.Paused, Disabled: s.Disabled, Unfit: s.Unfit,
	}, nil
}

// Endpoints implements rewards.EndpointStore.
func (st *Store) Endpoints(ctx context.Context, brand string) ([]rewards.Endpoint, error) {
	list := []rewards.Endpoint{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var of, id string
			var open, sealed []byte
			if err := scan(&of, &id, &open, &sealed); err != nil {
				return err
			}
			e, err := st.decodeEndpoint(of, id, open, sealed)
			list = append(list, e)
			return err
		}, `SELECT b.brand, e.endpoint, e.settings, e.target FROM endpoints e JOIN brands b ON b.id = e.brand
			WHERE e.settings IS NOT NULL AND ?1 IN ('', b.brand) ORDER BY b.brand, e.endpoint`, brand)
	})
	return list, err
}

// EndpointsRevision implements rewards.EndpointStore.
func (st *Store) EndpointsRevision(ctx context.Context) (revision int64, err error) {
	err = st.read(ctx, time.Time{}, func(v *view) error {
		_, err := v.row("SELECT value FROM meta WHERE key = 'endpoints'", nil, &revision)
		return err
	})
	return revision, err
}

func (st *Store) revise() error {
	_, err := st.s.exec("INSERT INTO meta (key, value) VALUES ('endpoints', 1) ON CONFLICT DO UPDATE SET value = value + 1")
	return err
}

// CreateEndpoint implements rewards.EndpointStore.
func (st *Store) CreateEndpoint(ctx context.Context, e rewards.Endpoint) error {
	open, sealed, err := st.encodeEndpoint(e)
	if err != nil {
		return err
	}
	if err := st.deleteRest(ctx, anyLeft, e.Brand, e.ID); err != nil { // of a deleted one of this name
		return err
	}
	return st.w.do(ctx, func() error {
		_, to, err := st.addressee(e.Brand, e.ID)
		if err != nil {
			return err
		}
		row, err := st.s.one("SELECT 1 FROM endpoints WHERE id = ? AND settings IS NOT NULL", to.id)
		if err != nil {
			return err
		}
		if row != nil {
			return refuse(fault.At(fault.Conflict, "/endpoint", "duplicate", "the brand %q has an endpoint %q already; give it another id", e.Brand, e.ID))
		}
		if to.deleted {
			if err := st.renew(to); err != nil {
				return err
			}
		}
		return st.keepEndpoint(to, e, open, sealed)
	})
}

// renew makes the row of a deleted endpoint, of which no delivery is left, one that nothing is known of.
func (st *Store) renew(to *endpoint) error {
	row, err := st.s.one("SELECT 1 FROM endpoints e WHERE e.id = ? AND "+anyLeft, to.id)
	if err != nil {
		return err
	}
	if row != nil {
		return refuse(fault.New(fault.Unavailable, "the endpoint %q was deleted a moment ago and its deliveries are still being deleted; try again", to.name))
	}
	for _, counter := range []*int64{&to.delivered, &to.dropped, &to.dead, &to.failures, &to.failing, &to.succeeded, &to.logged} {
		st.set(to, counter, 0)
	}
	return nil
}

// keepEndpoint writes an endpoint's settings, and remembers what the writer needs of them.
func (st *Store) keepEndpoint(to *endpoint, e rewards.Endpoint, open, sealed []byte) error {
	held := e.Paused || e.Disabled != nil
	if _, err := st.s.exec("UPDATE endpoints SET settings = ?, target = ?, held = ?, deleted = 0 WHERE id = ?", open, sealed, held, to.id); err != nil {
		return err
	}
	st.mark(to, held, false)
	return st.revise()
}

// mark changes what the writer remembers of an endpoint, until the operation is undone.
func (st *Store) mark(to *endpoint, held, deleted bool) {
	before := [2]bool{to.held, to.deleted}
	to.held, to.deleted = held, deleted
	st.w.undo = append(st.w.undo, func() { to.held, to.deleted = before[0], before[1] })
}

// ChangeEndpoint implements rewards.EndpointStore.
func (st *Store) ChangeEndpoint(ctx context.Context, brand, id string, change func(*rewards.Endpoint) error) (rewards.Endpoint, error) {
	var out rewards.Endpoint
	err := st.w.do(ctx, func() error {
		row, err := st.s.one(`SELECT e.settings, e.target FROM endpoints e JOIN brands b ON b.id = e.brand
			WHERE b.brand = ? AND e.endpoint = ? AND e.settings IS NOT NULL`, brand, id)
		if err != nil {
			return err
		}
		if row == nil {
			return refuse(noEndpoint(brand, id))
		}
		e, err := st.decodeEndpoint(brand, id, blob(row[0]), blob(row[1]))
		if err != nil {
			return refuse(err)
		}
		before, created := e, e.Created
		before.Former = slices.Clone(e.Former)
		if err := change(&e); err != nil {
			return refuse(err)
		}
		e.Brand, e.ID, e.Created = brand, id, created
		out = e
		open, sealed, err := st.encodeEndpoint(e)
		if err != nil {
			return refuse(err)
		}
		if bytes.Equal(open, blob(row[0])) && before.URL == e.URL && before.Secret == e.Secret && slices.Equal(before.Former, e.Former) {
			return nil
		}
		st.traces.Store(true) // a former secret may stand in the log
		_, to, err := st.addressee(brand, id)
		if err != nil {
			return err
		}
		return st.keepEndpoint(to, e, open, sealed)
	})
	if err != nil {
		return rewards.Endpoint{}, err
	}
	return out, nil
}

func noEndpoint(brand, id string) error {
	return fault.New(fault.NotFound, "the brand %q has no endpoint %q", brand, id)
}

// DeleteEndpoint implements rewards.EndpointStore.
func (st *Store) DeleteEndpoint(ctx context.Context, brand, id string) error {
	if err := st.forgetEndpoint(ctx, brand, id); err != nil {
		return err
	}
	return st.deleteRest(ctx, pendingLeft, brand, id)
}

// forgetEndpoint is all of a deletion but its deliveries.
func (st *Store) forgetEndpoint(ctx context.Context, brand, id string) error {
	return st.w.do(ctx, func() error {
		row, err := st.s.one(`SELECT 1 FROM endpoints e JOIN brands b ON b.id = e.brand WHERE b.brand = ? AND e.endpoint = ? AND e.settings IS NOT NULL`, brand, id)
		if err != nil {
			return err
		}
		if row == nil {
			return refuse(noEndpoint(brand, id))
		}
		_, to, err := st.addressee(brand, id)
		if err != nil {
			return err
		}
		if _, err := st.s.exec("UPDATE endpoints SET settings = NULL, target = NULL, held = 1, deleted = 1 WHERE id = ?", to.id); err != nil {
			return err
		}
		if _, err := st.s.exec("DELETE FROM attempts WHERE endpoint = ?", to.id); err != nil {
			return err
		}
		st.mark(to, true, true)
		st.add(to, &to.failures, -to.failures)
		st.traces.Store(true)
		return st.revise()
	})
}

// deleteBatch is how many deliveries go in one operation: short, since exchanges wait behind it.
const deleteBatch = 500

// What may be left of an endpoint e that was deleted.
const (
	pendingLeft = "EXISTS (SELECT 1 FROM pending p WHERE p.endpoint = e.id)"
	anyLeft     = "(" + pendingLeft + " OR EXISTS (SELECT 1 FROM ended d WHERE d.endpoint = e.id))"
)

// deleteRest deletes what is left of a deleted endpoint, a batch at a time.
func (st *Store) deleteRest(ctx context.Context, left, brand, id string) error {
	for {
		n, err := st.deleteDeliveries(ctx, left+" AND b.brand = ? AND e.endpoint = ?", []any{brand, id}, deleteBatch)
		if n == 0 || err != nil {
			return err
		}
	}
}

// deleteDeliveries deletes up to limit deliveries of one deleted endpoint of which where is true, those that are pending
// first: they end as dropped. The endpoint's counters still count them all.
func (st *Store) deleteDeliveries(ctx context.Context, where string, args []any, limit int) (n int, err error) {
	err = st.w.do(ctx, func() error {
		row, err := st.s.one("SELECT b.brand, e.endpoint FROM endpoints e JOIN brands b ON b.id = e.brand WHERE e.deleted = 1 AND "+where+" LIMIT 1", args...)
		if err != nil || row == nil {
			return err
		}
		_, to, err := st.addressee(row[0].(string), row[1].(string))
		if err != nil {
			return err
		}
		gone, err := st.s.exec("DELETE FROM pending WHERE endpoint = ?1 AND (due, seq) IN (SELECT due, seq FROM pending WHERE endpoint = ?1 ORDER BY due, seq LIMIT ?2)", to.id, limit)
		if err != nil {
			return err
		}
		if gone > 0 {
			st.add(to, &to.pending, -gone)
			st.add(to, &to.dropped, gone)
		} else if gone, err = st.s.exec("DELETE FROM ended WHERE endpoint = ?1 AND seq IN (SELECT seq FROM ended WHERE endpoint = ?1 ORDER BY seq LIMIT ?2)", to.id, limit); err != nil {
			return err
		}
		n = int(gone)
		return nil
	})
	return n, err
}

// EndpointHealth implements rewards.EndpointStore.
func (st *Store) EndpointHealth(ctx context.Context, brand, id string) (h rewards.Health, err error) {
	var failing, succeeded int64
	err = st.read(ctx, time.Time{}, func(v *view) error {
		_, err := v.row("SELECT e.failures, e.failing, e.succeeded FROM endpoints e JOIN brands b ON b.id = e.brand WHERE b.brand = ? AND e.endpoint = ?",
			[]any{brand, id}, &h.Failures, &failing, &succeeded)
		return err
	})
	h.Failing, h.Succeeded = moment(failing), moment(succeeded)
	return h, err
}
