package sqlite

import (
	"bytes"
	"database/sql"
	"time"
)

// source is where rows are read from: the writer's session, which sees what it has not committed yet, or a view.
type source interface {
	// query calls each for every row, which is valid during the call only.
	query(each func(row []driverValue) error, sql string, args ...any) error
}

var (
	_ source = (*session)(nil)
	_ source = (*view)(nil)
)

// query implements source.
func (v *view) query(each func(row []driverValue) error, text string, args ...any) error {
	var row []driverValue
	var to []any
	return v.each(func(rows *sql.Rows) error {
		if row == nil {
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			row, to = make([]driverValue, len(columns)), make([]any, len(columns))
			for i := range row {
				to[i] = (*any)(&row[i])
			}
		}
		if err := rows.Scan(to...); err != nil {
			return err
		}
		return each(row)
	}, text, args...)
}

// text, number and when read a column that may be NULL.
func text(v driverValue) string {
	switch s := v.(type) {
	case string:
		return s
	case []byte:
		return string(s)
	}
	return ""
}

func number(v driverValue) int64 {
	n, _ := v.(int64)
	return n
}

func when(v driverValue) *time.Time {
	n, is := v.(int64)
	if !is {
		return nil
	}
	t := moment(n)
	return &t
}

// kept is a blob that outlives its row.
func kept(v driverValue) []byte { return bytes.Clone(blob(v)) }
