package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The load is bounded: it has to be there when the process is killed, not to measure anything.
const (
	crashClients = 24
	crashStock   = 40 // codes that are made
	crashPool    = 40 // codes of the pool, after those
	// crashAttempts is how many webhooks every second process sends before it is killed.
	crashAttempts = 5
)

// crashKills is how often the process is killed: 10 times, or CRASH_KILLS times, as `make crash` says.
func crashKills(t *testing.T) int {
	text := os.Getenv("CRASH_KILLS")
	if text == "" {
		return 10
	}
	kills, err := strconv.Atoi(text)
	if err != nil || kills < 1 || kills > 10_000 {
		t.Fatalf("CRASH_KILLS is %q; give a number from 1 to 10000", text)
	}
	return kills
}

// TestKilledUnderLoadLosesNothing is promise P9, and that nothing is given twice: the real program is killed with SIGKILL at
// moments that nobody chose, again and again on the same files, while people answer, a shop redeems, some ask to be
// erased, and webhooks go to a receiver that fails, hangs, answers late and takes things twice. A client whose answer was cut
// off asks again, as the widget and a shop do. Now and then the program's clock is an hour ahead, and then jumps back.
// Afterwards every exchange and redemption that a client was told of is there as it was told, and once; every event has arrived
// under one webhook-id; who was erased is gone; and verify finds nothing.
func TestKilledUnderLoadLosesNothing(t *testing.T) {
	kills := crashKills(t)
	dir := t.TempDir()
	receiver := newCrashReceiver(t)
	at := crashPlace{brands: writeBrand(t, filepath.Join(dir, "brands", "crash")), data: filepath.Join(dir, "data"), endpoints: filepath.Join(dir, "endpoints.json")}
	write(t, at.endpoints, receiver.endpoints())

	var server atomic.Value // the URL, "" while there is none
	server.Store("")
	key := at.prepare(t, &server)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	clients := make([]*crashClient, crashClients)
	acknowledged := make(chan struct{})
	var wait sync.WaitGroup
	for i := range clients {
		clients[i] = newCrashClient(i, &server, key, acknowledged)
		wait.Go(func() { clients[i].run(ctx) })
	}
	for n := range kills {
		name := "proffer"
		if n%10 == 4 {
			name = "proffer-hour" // the next one's clock jumps back
		}
		before := receiver.attempts()
		running := at.start(t, name, &server)
		time.Sleep(time.Duration(50+rand.IntN(400)) * time.Millisecond)
		if n%2 == 1 {
			// The moment after a reply is the one at which a store that answers too early is caught.
			select {
			case <-acknowledged:
			case <-time.After(patience):
				t.Fatal("nothing is acknowledged")
			}
		} else {
			// In the middle of an attempt, if one comes, after a few others: a slow machine sends none so soon.
			receiver.await(before + crashAttempts)
		}
		kill(t, running)
		server.Store("")
	}
	// The last start answers what was cut off, until no client has anything open, and delivers what is left: a day later, when
	// every lease has ended and every attempt is due, to a receiver that has recovered.
	receiver.recover()
	running := at.start(t, "proffer-day", &server)
	for end := time.Now().Add(patience); !slices.ContainsFunc(clients, func(c *crashClient) bool { return c.points.Load() }); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the codes do not run out")
		}
	}
	stop()
	wait.Wait()
	at.drained(t)
	kill(t, running)

	told := gather(t, clients)
	t.Logf("%d kills: %d exchanges were acknowledged, %d of them only when asked again; %d redemptions; %d people were erased; %s",
		kills, len(told.responses), told.resent, len(told.redemptions), told.erasures, receiver)
	if kills >= 10 && !receiver.wasBad() { // of a few webhooks it may have taken each
		t.Error("the receiver took whatever came")
	}
	if len(told.responses) < crashClients || told.resent == 0 || len(told.redemptions) == 0 || told.erasures == 0 {
		t.Error("the kills hit no load")
	}
	if codes := at.compare(t, told, receiver); codes < crashStock+crashPool {
		t.Errorf("%d codes were given of %d, and then points", codes, crashStock+crashPool)
	}
	at.verify(t)
}

// crashPlace is where one installation has what.
type crashPlace struct{ brands, data, endpoints string }

var servingAt = regexp.MustCompile(`Serving \d+ brands? at (\S+)\n`)

// start starts the real program and waits until it says where it serves.
func (p crashPlace) start(t *testing.T, name string, at *atomic.Value) *exec.Cmd {
	t.Helper()
	var out lockedBuffer
	cmd := exec.Command(name, "serve", "--brands", p.brands, "--data", p.data, "--endpoints", p.endpoints, "--listen", "127.0.0.1:0",
		"--per-address", "0", "--per-key", "0", "--allow-private-webhooks", "127.0.0.1", "--log-level", "error")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // where the test did not come to it
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if match := servingAt.FindSubmatch(out.bytes()); match != nil {
			at.Store(string(match[1]))
			return cmd
		}
		if time.Now().After(end) {
			t.Fatalf("the server did not start:\n%s", out.bytes())
		}
	}
}

func kill(t *testing.T, running *exec.Cmd) {
	t.Helper()
	if err := running.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = running.Wait() // killed, as it should be
}

// prepare fills the pool and makes the shop's API key, beside a server that runs for that long.
func (p crashPlace) prepare(t *testing.T, at *atomic.Value) (key string) {
	t.Helper()
	running := p.start(t, "proffer", at)
	var codes strings.Builder
	for i := range crashPool {
		fmt.Fprintf(&codes, "VOUCHER-%03d\n", i)
	}
	run := func(stdin string, args ...string) string {
		t.Helper()
		cmd := exec.Command("proffer", append(args, "--data", p.data, "--brand", "crash")...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("proffer %s: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	run(codes.String(), "codes", "import", "--pool", "vouchers", "-")
	key = run("", "keys", "create", "--name", "shop", "--scope", "rewards:read,rewards:write")
	kill(t, running)
	at.Store("")
	return key
}

// verify runs the program's own check, which has to find nothing.
func (p crashPlace) verify(t *testing.T) {
	t.Helper()
	out, err := exec.Command("proffer", "verify", "--data", p.data).CombinedOutput()
	if err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}

type lockedBuffer struct {
	mu  sync.Mutex
	all []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, p...)
	return len(p), nil
}

func (b *lockedBuffer) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.all)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
