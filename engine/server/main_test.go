package server_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
)

// What people of these tests type; the names are such that no line holds them by chance. A world
// adds the tickets and tokens it is given.
const (
	typedEmail  = "marta.quercia@customer.example"
	typedRemark = "the lid squeaks like a heron"
	typedChoice = "tea-of-nowhere-7731"
	farAddress  = "203.0.113.77"
)

// journal collects the log of every server of the run, with what must not stand in it.
type journal struct {
	mu      sync.Mutex
	lines   bytes.Buffer
	secrets map[string]string // secret to what it is
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lines.Write(p)
}

// keep notes something that no line may hold.
func (j *journal) keep(what, secret string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.secrets[secret] = what
}

// check reports every secret that a line holds, and a log that says nothing at all.
func (j *journal) check() (bad []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for secret, what := range j.secrets {
		if bytes.Contains(j.lines.Bytes(), []byte(secret)) {
			bad = append(bad, "the log holds "+what)
		}
	}
	if !bytes.Contains(j.lines.Bytes(), []byte("request refused")) {
		bad = append(bad, "the log has no line of a refused request, so it proves nothing")
	}
	return bad
}

var logged = &journal{secrets: map[string]string{
	typedEmail: "an e-mail address", typedRemark: "an answer", typedChoice: "an answer that was refused", farAddress: "an address",
}}

func testLog() *slog.Logger {
	return slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// TestMain runs the tests and then looks through all that was logged meanwhile: no line may hold an
// answer, an e-mail address, an IP address, a token or a ticket.
func TestMain(m *testing.M) {
	code := m.Run()
	if only := os.Args[1:]; code == 0 && !filtered(only) {
		for _, line := range logged.check() {
			fmt.Println("FAIL:", line)
			code = 1
		}
	}
	os.Exit(code)
}

// filtered tells whether only some tests were asked for, which may have logged nothing.
func filtered(args []string) bool {
	for _, a := range args {
		if bytes.HasPrefix([]byte(a), []byte("-test.run=")) || bytes.HasPrefix([]byte(a), []byte("-test.list=")) {
			return true
		}
	}
	return false
}
