package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// file is an opened database file: locked against other servers or, beside one, shared with it; its
// schema is in place.
type file struct {
	s      *session // the only one that writes in this process
	reads  *sql.DB
	unlock func() error
}

// opening is how a file is opened.
type opening struct {
	kind        string // of its schema
	synchronous string
	cacheKiB    int
	beside      bool // beside the server that has it, if one has: neither made, migrated nor locked
}

func openFile(ctx context.Context, path string, o opening) (_ *file, err error) {
	f := &file{}
	wait := patience
	if o.beside {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("there is nothing to open beside a server: %w", err)
		}
		f.unlock, err = share(path)
		wait = besideWait
	} else {
		if err := create(path); err != nil {
			return nil, err
		}
		f.unlock, err = lock(path)
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	if o.beside {
		err = current(ctx, path, o.kind)
	} else {
		err = migrate(ctx, path, o.kind, o.synchronous)
	}
	if err != nil {
		return nil, err
	}
	if f.s, err = openSession(dsn(path, "rw", wait, writing(o.synchronous, o.cacheKiB)...)); err != nil {
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
