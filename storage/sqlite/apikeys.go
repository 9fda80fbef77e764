package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// AddKey implements rewards.KeyStore.
func (st *Store) AddKey(ctx context.Context, k rewards.AccessKey) error {
	purposes, err := jsonList(k.Purposes)
	if err != nil {
		return err
	}
	scopes, err := jsonList(k.Scopes)
	if err != nil {
		return err
	}
	return st.w.do(ctx, func() error {
		b, err := st.brand(k.Brand)
		if err != nil {
			return err
		}
		n, err := st.s.exec(`INSERT INTO keys (id, brand, name, recipient, purposes, scopes, hash, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO NOTHING`, k.ID, b.id, k.Name, k.Recipient, purposes, scopes, k.Hash[:], nanos(k.Created), nanos(k.Expires))
		if err == nil && n == 0 {
			err = refuse(fault.At(fault.Conflict, "/id", "key_exists", "there is a key of this id already"))
		}
		return err
	})
}

func jsonList(list []string) (string, error) {
	if list == nil {
		list = []string{}
	}
	raw, err := json.Marshal(list)
	return string(raw), fault.Wrap(fault.Internal, err, "")
}

const keyColumns = `SELECT k.id, b.brand, k.name, k.recipient, k.purposes, k.scopes, k.hash, k.created, k.expires, k.revoked, k.used
	FROM keys k JOIN brands b ON b.id = k.brand`

// Key implements rewards.KeyStore.
func (st *Store) Key(ctx context.Context, id string) (rewards.AccessKey, error) {
	list, err := st.keys(ctx, keyColumns+" WHERE k.id = ?", id)
	if err != nil {
		return rewards.AccessKey{}, err
	}
	if len(list) == 0 {
		return rewards.AccessKey{}, errNoKey()
	}
	return list[0], nil
}

func errNoKey() error { return fault.New(fault.NotFound, "there is no key of this id") }

// Keys implements rewards.KeyStore.
func (st *Store) Keys(ctx context.Context, brand string) ([]rewards.AccessKey, error) {
	return st.keys(ctx, keyColumns+" WHERE ?1 = '' OR b.brand = ?1 ORDER BY k.n", brand)
}

func (st *Store) keys(ctx context.Context, query, arg string) ([]rewards.AccessKey, error) {
	list := []rewards.AccessKey{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var k rewards.AccessKey
			var purposes, scopes string
			var hash []byte
			var created, expires, revoked, used int64
			if err := scan(&k.ID, &k.Brand, &k.Name, &k.Recipient, &purposes, &scopes, &hash, &created, &expires, &revoked, &used); err != nil {
				return err
			}
			k.Created, k.Expires, k.Revoked, k.Used = moment(created), moment(expires), moment(revoked), moment(used)
			if err := errors.Join(json.Unmarshal([]byte(purposes), &k.Purposes), json.Unmarshal([]byte(scopes), &k.Scopes)); err != nil {
				return err
			}
			copy(k.Hash[:], hash)
			list = append(list, k)
			return nil
		}, query, arg)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// RevokeKey implements rewards.KeyStore.
func (st *Store) RevokeKey(ctx context.Context, id string, now time.Time) error {
	return st.w.do(ctx, func() error {
		n, err := st.s.exec("UPDATE keys SET revoked = CASE revoked WHEN 0 THEN ? ELSE revoked END WHERE id = ?", nanos(now), id)
		if err == nil && n == 0 {
			err = refuse(errNoKey())
		}
		return err
	})
}

// UseKey implements rewards.KeyStore.
func (st *Store) UseKey(ctx context.Context, id string, at time.Time) error {
	return st.w.do(ctx, func() error {
		_, err := st.s.exec("UPDATE keys SET used = ?1 WHERE id = ?2 AND used < ?1", nanos(at), id)
		return err
	})
}
