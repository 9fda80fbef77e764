package sqlite

import (
	"time"

	"proffer/engine"
)

// held is a stored value whose purposes the writer changes.
type held struct {
	table, key string // key is the attribute of a preference, the question of feedback, the field of a context
	rev        int64
	purposes   []byte
}

func (st *Store) heldOf(n int64) ([]held, error) {
	var list []held
	for _, q := range []struct{ table, sql string }{
		{"preferences", "SELECT attribute, rev, purposes FROM preferences WHERE subject = ?"},
		{"feedback", "SELECT question, rev, purposes FROM feedback WHERE subject = ?"},
		{"context", "SELECT field, rev, purposes FROM context WHERE subject = ?"},
	} {
		if err := st.s.query(func(row []driverValue) error {
			list = append(list, held{q.table, row[0].(string), row[1].(int64), blob(row[2])})
			return nil
		}, q.sql, n); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// keepPurposes takes those purposes from a value that keep refuses. A value with none left is
// deleted. It returns what is left.
func (st *Store) keepPurposes(n int64, h held, keep func(engine.Basis) bool) ([]engine.Basis, error) {
	had, err := decodePurposes(h.purposes, time.Unix(0, 0), st.basisOf)
	if err != nil {
		return nil, err
	}
	left := make([]engine.Basis, 0, len(had))
	for _, b := range had {
		if keep(b) {
			left = append(left, b)
		}
	}
	if len(left) == len(had) && len(left) > 0 {
		return left, nil
	}
	column, and, args := "attribute", "", []any{n, h.key}
	switch h.table {
	case "feedback":
		column, and, args = "question", " AND rev = ?", []any{n, h.key, h.rev}
	case "context":
		column, and, args = "field", " AND rev = ?", []any{n, h.key, h.rev}
	}
	where := " WHERE subject = ? AND " + column + " = ?" + and
	if len(left) == 0 {
		_, err = st.s.exec("DELETE FROM "+h.table+where, args...)
		return nil, err
	}
	raw, err := st.encodePurposes(nil, left)
	if err != nil {
		return nil, err
	}
	_, err = st.s.exec("UPDATE "+h.table+" SET purposes = ?"+where, append([]any{raw}, args...)...)
	return left, err
}

// basisOf reads a basis by its number.
func (st *Store) basisOf(id int64) (engine.Basis, bool) {
	row, err := st.s.one("SELECT purpose, version, basis FROM bases WHERE id = ?", id)
	if err != nil || row == nil {
		return engine.Basis{}, false
	}
	return engine.Basis{Purpose: row[0].(string), Version: row[1].(string), Basis: row[2].(string)}, true
}

// withdraw takes purposes from everything the subject holds so far.
func (st *Store) withdraw(n int64, purposes []string) error {
	gone := map[string]bool{}
	for _, p := range purposes {
		gone[p] = true
	}
	list, err := st.heldOf(n)
	if err != nil {
		return err
	}
	for _, h := range list {
		if _, err := st.keepPurposes(n, h, func(b engine.Basis) bool { return !gone[b.Purpose] }); err != nil {
			return err
		}
	}
	return nil
}
