package config_test

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
)

// read runs the flags of `serve` with these arguments and this environment.
func read(t *testing.T, env map[string]string, args ...string) (config.Config, error) {
	t.Helper()
	var c config.Config
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	cmd := &cli.Command{
		Name: "serve", Flags: config.ServeFlags(lookup), Writer: io.Discard, ErrWriter: io.Discard,
		Action: func(_ context.Context, cmd *cli.Command) error {
			var err error
			c, err = config.From(cmd)
			return err
		},
	}
	err := cmd.Run(t.Context(), append([]string{"serve"}, args...))
	return c, err
}

func TestPlacesDefaultIntoTheDataFolder(t *testing.T) {
	dir := t.TempDir()
	c, err := read(t, nil, "--data", filepath.Join(dir, "a b%"))
	if err != nil {
		t.Fatal(err)
	}
	store, err := config.File("store", c.Store)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "a b%", "proffer.db"); store != want {
		t.Errorf("store %s, want %s", store, want)
	}
	vault, err := config.File("vault", c.Vault)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "a b%", "vault.db"); vault != want {
		t.Errorf("vault %s, want %s", vault, want)
	}
	if want := filepath.Join(dir, "a b%", "keys.json"); c.Keys != want {
		t.Errorf("keys %s, want %s", c.Keys, want)
	}
}

func TestEveryFlagIsAVariableAndTheFlagWins(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{
		"PROFFER_DATA": dir, "PROFFER_LISTEN": "127.0.0.1:1", "PROFFER_BRANDS": "brands", "PROFFER_PER_ADDRESS": "7",
		"PROFFER_TRUSTED_PROXY": "10.0.0.0/8,192.168.1.1", "PROFFER_ALLOW_PRIVATE_WEBHOOKS": "127.0.0.0/8",
		"PROFFER_LOG_LEVEL": "warn", "PROFFER_PUBLIC_URL": "https://answers.example/", "PROFFER_ENDPOINTS": "e.json",
		"PROFFER_STORE": "sqlite:///srv/store.db", "PROFFER_VAULT": "sqlite:///srv/keys.db", "PROFFER_KEYS": "/srv/keys.json",
	}
	c, err := read(t, env, "--listen", "127.0.0.1:2")
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:2" {
		t.Errorf("listen %s: the flag did not win", c.Listen)
	}
	if c.Data != dir || c.Brands != "brands" || c.PerAddress != 7 || c.LogLevel != slog.LevelWarn ||
		c.PublicURL != "https://answers.example" || c.Endpoints != "e.json" || c.Store != "sqlite:///srv/store.db" ||
		c.Vault != "sqlite:///srv/keys.db" || c.Keys != "/srv/keys.json" {
		t.Errorf("a variable was not read: %+v", c)
	}
	if len(c.TrustedProxy) != 2 || c.TrustedProxy[1].String() != "192.168.1.1/32" || len(c.AllowPrivateWebhooks) != 1 {
		t.Errorf("networks %v and %v", c.TrustedProxy, c.AllowPrivateWebhooks)
	}
}

func TestWrongFlagsNameThemselvesAndWhatIsRight(t *testing.T) {
	cases := []struct{ flag, value, want string }{
		{"store", "postgres://x/y", "sqlite:///absolute"},
		{"store", "sqlite://host/y", "sqlite:///absolute"},
		{"store", "proffer.db", "sqlite:///absolute"},
		{"store", "sqlite:", "sqlite:///absolute"},
		{"vault", "mem:", "sqlite:///absolute"},
		{"public-url", "answers.example", "scheme and host"},
		{"public-url", "https://user:pw@answers.example", "scheme and host"},
		{"public-url", "https://answers.example/x", "scheme and host"},
		{"trusted-proxy", "10.0.0.0/99", "10.0.0.0/8"},
		{"allow-private-webhooks", "localhost", "10.0.0.0/8"},
		{"log-level", "loud", "debug, info, warn or error"},
		{"per-address", "-1", "0 for no limit"},
		{"per-key", "-1", "0 for no limit"},
	}
	for _, c := range cases {
		t.Run(c.flag+" "+c.value, func(t *testing.T) {
			_, err := read(t, nil, "--"+c.flag+"="+c.value)
			if err == nil || !strings.Contains(err.Error(), "--"+c.flag) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want --%s and %q", err, c.flag, c.want)
			}
		})
	}
}

func TestStoreAndVaultAreTwoFiles(t *testing.T) {
	_, err := read(t, nil, "--store", "sqlite:///srv/a.db", "--vault", "sqlite:///srv/./a.db")
	if err == nil || !strings.Contains(err.Error(), "a file of its own") {
		t.Errorf("got %v, want a refusal", err)
	}
}
