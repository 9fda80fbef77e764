package sqlite

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"

	"proffer/engine"
	"proffer/forms/fault"
)

// Vote implements engine.Store.
func (st *Store) Vote(ctx context.Context, x *engine.Exchange) (bool, error) {
	replayed := false
	err := st.w.do(ctx, func() (err error) {
		replayed, err = st.vote(x)
		return err
	})
	return replayed && err == nil, err
}

func (st *Store) vote(x *engine.Exchange) (replayed bool, err error) {
	b, err := st.brand(x.Brand)
	if err != nil {
		return false, err
	}
	s, err := st.subject(b, x.Brand, x.Subject) // refuses whoever was erased
	if err != nil {
		return false, err
	}
	f, err := st.form(b, x.Form)
	if err != nil {
		return false, err
	}
	key, err := st.pollKey(f)
	if err != nil {
		return false, err
	}
	if len(key) == 0 {
		return false, refuse(fault.At(fault.Conflict, "", "closed", "the poll is being closed"))
	}
	ballot := ballotHash(key, "response", x.Response[:])
	if there, err := st.hasBallot(f, ballot); err != nil || there {
		return there, err
	}
	if x.Once != "" {
		who := subjectHash(key, x)
		if there, err := st.hasBallot(f, who); err != nil {
			return false, err
		} else if there {
			return false, refuse(fault.At(fault.Conflict, "", "already_answered", "this person has voted, and can vote once"))
		}
		if err := st.putBallot(f, who); err != nil {
			return false, err
		}
	}
	facts, err := st.facts(b, s, x)
	if err != nil {
		return false, err
	}
	d, err := st.decide(x, facts)
	if err != nil {
		return false, refuse(err)
	}
	if err := st.putBallot(f, ballot); err != nil {
		return false, err
	}
	st.add(f, &f.responses, 1)
	return false, st.count(f, d.Votes, d.VoteStep)
}

// pollKey reads the poll's key, and makes it with the first ballot.
func (st *Store) pollKey(f *form) ([]byte, error) {
	row, err := st.s.one("SELECT key FROM polls WHERE form = ?", f.id)
	if err != nil {
		return nil, err
	}
	if row != nil {
		return blob(row[0]), nil
	}
	key := make([]byte, sha256.Size)
	if _, err := rand.Read(key); err != nil {
		return nil, refuse(fault.Wrap(fault.Internal, err, ""))
	}
	_, err = st.s.exec("INSERT INTO polls (form, key) VALUES (?, ?)", f.id, key)
	return key, err
}

func (st *Store) hasBallot(f *form, hash []byte) (bool, error) {
	row, err := st.s.one("SELECT 1 FROM ballots WHERE form = ? AND hash = ?", f.id, hash)
	return row != nil, err
}

func (st *Store) putBallot(f *form, hash []byte) error {
	_, err := st.s.exec("INSERT INTO ballots (form, hash) VALUES (?, ?)", f.id, hash)
	return err
}

func subjectHash(key []byte, x *engine.Exchange) []byte {
	return ballotHash(key, "subject\x00"+x.Once, x.Subject[:])
}

func ballotHash(key []byte, what string, id []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(what))
	mac.Write([]byte{0})
	mac.Write(id)
	return mac.Sum(nil)
}

// ClosePoll implements engine.Store. An empty key marks a poll whose bytes may still stand in the log:
// the row goes once they do not, so that a closing that was cut short is begun again.
func (st *Store) ClosePoll(ctx context.Context, brand, form string) error {
	var id any
	err := st.w.do(ctx, func() error {
		row, err := st.s.one("SELECT p.form FROM polls p JOIN forms f ON f.id = p.form JOIN brands b ON b.id = f.brand WHERE b.brand = ? AND f.form = ?", brand, form)
		if err != nil || row == nil {
			return err
		}
		id = row[0]
		if _, err := st.s.exec("UPDATE polls SET key = x'' WHERE form = ?", id); err != nil {
			return err
		}
		_, err = st.s.exec("DELETE FROM ballots WHERE form = ?", id)
		return err
	})
	if err != nil || id == nil {
		return err
	}
	if err := sweep(ctx, st.path); err != nil {
		return err
	}
	return st.w.do(ctx, func() error {
		_, err := st.s.exec("DELETE FROM polls WHERE form = ? AND key = x''", id)
		return err
	})
}

// OpenPolls implements engine.Store.
func (st *Store) OpenPolls(ctx context.Context) ([]engine.PollName, error) {
	var list []engine.PollName
	err := st.read(ctx, st.o.Clock(), func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var p engine.PollName
			err := scan(&p.Brand, &p.Form)
			list = append(list, p)
			return err
		}, "SELECT b.brand, f.form FROM polls p JOIN forms f ON f.id = p.form JOIN brands b ON b.id = f.brand")
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
