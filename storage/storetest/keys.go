package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// key makes a key of a brand, with all that a key can have, and its text.
func key(brand, name string) (rewards.AccessKey, string) {
	k := rewards.AccessKey{Brand: brand, Name: name, Recipient: "shop", Purposes: []string{"recommend"}, Created: Start, Expires: Start.Add(90 * 24 * time.Hour),
		Scopes: []string{rewards.ScopeRewardsWrite, rewards.ScopeEventsRead}}
	return k, k.Make()
}

var keyCases = map[string]func(t *testing.T, o *Opened){
	// Every part of a key is read back, also one that says as little as it can.
	"read back": func(t *testing.T, o *Opened) {
		full, _ := key(Brand, "till-1")
		bare, _ := key(Brand, "till-2")
		bare.Purposes, bare.Expires = []string{}, time.Time{}
		bare.Scopes = []string{rewards.ScopeCodesWrite}
		other, _ := key("other", "till-1")
		for _, k := range []rewards.AccessKey{full, other, bare} {
			ok(t, o.AddKey(ctx, k))
		}
		twice(t, o, func(t *testing.T, st Store) {
			for _, want := range []rewards.AccessKey{full, bare, other} {
				got, err := st.Key(ctx, want.ID)
				ok(t, err)
				sameKey(t, got, want)
			}
			for brand, want := range map[string][]rewards.AccessKey{Brand: {full, bare}, "other": {other}, "": {full, other, bare}, "nobody": {}} {
				list, err := st.Keys(ctx, brand)
				ok(t, err)
				if len(list) != len(want) || list == nil {
					t.Fatalf("keys of %q: %v, want %v", brand, list, want)
				}
				for i := range want {
					sameKey(t, list[i], want[i])
				}
			}
		})
		_, err := o.Key(ctx, "AAAAAAAA")
		wants(t, err, fault.NotFound)
	},

	// The key as text stands in no file: whoever reads a backup cannot use the API.
	"only a hash": func(t *testing.T, o *Opened) {
		k, text := key(Brand, "till-1")
		ok(t, o.AddKey(ctx, k))
		files := string(o.Bytes(t))
		if !strings.Contains(files, k.ID) || !strings.Contains(files, string(k.Hash[:])) {
			t.Fatal("the key is in no file, so this proves nothing")
		}
		if secret := text[len(k.Prefix())+1:]; strings.Contains(files, secret) {
			t.Error("the key stands in a file")
		}
	},

	// An id is one key's, whatever its brand; the first keeps it.
	"id twice": func(t *testing.T, o *Opened) {
		first, _ := key(Brand, "till-1")
		ok(t, o.AddKey(ctx, first))
		for _, brand := range []string{Brand, "other"} {
			again, _ := key(brand, "another")
			again.ID = first.ID
			err := o.AddKey(ctx, again)
			wants(t, err, fault.Conflict)
			same(t, "code", fault.Has(err, "key_exists"), true)
		}
		got, err := o.Key(ctx, first.ID)
		ok(t, err)
		sameKey(t, got, first)
	},

	// A revoked key stays revoked from the first moment on, and stays listed: the operator wants to know.
	"revoke": func(t *testing.T, o *Opened) {
		k, _ := key(Brand, "till-1")
		stays, _ := key(Brand, "till-2")
		ok(t, o.AddKey(ctx, k))
		ok(t, o.AddKey(ctx, stays))
		for i := range 2 {
			ok(t, o.RevokeKey(ctx, k.ID, Start.Add(time.Duration(i+1)*time.Hour)))
		}
		k.Revoked = Start.Add(time.Hour)
		twice(t, o, func(t *testing.T, st Store) {
			list, err := st.Keys(ctx, Brand)
			ok(t, err)
			sameKey(t, list[0], k)
			sameKey(t, list[1], stays)
		})
		wants(t, o.RevokeKey(ctx, "AAAAAAAA", Start), fault.NotFound)
	},

	// The last use only moves forward: two servers note theirs in any order.
	"use": func(t *testing.T, o *Opened) {
		k, _ := key(Brand, "till-1")
		ok(t, o.AddKey(ctx, k))
		for _, at := range []time.Duration{time.Minute, 2 * time.Minute, time.Minute} {
			ok(t, o.UseKey(ctx, k.ID, Start.Add(at)))
		}
		k.Used = Start.Add(2 * time.Minute)
		twice(t, o, func(t *testing.T, st Store) {
			got, err := st.Key(ctx, k.ID)
			ok(t, err)
			sameKey(t, got, k)
		})
		ok(t, o.UseKey(ctx, "AAAAAAAA", Start))
	},

	// Two who add the same id at once: one of them has it.
	"added at once": func(t *testing.T, o *Opened) {
		first, _ := key(Brand, "till")
		var wg sync.WaitGroup
		var mu sync.Mutex
		added := 0
		for i := range 20 {
			wg.Go(func() {
				k, _ := key(Brand, fmt.Sprint("till-", i))
				k.ID = first.ID
				if err := o.AddKey(ctx, k); err == nil {
					mu.Lock()
					added++
					mu.Unlock()
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		same(t, "added", added, 1)
	},

	// A store that is closed says so.
	"closed": func(t *testing.T, o *Opened) {
		k, _ := key(Brand, "till-1")
		ok(t, o.Close())
		wants(t, o.AddKey(ctx, k), fault.Unavailable)
		wants(t, o.UseKey(ctx, k.ID, Start), fault.Unavailable)
		wants(t, o.RevokeKey(ctx, k.ID, Start), fault.Unavailable)
		_, err := o.Key(ctx, k.ID)
		wants(t, err, fault.Unavailable)
		_, err = o.Keys(ctx, Brand)
		wants(t, err, fault.Unavailable)
	},
}

// sameKey compares field by field: a key does not print.
func sameKey(t *testing.T, got, want rewards.AccessKey) {
	t.Helper()
	same(t, "key", []any{got.ID, got.Brand, got.Name, got.Recipient, got.Purposes, got.Scopes, got.Hash, got.Created, got.Expires, got.Revoked, got.Used},
		[]any{want.ID, want.Brand, want.Name, want.Recipient, want.Purposes, want.Scopes, want.Hash, want.Created, want.Expires, want.Revoked, want.Used})
}
