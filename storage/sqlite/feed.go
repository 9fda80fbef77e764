package sqlite

import (
	"context"
	"strings"
	"time"

	"proffer/rewards"
)

// Events implements rewards.FeedStore.
func (st *Store) Events(ctx context.Context, brand string, after int64, limit int) ([]rewards.Event, int64, error) {
	brand = strings.Clone(brand)
	list := []rewards.Event{}
	var newest int64
	err := st.read(ctx, time.Time{}, func(v *view) error {
		var b int64
		found, err := v.row("SELECT id, seq FROM brands WHERE brand = ?", []any{brand}, &b, &newest)
		if err != nil || !found || newest <= after || limit <= 0 {
			return err
		}
		return v.query(func(row []driverValue) error {
			list = append(list, eventOf(row, brand))
			return nil
		}, "SELECT "+eventColumns+" FROM events e "+eventJoins+" WHERE e.brand = ? AND e.seq > ? ORDER BY e.seq LIMIT ?", b, after, limit)
	})
	if err != nil {
		return nil, 0, err
	}
	return list, newest, nil
}
