package sqlite

import (
	"context"

	"proffer/storage/vault"
)

// applyRegister carries out the erasures that the vault has and the file does not: after a process
// died between the two, or after an older file was put in place. The vault's register names nobody,
// so the subjects are hashed and compared, all of them; that happens only if something is owed.
func (st *Store) applyRegister(ctx context.Context) error {
	owes := false
	err := st.w.do(ctx, func() error {
		var applied, newest int64
		row, err := st.s.one("SELECT value FROM meta WHERE key = 'erasures'")
		if err != nil {
			return err
		}
		if row != nil {
			applied = row[0].(int64)
		}
		var owed []vault.Holder
		if err := st.vault.Erased(ctx, applied, func(number int64, h vault.Holder) error {
			newest = number
			gone, err := st.isErased(h)
			if err == nil && !gone {
				owed = append(owed, h)
			}
			return err
		}); err != nil {
			return refuse(err)
		}
		if newest == 0 {
			return nil
		}
		owes = len(owed) > 0
		if err := st.eraseHolders(owed); err != nil {
			return err
		}
		_, err = st.s.exec("INSERT INTO meta (key, value) VALUES ('erasures', ?1) ON CONFLICT DO UPDATE SET value = ?1", newest)
		return err
	})
	if err != nil {
		return err
	}
	if st.o.Beside && !owes {
		return nil // its server empties the logs
	}
	if err := st.sweep(ctx); err != nil {
		st.o.Log.Warn("deleted bytes may stand in a log until the next erasure or start", "cause", err.Error())
	}
	return nil
}

// finishErasures runs at the start of each transaction: an erasure whose transaction failed after
// the vault had committed it comes before any other write.
func (st *Store) finishErasures() error {
	if len(st.erasing) == 0 {
		return nil
	}
	return st.eraseHolders(st.erasing)
}

func (st *Store) eraseHolders(owed []vault.Holder) error {
	if len(owed) == 0 {
		return nil
	}
	wanted := make(map[vault.Holder]bool, len(owed))
	for _, h := range owed {
		wanted[h] = true
		if err := st.enter(h); err != nil {
			return err
		}
	}
	type found struct{ n, brand int64 }
	var list []found
	if err := st.s.query(func(row []driverValue) error {
		if wanted[st.vault.Holder(row[2].(string), id(blob(row[3])))] {
			list = append(list, found{row[0].(int64), row[1].(int64)})
		}
		return nil
	}, "SELECT s.n, s.brand, b.brand, s.subject FROM subjects s JOIN brands b ON b.id = s.brand"); err != nil {
		return err
	}
	for _, f := range list {
		if err := st.deleteSubject(f.n, f.brand); err != nil {
			return err
		}
	}
	return nil
}
