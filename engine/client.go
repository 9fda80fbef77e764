package engine

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Client is a server of a brand that showed a good API key. Whoever made one has checked the scope that
// the request needs; the engine uses brand, recipient and purposes.
type Client struct {
	Key rewards.AccessKey
}

// By names the client where an event says who did something.
func (c Client) By() string { return "key:" + c.Key.Prefix() }

// ours tells whether what was done by somebody, as By names them, was done for the client's recipient. Of who is no key that is
// known here it tells yes.
func (e *Engine) ours(ctx context.Context, c Client, by string) (bool, error) {
	id, is := strings.CutPrefix(by, Client{}.By())
	if !is || by == c.By() {
		return true, nil
	}
	k, err := e.key(ctx, id, e.o.Now())
	if fault.Is(err, fault.NotFound) {
		return true, nil
	}
	return k.Recipient == c.Key.Recipient, err
}

// reach is a client as the one gate knows recipients: it may see what an endpoint of its recipient and purposes would be
// sent. A purpose that does not name the recipient any more opens nothing. Of a brand that is not published now, what was
// published when something was told decides alone.
func (e *Engine) reach(c Client) rewards.Endpoint {
	p := rewards.Endpoint{ID: c.Key.Prefix(), Brand: c.Key.Brand, Recipient: c.Key.Recipient, Purposes: c.Key.Purposes}
	if b, err := e.brand(p.Brand); err == nil {
		p.Purposes = slices.DeleteFunc(slices.Clone(p.Purposes), func(id string) bool {
			terms, known := b.purposes.Get(id)
			return !known || !slices.Contains(terms.Recipients, p.Recipient)
		})
	}
	return p
}

const (
	// keyFresh is how long a key is believed without asking the store: how late a server notices at most
	// that it was revoked.
	keyFresh = 5 * time.Second
	// keyNoted is how far apart the uses are that the store is told of.
	keyNoted = time.Minute
	// keyWait is how long noting a use may take.
	keyWait = 10 * time.Second
)

// keyring remembers keys that were shown, by id, for a moment. Ids that are no key's are not
// remembered, so what strangers make up takes no memory.
type keyring struct {
	mu   sync.Mutex
	keys map[string]*knownKey
}

type knownKey struct {
	key   rewards.AccessKey
	read  time.Time
	noted time.Time
}

// Client reads an API key. One that is malformed, unknown, wrong or revoked is Unauthorized with code
// key_unknown, and nothing tells these apart; one that has expired is Unauthorized with code
// key_expired, which only who has the whole key learns. What was revoked or added by another process
// is noticed within five seconds.
func (e *Engine) Client(ctx context.Context, text string) (Client, error) {
	now := e.o.Now()
	id, ok := rewards.KeyID(text)
	if !ok {
		return Client{}, errKeyUnknown()
	}
	k, err := e.key(ctx, id, now)
	if fault.Is(err, fault.NotFound) {
		rewards.AccessKey{}.Opens(text) // as long as for a key that is there
		return Client{}, errKeyUnknown()
	}
	if err != nil {
		return Client{}, err
	}
	switch {
	case !k.Opens(text) || !k.Revoked.IsZero():
		return Client{}, errKeyUnknown()
	case k.Ended(now):
		return Client{}, fault.At(fault.Unauthorized, "", "key_expired", "this API key ended at %s; its brand makes another with proffer keys create", k.Expires.UTC().Format(time.RFC3339))
	}
	e.note(k, now)
	return Client{Key: k}, nil
}

func errKeyUnknown() error {
	return fault.At(fault.Unauthorized, "", "key_unknown", "this is not an API key that is good here; proffer keys list shows those that are")
}

// key reads a key from memory or, after keyFresh, from the store.
func (e *Engine) key(ctx context.Context, id string, now time.Time) (rewards.AccessKey, error) {
	e.ring.mu.Lock()
	known := e.ring.keys[id]
	if known != nil && now.Sub(known.read) < keyFresh && !now.Before(known.read) {
		defer e.ring.mu.Unlock()
		return known.key, nil
	}
	e.ring.mu.Unlock()
	k, err := e.o.Rewards.Key(ctx, strings.Clone(id))
	if err != nil {
		return rewards.AccessKey{}, err
	}
	e.ring.mu.Lock()
	defer e.ring.mu.Unlock()
	if known = e.ring.keys[k.ID]; known == nil {
		known = &knownKey{noted: k.Used}
		e.ring.keys[k.ID] = known
	}
	known.key, known.read = k, now
	return k, nil
}

// note tells the store, beside the request, that a key was used, unless it was told a moment ago.
func (e *Engine) note(k rewards.AccessKey, now time.Time) {
	e.ring.mu.Lock()
	known := e.ring.keys[k.ID]
	due := known != nil && (now.Sub(known.noted) >= keyNoted || now.Before(known.noted))
	if due {
		known.noted = now
	}
	e.ring.mu.Unlock()
	if !due {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), keyWait)
		defer cancel()
		if err := e.o.Rewards.UseKey(ctx, k.ID, now); err != nil {
			e.o.Log.Warn("the last use of a key could not be noted", "key", k, "cause", err.Error())
		}
	}()
}
