package sqlite

import (
	"crypto/rand"

	"proffer/forms/fault"
	"proffer/rewards"
)

// move writes journal records of a subject.
func (st *Store) move(brand, n int64, movements []rewards.Movement) error {
	for _, m := range movements {
		from, err := st.side(n, m.Unit, m.From)
		if err != nil {
			return err
		}
		to, err := st.side(n, m.Unit, m.To)
		if err != nil {
			return err
		}
		if _, err := st.s.exec(`INSERT INTO journal (brand, unit, amount, source, account, "grant", at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			brand, m.Unit, m.Amount, from, to, m.Grant[:], nanos(m.At)); err != nil {
			return err
		}
	}
	return nil
}

// side is an account as the journal names it: a person's is a random id, so that the journal alone names
// nobody; any other stands there as it is.
func (st *Store) side(n int64, unit, account string) (any, error) {
	if account != rewards.AccountPending && account != rewards.AccountAvailable {
		return account, nil
	}
	row, err := st.s.one("SELECT account, pending FROM accounts WHERE subject = ? AND unit = ?", n, unit)
	if err != nil {
		return nil, err
	}
	if row == nil {
		if row, err = st.newAccounts(n, unit); err != nil {
			return nil, err
		}
	}
	if account == rewards.AccountAvailable {
		return row[0], nil
	}
	if row[1] == nil { // made before there were two
		if row[1], err = random(); err != nil {
			return nil, err
		}
		_, err = st.s.exec("UPDATE accounts SET pending = ? WHERE subject = ? AND unit = ?", row[1], n, unit)
	}
	return row[1], err
}

func (st *Store) newAccounts(n int64, unit string) ([]driverValue, error) {
	available, err := random()
	if err != nil {
		return nil, err
	}
	pending, err := random()
	if err != nil {
		return nil, err
	}
	_, err = st.s.exec("INSERT INTO accounts (subject, unit, account, pending) VALUES (?, ?, ?, ?)", n, unit, available, pending)
	return []driverValue{available, pending}, err
}

func random() ([]byte, error) {
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return nil, refuse(fault.Wrap(fault.Internal, err, ""))
	}
	return id, nil
}
