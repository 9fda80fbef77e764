package cli

import (
	"context"
	"errors"
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

// expire deletes what has ended, does to grants what time does, and closes polls that have ended, until ctx ends. What fails is
// logged and due again at the next turn; it keeps none of the others from being done.
func expire(ctx context.Context, store engine.Store, e *engine.Engine, now func() time.Time, log *slog.Logger) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		touched, expiring := store.Expire(ctx, now(), expireBatch)
		advanced, advancing := e.Advance(ctx, expireBatch)
		err := errors.Join(expiring, advancing, e.ClosePolls(ctx))
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
