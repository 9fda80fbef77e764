package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"proffer/rewards"
)

const crashSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// crashEvents are those that the receiver wants.
var crashEvents = []string{
	rewards.EventResponseCompleted, rewards.EventRewardGranted, rewards.EventRewardRedeemed, rewards.EventRedemptionMade,
}

// crashReceiver is a recipient's server on a bad day: of the events that it sees for the first time it refuses some, never
// answers some, answers some when nobody listens any more, and takes some and hangs up, so that they come again.
type crashReceiver struct {
	t      *testing.T
	server *httptest.Server
	secret rewards.Secret
	end    chan struct{}
	// attempted gets a signal at each attempt, if somebody waits for one.
	attempted chan struct{}

	mu      sync.Mutex
	good    bool
	seen    map[string]int // by webhook-id: how often it came
	taken   map[string]int // how often it was taken
	tallied map[string]int // by what was done
}

func newCrashReceiver(t *testing.T) *crashReceiver {
	t.Helper()
	secret, err := rewards.ParseSecret(crashSecret)
	if err != nil {
		t.Fatal(err)
	}
	r := &crashReceiver{t: t, secret: secret, end: make(chan struct{}), attempted: make(chan struct{}), seen: map[string]int{}, taken: map[string]int{}, tallied: map[string]int{}}
	r.server = httptest.NewServer(r)
	t.Cleanup(func() {
		close(r.end)
		r.server.Close()
	})
	return r
}

// endpoints are the receiver, and a second one where nobody has ever listened.
func (r *crashReceiver) endpoints() string {
	one := `{"endpoint": %q, "brand": "crash", "recipient": "shop", "purposes": ["result"], "events": [%s], "url": %q, "secret": %q}`
	return fmt.Sprintf(`{"endpoints": [`+one+`, `+one+`]}`,
		"shop", `"`+strings.Join(crashEvents, `", "`)+`"`, r.server.URL, crashSecret,
		"away", `"reward.granted"`, "http://127.0.0.1:9/", crashSecret)
}

// recover ends the bad day.
func (r *crashReceiver) recover() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.good = true
}

// attempts is how many there were.
func (r *crashReceiver) attempts() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, times := range r.seen {
		n += times
	}
	return n
}

// await waits until there were so many attempts and for one more, if they come: they rest while all workers of a sender hang here.
func (r *crashReceiver) await(attempts int) {
	for end := time.Now().Add(5 * time.Second); r.attempts() < attempts && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	select {
	case <-r.attempted:
	case <-time.After(time.Second):
	}
}

// wasBad tells whether it did anything but take what came.
func (r *crashReceiver) wasBad() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tallied) > 1 || len(r.tallied) == 1 && r.tallied["taken"] == 0
}

func (r *crashReceiver) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	again := 0
	for _, n := range r.taken {
		if n > 1 {
			again++
		}
	}
	return fmt.Sprintf("%d events arrived, %d of them more than once; first attempts: %v", len(r.taken), again, r.tallied)
}

func (r *crashReceiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // the sender was killed half-way
	}
	// The sender's clock may be ahead; the signature has to be right all the same.
	seconds, _ := strconv.ParseInt(req.Header.Get(rewards.HeaderTimestamp), 10, 64)
	if err := r.secret.Verify(req.Header, body, time.Unix(seconds, 0)); err != nil {
		r.t.Errorf("a webhook came with a wrong signature: %v", err)
	}
	id := req.Header.Get(rewards.HeaderID)
	if !strings.Contains(string(body), `"id":"`+id+`"`) {
		r.t.Errorf("webhook %s has another event's body", id)
	}
	mood := r.mood(id)
	select {
	case r.attempted <- struct{}{}:
	default:
	}
	switch mood {
	case "refused":
		w.WriteHeader(http.StatusInternalServerError)
	case "hung":
		r.pause(req)
	case "late":
		// The sender gave up meanwhile: it is told nothing, and the receiver has it all the same.
		r.pause(req)
		r.take(id)
	case "dropped":
		r.take(id)
		panic(http.ErrAbortHandler) // the connection is cut before the answer
	default:
		r.take(id)
		w.WriteHeader(http.StatusNoContent)
	}
}

// mood is what is done with an event: by its id, and only when it comes for the first time.
func (r *crashReceiver) mood(id string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[id]++
	if r.good || r.seen[id] > 1 {
		return "taken"
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	mood := "taken"
	switch n := h.Sum32() % 100; {
	case n < 20:
		mood = "refused"
	case n < 30:
		mood = "dropped"
	case n < 32:
		mood = "hung"
	case n < 34:
		mood = "late"
	}
	r.tallied[mood]++
	return mood
}

// pause lasts until the sender has given up, or is dead.
func (r *crashReceiver) pause(req *http.Request) {
	select {
	case <-req.Context().Done():
	case <-r.end:
	}
}

func (r *crashReceiver) take(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken[id]++
}

func (r *crashReceiver) times(id string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.taken[id]
}
