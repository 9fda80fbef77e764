package sqlite

import (
	"github.com/google/uuid"

	"proffer/storage/vault"
)

// subject is a row of that table as the writer sees it; n is 0 for one that is not there yet.
type subject struct {
	n, rev, due int64
	key         uint32
}

// subject reads the row. A subject without one is refused if it was erased: erasing deletes the row,
// so only then the register has to be asked.
func (st *Store) subject(b *brand, name string, who uuid.UUID) (subject, error) {
	row, err := st.s.one("SELECT n, rev, due, key FROM subjects WHERE brand = ? AND subject = ?", b.id, who[:])
	if err != nil {
		return subject{}, err
	}
	if row == nil {
		h := st.vault.Holder(name, who)
		gone, err := st.isErased(h)
		if err == nil && gone {
			err = refuse(errErased())
		}
		return subject{}, err
	}
	s := subject{n: row[0].(int64), rev: row[1].(int64)}
	if row[2] != nil {
		s.due = row[2].(int64)
	}
	if row[3] != nil {
		s.key = uint32(row[3].(int64))
	}
	return s, nil
}

func (st *Store) isErased(h vault.Holder) (bool, error) {
	row, err := st.s.one("SELECT 1 FROM erased WHERE holder = ?", h[:])
	return row != nil, err
}

// put writes the row of a new or a changed subject.
func (st *Store) put(b *brand, who uuid.UUID, s subject) error {
	if s.rev > 1 {
		_, err := st.s.exec("UPDATE subjects SET rev = ?, due = ?, key = ? WHERE n = ?", s.rev, optional(s.due), optional(int64(s.key)), s.n)
		return err
	}
	_, err := st.s.exec("INSERT INTO subjects (n, brand, subject, rev, due, key) VALUES (?, ?, ?, ?, ?, ?)", s.n, b.id, who[:], s.rev, optional(s.due), optional(int64(s.key)))
	return err
}
