package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	driversqlite "modernc.org/sqlite"
)

// session is one connection spoken to through the driver itself: database/sql's locks, conversions
// and contexts cost as much as the short statements that the writer runs. It is used by one
// goroutine at a time; the writer's never sees a caller's context.
type session struct {
	conn  driver.Conn
	stmts map[string]driver.Stmt
	args  []driver.NamedValue
}

func openSession(dsn string) (*session, error) {
	conn, err := (&driversqlite.Driver{}).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, stmts: map[string]driver.Stmt{}}, nil
}

func (s *session) close() error {
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}

func (s *session) prepare(sql string) (driver.Stmt, error) {
	if st, ok := s.stmts[sql]; ok {
		return st, nil
	}
	st, err := s.conn.Prepare(sql)
	if err != nil {
		return nil, fmt.Errorf("preparing %.60q: %w", sql, err)
	}
	s.stmts[sql] = st
	return st, nil
}

// bind takes what the driver takes: int64, string, []byte, nil. An int is widened.
func (s *session) bind(args []any) []driver.NamedValue {
	s.args = s.args[:0]
	for i, a := range args {
		switch v := a.(type) {
		case int:
			a = int64(v)
		case bool:
			a = int64(0)
			if v {
				a = int64(1)
			}
		}
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return s.args
}

// exec runs one statement and returns how many rows it changed. Statements stay prepared, so their
// text must come from a small set.
func (s *session) exec(sql string, args ...any) (int64, error) {
	st, err := s.prepare(sql)
	if err != nil {
		return 0, err
	}
	r, err := st.(driver.StmtExecContext).ExecContext(context.Background(), s.bind(args))
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// query calls each for every row. The row is valid during the call only; no other statement of the
// same text may run within it.
func (s *session) query(each func(row []driver.Value) error, sql string, args ...any) error {
	return s.queryContext(context.Background(), each, sql, args...)
}

// queryContext is query that may be interrupted until the first row.
func (s *session) queryContext(ctx context.Context, each func(row []driver.Value) error, sql string, args ...any) error {
	st, err := s.prepare(sql)
	if err != nil {
		return err
	}
	rows, err := st.(driver.StmtQueryContext).QueryContext(ctx, s.bind(args))
	if err != nil {
		return err
	}
	row := make([]driver.Value, len(rows.Columns()))
	for {
		if err = rows.Next(row); err != nil {
			break
		}
		if err = each(row); err != nil {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

// one returns the first row, nil if there is none.
func (s *session) one(sql string, args ...any) ([]driver.Value, error) {
	var found []driver.Value
	err := s.query(func(row []driver.Value) error {
		if found == nil {
			found = append(found, row...)
		}
		return nil
	}, sql, args...)
	return found, err
}

// constraint tells whether err is a violated constraint, which concerns one operation, and not a
// failure of the file, which concerns all.
func constraint(err error) bool {
	var e *driversqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == 19 // SQLITE_CONSTRAINT and its extended codes
}

// busy tells whether another connection has the lock that a statement needs.
func busy(err error) bool {
	var e *driversqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == 5 // SQLITE_BUSY and its extended codes
}
