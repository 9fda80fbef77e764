package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"proffer/engine"
)

// Results implements engine.Store.
func (st *Store) Results(ctx context.Context, brand, form string) (engine.Results, error) {
	var r engine.Results
	err := st.read(ctx, time.Time{}, func(v *view) error {
		var raw []byte
		found, err := v.row("SELECT r.votes, r.counts FROM results r JOIN forms f ON f.id = r.form JOIN brands b ON b.id = f.brand WHERE b.brand = ? AND f.form = ?",
			[]any{brand, form}, &r.Votes, &raw)
		if err != nil || !found {
			return err
		}
		return json.Unmarshal(raw, &r.Counts)
	})
	if err != nil {
		return engine.Results{}, err
	}
	return r, nil
}
