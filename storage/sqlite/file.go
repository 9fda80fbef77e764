package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// file is an opened database file: locked against other processes, with its schema in place.
type file struct {
	s      *session // the only one that writes
	reads  *sql.DB
	unlock func() error
}

func openFile(ctx context.Context, path, kind, synchronous string, cacheKiB int) (_ *file, err error) {
	if err := create(path); err != nil {
		return nil, err
	}
	f := &file{}
	if f.unlock, err = lock(path); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	if err = migrate(ctx, path, kind); err != nil {
		return nil, err
	}
	if f.s, err = openSession(dsn(path, "rw", patience, writing(synchronous, cacheKiB)...)); err != nil {
		return nil, fmt.Errorf("%s cannot be opened: %w", path, err)
	}
	if f.reads, err = openReaders(path); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *file) close() error {
	var errs []error
	if f.reads != nil {
		errs = append(errs, f.reads.Close())
	}
	if f.s != nil {
		errs = append(errs, f.s.close())
	}
	return errors.Join(append(errs, f.unlock())...)
}

// nanos is how a time is stored; the zero time is 0.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// moment is nanos' inverse, in UTC.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
