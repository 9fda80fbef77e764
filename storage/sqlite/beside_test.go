package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
	"proffer/storage/sqlite"
	"proffer/storage/storetest"
	"proffer/storage/vault"
)

// besideSite opens store and vault of a folder beside whoever serves them.
func besideSite(t *testing.T, dir string, clock func() time.Time) (*site, error) {
	t.Helper()
	s := &site{dir: dir, clock: clock}
	var err error
	if s.keys, err = sqlite.OpenVaultBeside(ctx, filepath.Join(dir, "vault.db"), quiet); err != nil {
		return nil, err
	}
	s.vault, err = vault.New([32]byte{1}, s.keys)
	must(t, err)
	s.store, err = sqlite.Open(ctx, filepath.Join(dir, "proffer.db"), s.vault, sqlite.Options{Fingerprint: "suite", Clock: clock, Log: quiet, Beside: true})
	if err != nil {
		return nil, errors.Join(err, s.keys.Close())
	}
	t.Cleanup(func() { siteStore{s.store, s.keys}.Close() })
	return s, nil
}

func mustBeside(t *testing.T, dir string) *site {
	t.Helper()
	s, err := besideSite(t, dir, time.Now)
	must(t, err)
	return s
}

// Two writers, each with a memory of its own, number events, responses and people without a gap and
// give each unit of a stock once, whichever of them takes an exchange.
func TestTwoWriters(t *testing.T) {
	dir := t.TempDir()
	server := openSite(t, dir, time.Now)
	beside := []*site{server, mustBeside(t, dir), mustBeside(t, dir)}
	const each, stock, people = 120, 150, 40
	who := make([][16]byte, people)
	for i := range who {
		who[i] = storetest.NewID()
	}
	var given atomic.Int64
	var wg sync.WaitGroup
	for n, s := range beside {
		for g := range 4 {
			wg.Go(func() {
				for i := range each / 4 {
					x := storetest.NewSample(who[(n*7+g*11+i)%people], storetest.Start)
					x.Stock = stock
					x.Decision.Votes = []engine.Vote{{Question: "q", Value: "1"}}
					if i%8 == 0 { // a subject's key, in the vault that they share
						x.Seals = true
						x.Decision.Preferences[0].Sealed = true
					}
					d, _, err := s.store.Complete(ctx, x.Ask())
					if err != nil {
						t.Error(err)
					} else if d.Grant != nil {
						given.Add(1)
					}
				}
			})
		}
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	if given.Load() != stock {
		t.Errorf("%d given of a stock of %d", given.Load(), stock)
	}
	for i, s := range beside {
		f, err := s.store.Facts(ctx, &engine.Exchange{Brand: storetest.Brand, Form: storetest.Form, Subject: storetest.NewID(), Offers: []engine.OfferPeriod{{Offer: storetest.Offer}}}, storetest.Start)
		must(t, err)
		pending, err := s.store.Deliveries(ctx, storetest.Brand, "shop")
		must(t, err)
		if got := []int64{f.Offers[storetest.Offer].Taken, f.Completed, pending["pending"]}; fmt.Sprint(got) != fmt.Sprint([]int64{stock, 3 * each, 2 * stock}) {
			t.Errorf("store %d: taken, completed, pending: %v", i, got)
		}
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "proffer.db"))
	must(t, err)
	defer db.Close()
	for what, c := range map[string]struct {
		query string
		want  int64
	}{
		"events": {"SELECT count(*) FROM events", 2 * stock}, "newest event": {"SELECT max(seq) FROM events", 2 * stock}, "brand's seq": {"SELECT seq FROM brands", 2 * stock},
		"response numbers": {"SELECT max(number) FROM responses", 3 * each}, "votes": {"SELECT count FROM votes", 3 * each}, "form's votes": {"SELECT votes FROM forms", 3 * each},
		"people": {"SELECT max(n) FROM subjects", people}, "revisions": {"SELECT sum(rev) FROM subjects", 3 * each},
		"pending": {"SELECT count(*) FROM pending", 2 * stock},
	} {
		var n int64
		must(t, db.QueryRow(c.query).Scan(&n))
		if n != c.want {
			t.Errorf("%s: %d, want %d", what, n, c.want)
		}
	}
	// One settles what the other leased, and both know it.
	list, err := beside[1].store.Lease(ctx, storetest.Brand, "shop", storetest.Start, time.Minute, 10)
	must(t, err)
	for i, s := range beside[:2] {
		settled := settledOf(list[i*5 : i*5+5])
		must(t, s.store.Settle(ctx, settled))
	}
	n, err := server.store.Deliveries(ctx, storetest.Brand, "shop")
	must(t, err)
	if n["delivered"] != 10 || n["pending"] != 2*stock-10 {
		t.Errorf("after settling: %v", n)
	}
}

