package sqlite

import (
	"errors"
	"fmt"
	"os"
)

// lock keeps a second server away from the file until it is released or the process ends. It is an
// exclusive lock on an empty database beside the file, since SQLite knows how to lock on every system;
// readers, such as a backup from another process, do not ask for it, nor does who opens the store
// beside a server.
func lock(path string) (release func() error, err error) {
	return hold(path+"-lock", "BEGIN EXCLUSIVE", path+" is in use by another process: stop that server first, or give this one another store")
}

// share says that this process has the file open beside a server. Any number may, until somebody has
// it alone.
func share(path string) (release func() error, err error) {
	return hold(path+"-beside", "BEGIN", path+" is being migrated or restored: try again in a moment")
}

// alone keeps all those away that have the file open beside a server: while its schema changes under
// them, or the file itself.
func alone(path string) (release func() error, err error) {
	return hold(path+"-beside", "BEGIN EXCLUSIVE", path+" is open in another process, beside a server: wait until that command has ended")
}

// hold locks an empty database until it is released: all of it, or, after a plain BEGIN, as a reader.
func hold(path, begin, taken string) (release func() error, err error) {
	// A file that is there is not touched: closing it would end the locks that this process has on it.
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, err
		}
	}
	s, err := openSession(dsn(path, "rw", 0))
	if err != nil {
		return nil, err
	}
	_, err = s.exec(begin)
	if err == nil {
		_, err = s.one("SELECT count(*) FROM sqlite_master") // a plain BEGIN locks with the first read
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s (%w)", taken, err), s.close())
	}
	return s.close, nil
}
