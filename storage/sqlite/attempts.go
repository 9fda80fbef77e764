package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

func attemptPlace(brand, endpoint string) []string { return []string{"attempt", brand, endpoint} }

func (st *Store) sealAttempt(brand, endpoint string, a rewards.Attempt) ([]byte, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "")
	}
	return st.vault.SealOwn(raw, attemptPlace(brand, endpoint)...)
}

// logAttempt writes a record over the endpoint's oldest one once the ring is full.
func (st *Store) logAttempt(to *endpoint, seq, at int64, record []byte) error {
	if _, err := st.s.exec("INSERT OR REPLACE INTO attempts (endpoint, slot, seq, at, record) VALUES (?, ?, ?, ?, ?)",
		to.id, to.logged%rewards.AttemptsLogged, seq, at, record); err != nil {
		return err
	}
	st.add(to, &to.logged, 1)
	return nil
}

// LogAttempt implements rewards.DeliveryStore.
func (st *Store) LogAttempt(ctx context.Context, brand, endpoint string, a rewards.Attempt) error {
	record, err := st.sealAttempt(brand, endpoint, a)
	if err != nil {
		return err
	}
	return st.w.do(ctx, func() error {
		row, err := st.s.one("SELECT 1 FROM endpoints e JOIN brands b ON b.id = e.brand WHERE b.brand = ? AND e.endpoint = ? AND e.settings IS NOT NULL", brand, endpoint)
		if err != nil {
			return err
		}
		if row == nil {
			return refuse(noEndpoint(brand, endpoint))
		}
		_, to, err := st.addressee(brand, endpoint)
		if err != nil {
			return err
		}
		return st.logAttempt(to, a.Seq, nanos(a.At), record)
	})
}

// attempts reads what is logged of an endpoint and not too old, oldest first, by seq.
func (v *view) attempts(brand, endpoint string, id int64) (map[int64][]rewards.Attempt, error) {
	list := map[int64][]rewards.Attempt{}
	err := v.rows(func(scan func(...any) error) error {
		var seq int64
		var record []byte
		if err := scan(&seq, &record); err != nil {
			return err
		}
		raw, err := v.st.vault.OpenOwn(record, attemptPlace(brand, endpoint)...)
		if err != nil {
			return err
		}
		var a rewards.Attempt
		if err := json.Unmarshal(raw, &a); err != nil {
			return fault.Wrap(fault.Internal, err, "")
		}
		list[seq] = append(list[seq], a)
		return nil
	}, "SELECT seq, record FROM attempts WHERE endpoint = ? AND at > ? ORDER BY at", id, nanos(v.now.Add(-rewards.AttemptsKept)))
	return list, err
}

// TidyDeliveries implements rewards.DeliveryStore. The log is gone through last, and so once.
func (st *Store) TidyDeliveries(ctx context.Context, now time.Time, limit int) (int, error) {
	if limit <= 0 {
		return 0, nil
	}
	n, err := st.deleteDeliveries(ctx, anyLeft, nil, limit)
	if n > 0 || err != nil {
		return n, err
	}
	return 0, st.w.do(ctx, func() error {
		n, err := st.s.exec("DELETE FROM attempts WHERE at <= ?", nanos(now.Add(-rewards.AttemptsKept)))
		if n > 0 {
			st.traces.Store(true)
		}
		return err
	})
}