func settledOf(list []rewards.Delivery) []rewards.Settlement {
	var out []rewards.Settlement
	for _, d := range list {
		out = append(out, rewards.Settlement{Delivery: d, State: rewards.DeliveryDelivered, At: storetest.Start, Status: 204})
	}
	return out
}

// A server alone never forgets what it remembers: neither its readers nor its checkpointer count as
// somebody else, only another process's commit does.
func TestForgetsOnlyForOthers(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	heard := func() int64 {
		t.Helper()
		n, err := s.store.Heard(ctx)
		must(t, err)
		return n
	}
	exchanges := func(n int) {
		t.Helper()
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for i := range n / 8 {
					x := storetest.NewSample(storetest.NewID(), storetest.Start)
					if _, _, err := s.store.Complete(ctx, x.Ask()); err != nil {
						t.Error(err)
					}
					if i%16 > 0 {
						continue
					}
					if _, err := s.store.Record(ctx, storetest.Brand, x.Subject, true, storetest.Start); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	}
	exchanges(8)
	before := heard() // opening empties the log, which counts once
	for round := 0; s.store.Checkpoints() == 0; round++ {
		if round == 50 {
			t.Fatal("the log was never written back, so this proves nothing")
		}
		exchanges(sqlite.CheckpointEvery)
	}
	if now := heard(); now != before {
		t.Errorf("the writer forgot %d times although nobody else wrote", now-before)
	}
	other := mustBeside(t, dir)
	if _, _, err := other.store.Complete(ctx, storetest.NewSample(storetest.NewID(), storetest.Start).Ask()); err != nil {
		t.Fatal(err)
	}
	if now := heard(); now == before {
		t.Error("the writer did not notice that another process wrote")
	}
}

// Whatever the server is doing, a command beside it gets its turn soon. With SQLite's own way of waiting
// for a lock 50 took 11 s that take 0.3.
func TestBesideABusyServer(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var served atomic.Int64
	defer func() { close(stop); wg.Wait() }()
	for range 64 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, _, err := s.store.Complete(ctx, storetest.NewSample(storetest.NewID(), storetest.Start).Ask()); err != nil {
					t.Error(err)
					return
				}
				served.Add(1)
			}
		})
	}
	other := mustBeside(t, dir)
	before := served.Load()
	const turns = 20
	for range turns {
		if _, _, err := other.store.Complete(ctx, storetest.NewSample(storetest.NewID(), storetest.Start).Ask()); err != nil {
			t.Fatal(err)
		}
	}
	// A batch of the server's has up to 64 here. Were it SQLite that waits for the lock, hundreds of them would go before each.
	if n := served.Load() - before; n > turns*64*4 {
		t.Errorf("the server made %d exchanges while the other one waited for %d", n, turns)
	}
}

// What may not be opened beside a server: what is not there, what another program's schema is in, and
// what is being restored; and who has it open so is not migrated or restored under.
func TestBesideRefused(t *testing.T) {
	dir := t.TempDir()
	if _, err := besideSite(t, dir, time.Now); err == nil || !strings.Contains(err.Error(), "nothing to open") {
		t.Errorf("nothing there: %v", err)
	}
	s := openSite(t, dir, time.Now)
	other := mustBeside(t, dir)
	must(t, siteStore{s.store, s.keys}.Close())
	restore := func() error {
		return sqlite.Restore(ctx, t.TempDir(), filepath.Join(dir, "proffer.db"), filepath.Join(dir, "vault.db"))
	}
	if err := restore(); err == nil || !strings.Contains(err.Error(), "is open in another process, beside a server") {
		t.Errorf("restoring under a command: %v", err)
	}
	openSite(t, dir, time.Now) // a server starts beside it all the same
	must(t, siteStore{other.store, other.keys}.Close())
	change := func(statement string) {
		t.Helper()
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "proffer.db"))
		must(t, err)
		_, err = db.Exec(statement)
		must(t, err)
		must(t, db.Close())
	}
	change("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	if _, err := besideSite(t, dir, time.Now); err == nil || !strings.Contains(err.Error(), "has schema 999, this program's is") {
		t.Errorf("a newer schema: %v", err)
	}
	change("DELETE FROM goose_db_version WHERE version_id > 1")
	if _, err := besideSite(t, dir, time.Now); err == nil || !strings.Contains(err.Error(), "has schema 1, this program's is") {
		t.Errorf("an older schema: %v", err)
	}
}

