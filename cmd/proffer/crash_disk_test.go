package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// ownDisk mounts a small disk of its own. Only root of a system that lets it can.
func ownDisk(t *testing.T, size string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("this needs a disk of its own, and mounting one: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
	return dir
}

// TestFullDiskLosesNothing: where nothing can be written, whoever asks is told that it is not possible now, reads go on, and
// once there is room again it all goes on by itself. What was acknowledged before, and what was meanwhile, is there.
func TestFullDiskLosesNothing(t *testing.T) {
	disk, dir := ownDisk(t, "24m"), t.TempDir()
	receiver := newCrashReceiver(t)
	receiver.recover()
	at := crashPlace{brands: writeBrand(t, filepath.Join(dir, "brands", "crash")), data: filepath.Join(disk, "data"), endpoints: filepath.Join(dir, "endpoints.json")}
	write(t, at.endpoints, receiver.endpoints())
	var server atomic.Value
	server.Store("")
	key := at.prepare(t, &server)
	running := at.start(t, "proffer", &server)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	clients := make([]*crashClient, 8)
	var wait sync.WaitGroup
	acknowledged := make(chan struct{})
	for i := range clients {
		clients[i] = newCrashClient(i, &server, key, acknowledged)
		wait.Go(func() { clients[i].run(ctx) })
	}
	some(t, acknowledged, "nothing is acknowledged")
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	for end := time.Now().Add(patience); refusals(clients) < 50; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the disk is full, and nobody was refused")
		}
	}
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/v1/forms/crash/drinks": http.StatusOK} {
		if status, _, err := clients[0].send(http.MethodGet, path, "", nil); err != nil || status != want {
			t.Errorf("GET %s on a full disk answers %d, %v", path, status, err)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	some(t, acknowledged, "there is room again, and nothing is acknowledged")
	stop()
	wait.Wait()
	at.drained(t)
	kill(t, running)
	told := gather(t, clients)
	t.Logf("%d exchanges and %d redemptions were acknowledged, %d requests refused", len(told.responses), len(told.redemptions), refusals(clients))
	at.compare(t, told, receiver)
	at.verify(t)
}

// some waits for a few acknowledgements.
func some(t *testing.T, acknowledged <-chan struct{}, otherwise string) {
	t.Helper()
	for range 20 {
		select {
		case <-acknowledged:
		case <-time.After(patience):
			t.Fatal(otherwise)
		}
	}
}

func refusals(clients []*crashClient) (n int64) {
	for _, c := range clients {
		n += c.refused.Load()
	}
	return n
}

// fill writes a file until the disk has no room.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4 << 10} {
		for part := bytes.Repeat([]byte{1}, size); err == nil; {
			_, err = f.Write(part)
		}
		err = nil
	}
}

// TestReadOnlyStoreIsRefused: a store that can't be written is not served, nor changed by a command, and what says so names the
// file. Once it can be, all is as it was.
func TestReadOnlyStoreIsRefused(t *testing.T) {
	disk, dir := ownDisk(t, "24m"), t.TempDir()
	receiver := newCrashReceiver(t)
	at := crashPlace{brands: writeBrand(t, filepath.Join(dir, "brands", "crash")), data: filepath.Join(disk, "data"), endpoints: filepath.Join(dir, "endpoints.json")}
	write(t, at.endpoints, receiver.endpoints())
	var server atomic.Value
	server.Store("")
	key := at.prepare(t, &server) // and the server that ran meanwhile is killed
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve", "--brands", at.brands, "--data", at.data, "--listen", "127.0.0.1:0"},
		{"keys", "create", "--data", at.data, "--brand", "crash", "--name", "other", "--scope", "rewards:read"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		out, err := exec.CommandContext(ctx, "proffer", args...).CombinedOutput()
		if err == nil || ctx.Err() != nil || !strings.Contains(string(out), at.data) || !strings.Contains(strings.ReplaceAll(string(out), "readonly", "read-only"), "read-only") {
			t.Errorf("proffer %s ended with %v:\n%s", args[0], err, out)
		}
	}
	at.verify(t) // which only reads
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=24m"); err != nil {
		t.Fatal(err)
	}
	running := at.start(t, "proffer", &server)
	c := newCrashClient(0, &server, key, make(chan struct{}))
	if status, _ := c.ask(http.MethodGet, "/v1/grants?code=T-0000000000", key, nil, nil, http.StatusNotFound); status == 0 {
		t.Errorf("the key is not what it was: %v", c.err)
	}
	kill(t, running)
	at.verify(t)
}
