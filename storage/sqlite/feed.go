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
		return v.rows(func(scan func(...any) error) error {
			e := rewards.Event{Brand: brand}
			var at int64
			var eventID, subject, response, grant []byte
			if err := scan(&e.Seq, &eventID, &e.Type, &at, &subject, &response, &grant); err != nil {
				return err
			}
			e.ID, e.At, e.Subject, e.Response, e.Grant = id(eventID), moment(at), id(subject), id(response), id(grant)
			list = append(list, e)
			return nil
		}, `SELECT e.seq, e.id, t.type, e.at, s.subject, r.id,
				CASE WHEN e.granted THEN (SELECT g.id FROM grants g WHERE g.subject = e.subject AND g.rev = e.rev) END
			FROM events e JOIN types t ON t.id = e.type
			LEFT JOIN subjects s ON s.n = e.subject LEFT JOIN responses r ON r.subject = e.subject AND r.rev = e.rev
			WHERE e.brand = ? AND e.seq > ? ORDER BY e.seq LIMIT ?`, b, after, limit)
	})
	if err != nil {
		return nil, 0, err
	}
	return list, newest, nil
}
