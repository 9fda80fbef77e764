package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"proffer/cmd/internal/config"
)

var day = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func TestFirstStartMakesKeysThatTheNextOneReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "keys.json")
	made, err := config.LoadKeys(path, false, day)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %#o, want 0600", info.Mode().Perm())
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("%d files beside the keys, want none", len(entries)-1)
	}
	read, err := config.LoadKeys(path, true, day.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if read.Fingerprint() != made.Fingerprint() || !bytes.Equal(read.Tickets[0].Secret, made.Tickets[0].Secret) {
		t.Error("the second start read other keys than the first made")
	}
	if read.KEK() != [32]byte(made.Vault) {
		t.Error("the KEK is not the vault's secret")
	}
}

// With new keys nothing stored could be opened, and it would show only when somebody asks for it.
func TestAStoreWithoutItsKeysIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	_, err := config.LoadKeys(path, true, day)
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "restore") {
		t.Errorf("got %v, want an error that names %s and says to restore it", err, path)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a keys file was made")
	}
}

func TestKeysThatOthersCanReadAreRefused(t *testing.T) {
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o644, 0o610} {
		path := filepath.Join(t.TempDir(), "keys.json")
		if _, err := config.LoadKeys(path, false, day); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := config.LoadKeys(path, true, day)
		if err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) {
			t.Errorf("mode %#o: got %v, want the command that mends it", mode, err)
		}
	}
}

func TestAKeysFileIsReadStrictly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := config.LoadKeys(path, false, day); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change := func(edit func(map[string]any)) string {
		var all map[string]any
		if err := json.Unmarshal(good, &all); err != nil {
			t.Fatal(err)
		}
		edit(all)
		raw, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	first := func(all map[string]any, list string) map[string]any { return all[list].([]any)[0].(map[string]any) }
	cases := []struct{ name, body, want string }{
		{"unknown field", change(func(k map[string]any) { k["extra"] = 1 }), `unknown field "extra"`},
		{"unknown field of a key", change(func(k map[string]any) { first(k, "tickets")["alg"] = "none" }), `unknown field "alg"`},
		{"trailing data", string(good) + "{}", "something follows"},
		{"no JSON", "keys", "not the JSON"},
		{"no ticket key", change(func(k map[string]any) { k["tickets"] = []any{} }), "/tickets is missing"},
		{"no token key", change(func(k map[string]any) { delete(k, "tokens") }), "/tokens is missing"},
		{"bad kid", change(func(k map[string]any) { first(k, "tokens")["kid"] = "a b" }), "/tokens/0/kid"},
		{"short signing key", change(func(k map[string]any) { first(k, "tickets")["secret"] = "c2hvcnQ=" }), "/tickets/0/secret"},
		{"not base64", change(func(k map[string]any) { k["vault"] = "?" }), "not the JSON"},
		{"short vault secret", change(func(k map[string]any) { k["vault"] = "c2hvcnQ=" }), "/vault has to be"},
		{"no codes secret", change(func(k map[string]any) { delete(k, "codes") }), "/codes has to be"},
		{"kid twice", change(func(k map[string]any) { k["tickets"] = append(k["tickets"].([]any), first(k, "tickets")) }), "/tickets/1/kid is there twice"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := os.WriteFile(path, []byte(c.body), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := config.ReadKeys(path)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
				t.Fatalf("got %v, want %q and the path", err, c.want)
			}
			if strings.Contains(err.Error(), "c2hvcnQ") {
				t.Error("the error repeats a secret")
			}
		})
	}
}

// A fingerprint that changed with a rotated signing key would lock the operator out of the store;
// one that did not change with the others would not notice a wrong file.
func TestFingerprintCoversWhatAStoreCannotLiveWithout(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	keys, err := config.LoadKeys(path, false, day)
	if err != nil {
		t.Fatal(err)
	}
	before := keys.Fingerprint()
	rotated := *keys
	rotated.Tickets = append([]config.Key{{KID: "new", Secret: make(config.Secret, 32)}}, keys.Tickets...)
	if rotated.Fingerprint() != before {
		t.Error("a rotated ticket key changes the fingerprint")
	}
	for name, change := range map[string]func(*config.Keys){
		"refs":  func(k *config.Keys) { k.Refs = make(config.Secret, 32) },
		"codes": func(k *config.Keys) { k.Codes = make(config.Secret, 32) },
		"vault": func(k *config.Keys) { k.Vault = make(config.Secret, 32) },
	} {
		other := *keys
		change(&other)
		if other.Fingerprint() == before {
			t.Errorf("other %s, same fingerprint", name)
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	keys, err := config.LoadKeys(filepath.Join(t.TempDir(), "keys.json"), false, day)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		got := fmt.Sprintf(format, keys)
		if strings.Contains(got, fmt.Sprint([32]byte(keys.Vault))) || strings.Contains(got, string(keys.Vault)) {
			t.Errorf("%s prints a secret", format)
		}
		if !strings.Contains(got, "32 secret bytes") {
			t.Errorf("%s does not use String: %s", format, got)
		}
	}
}
