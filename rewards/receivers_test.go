package rewards_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"proffer/rewards"
)

// example is the README's one block in a language.
func example(t *testing.T, language, has string) []byte {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllSubmatch(readme, -1) {
		if bytes.Contains(block[1], []byte(has)) {
			return block[1]
		}
	}
	t.Fatalf("the README has no %s with %s", language, has)
	return nil
}

// receiving starts a receiver of the README with a key, and returns where it listens. "LISTEN" in its command is that address.
func receiving(t *testing.T, key string, command ...string) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	_ = ln.Close()
	ctx, cancel := context.WithCancel(context.Background())
	var out bytes.Buffer
	for i, word := range command {
		command[i] = strings.ReplaceAll(word, "LISTEN", address)
	}
	program := exec.CommandContext(ctx, command[0], command[1:]...)
	program.Env = append(os.Environ(), "PROFFER_SECRET="+key, "LISTEN="+address)
	program.Stderr = &out
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = program.Wait() // it was ended
		if t.Failed() {
			t.Logf("the receiver said: %s", out.String())
		}
	})
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address); err == nil {
			_ = c.Close()
			return address
		}
		if time.Now().After(end) {
			t.Fatalf("the receiver does not listen: %s", out.String())
		}
	}
}

// cutOff sends the beginning of a webhook and goes away, as anybody can.
func cutOff(t *testing.T, address string) {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err == nil {
		_, err = c.Write([]byte("POST /hooks HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"))
		err = errors.Join(err, c.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The receivers that the README shows take what is signed, also while a secret rotates, and nothing else. That in PHP is run where
// PHP is.
func TestReceiversOfTheReadme(t *testing.T) {
	t.Parallel() // it builds and starts programs
	dir := t.TempDir()
	goBin := filepath.Join(dir, "receiver")
	source := filepath.Join(dir, "main.go")
	write := func(path string, raw []byte) {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(source, example(t, "go", "package main"))
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", goBin, source).CombinedOutput(); err != nil {
		t.Fatalf("the README's Go: %v\n%s", err, out)
	}
	node := filepath.Join(dir, "receiver.mjs")
	write(node, example(t, "js", "createServer"))
	php := filepath.Join(dir, "receiver.php")
	write(php, example(t, "php", "verified("))
	servePHP := []string{"php", "-S", "LISTEN", php}

	private, err := rewards.NewPrivateSecret()
	if err != nil {
		t.Fatal(err)
	}
	parse := func(text string) rewards.Secret {
		s, err := rewards.ParseSecret(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	fresh, err := rewards.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	shared, pair, other := parse(secret), parse(private), parse(fresh)
	body, now := []byte(`{"type": "reward.granted", "text": "à 咖啡"}`), time.Now()
	for name, c := range map[string]struct {
		key     string
		good    rewards.Secret
		command []string
	}{
		"Go": {secret, shared, []string{goBin}}, "Node": {secret, shared, []string{"node", node}}, "Node with a public key": {pair.Public().String(), pair, []string{"node", node}},
		"PHP": {secret, shared, servePHP}, "PHP with a public key": {pair.Public().String(), pair, servePHP},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(c.command[0]); err != nil && c.command[0] == "php" {
				t.Skip("there is no PHP here")
			}
			address := receiving(t, c.key, slices.Clone(c.command)...)
			cutOff(t, address)
			url := "http://" + address + "/hooks"
			post := func(id string, at time.Time, signature string, body []byte) int {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set(rewards.HeaderID, id)
				r.Header.Set(rewards.HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
				r.Header.Set(rewards.HeaderSignature, signature)
				response, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				_ = response.Body.Close()
				return response.StatusCode
			}
			signature := c.good.Sign("evt", now, body)
			version, encoded, _ := strings.Cut(signature, ",")
			for what, got := range map[string][2]int{
				"signed":                 {post("evt", now, signature, body), 204},
				"while a secret rotates": {post("evt", now, rewards.Secrets{other, c.good}.Sign("evt", now, body), body), 204},
				"another's":              {post("evt", now, other.Sign("evt", now, body), body), 401},
				"another body":           {post("evt", now, signature, append([]byte(" "), body...)), 401},
				"another id":             {post("evt2", now, signature, body), 401},
				"another time":           {post("evt", now.Add(time.Second), signature, body), 401},
				"long ago":               {post("evt", now.Add(-time.Hour), c.good.Sign("evt", now.Add(-time.Hour), body), body), 401},
				"nothing":                {post("evt", now, "", body), 401},
				"an empty signature":     {post("evt", now, version+",", body), 401},
				"under another version":  {post("evt", now, map[string]string{"v1": "v1a", "v1a": "v1"}[version]+","+encoded, body), 401},
				"without an id":          {post("", now, signature, body), 401},
				"the one that must fail": {post("evt", now, "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=", body), 401},
			} {
				if got[0] != got[1] {
					t.Errorf("%s: %d, want %d", what, got[0], got[1])
				}
			}
		})
	}
}
