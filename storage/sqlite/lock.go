package sqlite

import (
	"errors"
	"fmt"
)

// lock keeps a second server away from the file until it is released or the process ends: two
// writers would each believe their own counters. It is an exclusive lock on an empty database
// beside the file, since SQLite knows how to lock on every system; readers, such as a backup from
// another process, do not ask for it.
func lock(path string) (release func() error, err error) {
	if err := create(path + "-lock"); err != nil {
		return nil, err
	}
	s, err := openSession(dsn(path+"-lock", "rw", 0))
	if err != nil {
		return nil, err
	}
	if _, err := s.exec("BEGIN EXCLUSIVE"); err != nil {
		return nil, errors.Join(fmt.Errorf("%s is in use by another process: stop that server first, or give this one another store (%w)", path, err), s.close())
	}
	return s.close, nil
}
