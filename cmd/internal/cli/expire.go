package cli

import (
	"context"
	"log/slog"
	"time"

	"proffer/engine"
)

// Data are hidden from every read the moment their time ends, and a grant is judged by the time at which it is used; how soon
// both are also written down is this interval, and how long the writer is kept from others is this number of subjects.
const (
	expireEvery = time.Minute
	expireBatch = 200
)

// expire deletes what has ended, does to grants what time does, and closes polls that have ended, until ctx ends. A failure is logged and tried again: what is not
// deleted now is due at the next turn.
func expire(ctx context.Context, store engine.Store, e *engine.Engine, now func() time.Time, log *slog.Logger) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		touched, err := store.Expire(ctx, now(), expireBatch)
		var advanced int
		if err == nil {
			advanced, err = e.Advance(ctx, expireBatch)
		}
		if err == nil {
			err = e.ClosePolls(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("expiry failed; tried again in a minute", "error", err)
			timer.Reset(expireEvery)
		case touched+advanced == 0:
			timer.Reset(expireEvery)
		default:
			log.Info("expired", "subjects", touched, "grants", advanced)
			timer.Reset(0)
		}
	}
}