// A schema is not changed under a command that knows the old one.
func TestNoMigrationUnderACommand(t *testing.T) {
	dir := t.TempDir()
	s := openSite(t, dir, time.Now)
	mustBeside(t, dir)
	must(t, s.store.Close())
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "proffer.db"))
	must(t, err)
	_, err = db.Exec("DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)")
	must(t, err)
	must(t, db.Close())
	_, err = sqlite.Open(ctx, filepath.Join(dir, "proffer.db"), s.vault, sqlite.Options{Fingerprint: "suite", Log: quiet})
	if err == nil || !strings.Contains(err.Error(), "wait until that command has ended") {
		t.Errorf("migrating under a command: %v", err)
	}
}

// An erasure is everybody's: whoever erases, both refuse the person from then on, and no byte stands
// in any file.
func TestEraseBeside(t *testing.T) {
	dir := t.TempDir()
	server := openSite(t, dir, time.Now)
	other := mustBeside(t, dir)
	for i, by := range []*site{server, other} {
		x := storetest.NewSample(storetest.NewID(), storetest.Start)
		secret := fmt.Sprintf(`"a-remark-of-%d-heron"`, i)
		x.Decision.Preferences[0].Value = []byte(secret)
		for _, s := range []*site{server, other} {
			again := storetest.NewSample(x.Subject, storetest.Start)
			again.Decision.Preferences[0].Value = []byte(secret)
			if _, _, err := s.store.Complete(ctx, again.Ask()); err != nil {
				t.Fatal(err)
			}
		}
		must(t, by.store.Erase(ctx, storetest.Brand, x.Subject, storetest.Start))
		for n, s := range []*site{server, other} {
			if _, _, err := s.store.Complete(ctx, storetest.NewSample(x.Subject, storetest.Start).Ask()); !fault.Is(err, fault.Gone) {
				t.Errorf("erased by %d, writing by %d: %v, want gone", i, n, err)
			}
		}
		if raw := bytesIn(t, dir); strings.Contains(raw, secret) {
			t.Errorf("erased by %d: its remark stands in a file", i)
		}
	}
}

// An erasure that is owed, since its process died half-way, is carried out by whoever comes next, a
// command too.
func TestOwedBeside(t *testing.T) {
	dir := t.TempDir()
	server := openSite(t, dir, time.Now)
	x := storetest.NewSample(storetest.NewID(), storetest.Start)
	if _, _, err := server.store.Complete(ctx, x.Ask()); err != nil {
		t.Fatal(err)
	}
	must(t, server.vault.Destroy(ctx, server.vault.Holder(storetest.Brand, x.Subject), storetest.Start))
	other := mustBeside(t, dir)
	for _, s := range []*site{other, server} {
		if _, err := s.store.Record(ctx, storetest.Brand, x.Subject, false, storetest.Start); !fault.Is(err, fault.Gone) {
			t.Errorf("the record: %v, want gone", err)
		}
	}
}

// What a command overwrote stands in the log until its server empties it: with its next look for what
// has ended, although it deleted nothing itself.
func TestTracesOfACommand(t *testing.T) {
	dir := t.TempDir()
	server := openSite(t, dir, time.Now)
	const secret = `"a-remark-of-the-heron"`
	x := storetest.NewSample(storetest.NewID(), storetest.Start)
	x.Decision.Preferences[0].Value = []byte(secret)
	if _, _, err := server.store.Complete(ctx, x.Ask()); err != nil {
		t.Fatal(err)
	}
	idle := func() {
		t.Helper()
		n, err := server.store.Expire(ctx, storetest.Start, 10)
		if err != nil || n != 0 {
			t.Fatalf("expired %d, %v", n, err)
		}
	}
	idle()
	other := mustBeside(t, dir)
	again := storetest.NewSample(x.Subject, storetest.Start)
	if _, _, err := other.store.Complete(ctx, again.Ask()); err != nil {
		t.Fatal(err)
	}
	before, err := server.store.Heard(ctx)
	must(t, err)
	idle()
	if strings.Contains(bytesIn(t, dir), secret) {
		t.Error("what a command overwrote stands in a file")
	}
	// It does not go on emptying the log for ever.
	for range 3 {
		idle()
	}
	if now, err := server.store.Heard(ctx); err != nil || now > before+1 {
		t.Errorf("the log was emptied %d times, %v", now-before, err)
	}
}
