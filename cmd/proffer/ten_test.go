package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The ten minutes of rewards/README.md are typed as they stand, beside a demo that runs as it says, and come to what it tells.
// Only the ports are others, and what a reader does not notice, that the receiver starts and a webhook arrives, takes as long as it takes here.
func TestTenMinutes(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Fatal("the walk needs curl; see .ci/tools")
	}
	raw, err := os.ReadFile("../../rewards/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(raw), "\n## Ten minutes\n")
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(section, -1)
	if len(blocks) != 8 || !strings.Contains(blocks[0][1], "bin/proffer demo\n") {
		t.Fatalf("%d blocks of commands, of which the first starts the demo", len(blocks))
	}

	export := demoBeside(t)
	port := freePort(t)
	script := ""
	for _, block := range blocks[1:] {
		script += block[1]
	}
	for _, swap := range [][2]string{
		{`export PATH="$PWD/bin:$PATH"`, ":"}, // here the test is proffer
		{"9000", port},
		{"sleep 1\n", "until curl -s -o /dev/null http://127.0.0.1:" + port + "/; do sleep 0.1; done\n"},
		{"EVENT=", "until api \"$SERVER/v1/endpoints/till/deliveries?type=reward.granted&state=delivered\" | grep -q '\"event\"'; do sleep 0.1; done\nEVENT="},
		{"kill $!\n", "until api \"$SERVER/v1/endpoints/till/deliveries?state=pending\" | grep -qF '{\"deliveries\":[]}'; do sleep 0.1; done\nkill $!; wait $! || true\n"},
	} {
		if !strings.Contains(script, swap[0]) {
			t.Fatalf("the walk has no %q", swap[0])
		}
		script = strings.ReplaceAll(script, swap[0], swap[1])
	}
	script = "set -eu\ntrap 'kill $! 2>/dev/null || true' EXIT\n" + export + "\n" + script
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", script)
	cmd.Dir, cmd.WaitDelay = "../..", patience
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}

	rest := string(said)
	for _, want := range []string{
		`"type": "endpoint\.ping"`, `"state":"delivered"`,
		`"code":"BREW-[0-9A-Z]{10}".*"preferences":\[\{"attribute":"brew","question":"brew","value":"espresso"`,
		`"key":"order-10042"`, `"key":"order-10042".* 200`, `"code":"redeemed".* 409`, `"undone":"`, `"key":"order-10042-again".* 201`,
		`\{"replayed":1\}`, `"deliveries":\[\{`, `"refusal":\{"reason":"held"\}`, `"gives":null,"refusal":\{"reason":"held"\}.*the person holds 1, and one person gets 1 for ever`,
		`(?m)^  on top: beans/both`, `(?m)^till +fieldnote +shop +recommend`, `(?m)^2 responses, 1 grant, 6 events verified`, `(?m)^  offer welcome/ten-percent`,
	} {
		at := regexp.MustCompile(want).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("after the rest, nothing says %s:\n%s", want, said)
		}
		if !strings.HasPrefix(want, `"type"`) { // a webhook comes when it comes
			rest = rest[at[1]:]
		}
	}
	for event, times := range map[string]int{"response.completed": 2, "reward.granted": 2, "redemption.made": 2, "redemption.undone": 1} {
		if n := strings.Count(string(said), `"type": "`+event+`"`); n != times {
			t.Errorf("%s arrived %d times, want %d:\n%s", event, n, times, said)
		}
	}
}

// demoBeside runs the demo until the test ends, and returns the line that it prints for another terminal.
func demoBeside(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command("proffer", "demo", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "ada's data"))
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	line := regexp.MustCompile(`(?m)^  (export SERVER=\S+ KEY=pk_\S+ PROFFER_DATA=.+)$`)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		said, err := os.ReadFile(out.Name())
		if err != nil {
			t.Fatal(err)
		}
		if found := line.FindSubmatch(said); found != nil && strings.Contains(string(said), "Ctrl-C ends the demo") {
			return string(found[1])
		}
	}
	t.Fatal("the demo does not say how to go on")
	return ""
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return fmt.Sprint(ln.Addr().(*net.TCPAddr).Port)
}
