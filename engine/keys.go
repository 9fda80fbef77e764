package engine

import "proffer/forms/fault"

// SigningKey is one key of a ring: the first of a ring signs, all verify.
type SigningKey struct {
	KID    string
	Secret []byte
}

// Keys are the server's secrets. Losing Tickets or Tokens ends the tickets and tokens that are out;
// losing Refs makes every person a stranger to every recipient; losing Codes makes codes that were
// given unverifiable without the store, and breaks the commitments of draws that were not made yet.
type Keys struct {
	Tickets []SigningKey
	Tokens  []SigningKey
	Refs    []byte
	Codes   []byte
}

const minKey = 32

func (k Keys) validate() error {
	rings := map[string][]SigningKey{"tickets": k.Tickets, "tokens": k.Tokens}
	for name, ring := range rings {
		if len(ring) == 0 {
			return fault.New(fault.Invalid, "the keys have none for %s", name)
		}
		for _, key := range ring {
			if key.KID == "" || len(key.Secret) < minKey {
				return fault.New(fault.Invalid, "a key for %s has no id, or fewer than %d bytes", name, minKey)
			}
		}
	}
	if len(k.Refs) < minKey || len(k.Codes) < minKey {
		return fault.New(fault.Invalid, "the keys for refs and codes have at least %d bytes", minKey)
	}
	return nil
}
