package config

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v3"
)

// Config is what a verb that opens a store needs to know. Paths are absolute, so that a message
// names a place and not a guess.
type Config struct {
	Brands    string
	Listen    string
	PublicURL string
	Endpoints string

	Data  string
	Store string // a URL
	Vault string // a URL
	Keys  string // a file

	TrustedProxy         []netip.Prefix
	AllowPrivateWebhooks []netip.Prefix
	PerAddress           int
	PerKey               int
	Metrics              string // an address, "" for none
	LogLevel             slog.Level
}

// The groups of flags as help shows them.
const (
	serving = "Serving"
	places  = "Where things are kept"
	hooks   = "Webhooks"
	logging = "Logging"
)

// PerAddress is how many tickets, how many responses, and so on, one address may ask for in a minute: an
// office or a school behind one address passes, a script that drains a code pool does not.
const PerAddress = 600

// PerKey is how many requests one API key may make in a minute: a till or a shop's server passes, a loop
// that does not end is held up.
const PerKey = 1200

// ServeFlags are those of `serve`.
func ServeFlags(env Env) []cli.Flag {
	flags := []cli.Flag{
		env.Text(serving, "brands", "", "`DIR` of one brand, or of several brand folders (required)"),
		env.Text(serving, "listen", "127.0.0.1:8080", "`ADDRESS` to listen on; port 0 takes a free one"),
		env.Text(serving, "public-url", "", "`URL` under which people reach this server (default: http:// and the address)"),
		env.List(serving, "trusted-proxy", "`CIDR` of a proxy whose X-Forwarded-For is believed; repeatable"),
		env.Count(serving, "per-address", PerAddress, "tickets and responses one address gets in a minute, each `N`, this machine ten times as many; 0 for no limit"),
		env.Count(serving, "per-key", PerKey, "requests that one API key may make in a minute, `N`; 0 for no limit"),
		env.Text(serving, "metrics", "", "`ADDRESS` on which Prometheus finds /metrics; keep it private (default: none)"),
		env.Text(hooks, "endpoints", "", "JSON `FILE` of the endpoints that get events"),
		env.List(hooks, "allow-private-webhooks", "`CIDR` of a private network that webhooks may go to; repeatable"),
	}
	return append(append(flags, PlaceFlags(env)...), LogFlags(env)...)
}

// PlaceFlags name the folder and files of one installation; every verb that opens a store has them.
func PlaceFlags(env Env) []cli.Flag {
	return []cli.Flag{
		env.Text(places, "data", "proffer-data", "`DIR` for what is not named below; serve makes it if it is missing"),
		env.Text(places, "store", "", "`URL` of the store (default: sqlite: and proffer.db in the data folder)"),
		env.Text(places, "vault", "", "`URL` of the vault (default: sqlite: and vault.db beside the store)"),
		env.Text(places, "keys", "", "`FILE` of signing keys, which serve makes on its first start (default: keys.json in the data folder)"),
	}
}

// LogFlags are those of every verb that serves.
func LogFlags(env Env) []cli.Flag {
	return []cli.Flag{env.Text(logging, "log-level", "info", "`LEVEL` from which lines are written: debug, info, warn or error")}
}

// From reads what was given; a flag that the verb does not have keeps its zero value. Each error
// names the flag and says what would be right.
func From(cmd *cli.Command) (Config, error) {
	c := Config{
		Brands:    cmd.String("brands"),
		Listen:    cmd.String("listen"),
		Endpoints: cmd.String("endpoints"),
		Metrics:   cmd.String("metrics"),
		Data:      cmd.String("data"),
		Store:     cmd.String("store"),
		Vault:     cmd.String("vault"),
		Keys:      cmd.String("keys"),
	}
	c.PerAddress = cmd.Int("per-address")
	if c.PerAddress < 0 {
		return c, fmt.Errorf("--per-address is %d; give 0 for no limit or a number above it", c.PerAddress)
	}
	c.PerKey = cmd.Int("per-key")
	if c.PerKey < 0 {
		return c, fmt.Errorf("--per-key is %d; give 0 for no limit or a number above it", c.PerKey)
	}
	var err error
	if c.PublicURL, err = PublicURL("public-url", cmd.String("public-url")); err != nil {
		return c, err
	}
	if c.TrustedProxy, err = prefixes("trusted-proxy", cmd.StringSlice("trusted-proxy")); err != nil {
		return c, err
	}
	if c.AllowPrivateWebhooks, err = prefixes("allow-private-webhooks", cmd.StringSlice("allow-private-webhooks")); err != nil {
		return c, err
	}
	if level := cmd.String("log-level"); level != "" {
		if err := c.LogLevel.UnmarshalText([]byte(level)); err != nil {
			return c, fmt.Errorf("--log-level is %q; give debug, info, warn or error", level)
		}
	}
	return c, c.Place()
}

// Place fills in the places that were not named and makes every path absolute.
func (c *Config) Place() error {
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return fmt.Errorf("--data %s: %w", c.Data, err)
	}
	c.Data = data
	if c.Store == "" {
		c.Store = FileURL(filepath.Join(data, "proffer.db"))
	}
	store, err := File("store", c.Store)
	if err != nil {
		return err
	}
	if c.Vault == "" {
		c.Vault = FileURL(filepath.Join(filepath.Dir(store), "vault.db"))
	}
	vault, err := File("vault", c.Vault)
	if err != nil {
		return err
	}
	if vault == store {
		return fmt.Errorf("--store and --vault both name %s; the vault has a file of its own, so that its backups can end sooner", store)
	}
	c.Store, c.Vault = FileURL(store), FileURL(vault)
	if c.Keys == "" {
		c.Keys = filepath.Join(data, "keys.json")
	}
	if c.Keys, err = filepath.Abs(c.Keys); err != nil {
		return fmt.Errorf("--keys %s: %w", c.Keys, err)
	}
	return nil
}

// KeysBesideStore takes the keys from the store's folder, where a server with nothing but --data puts them, if they are there.
func (c *Config) KeysBesideStore() error {
	store, err := File("store", c.Store)
	if err != nil {
		return err
	}
	keys := filepath.Join(filepath.Dir(store), "keys.json")
	if _, err := os.Stat(keys); err == nil {
		c.Keys = keys
	}
	return nil
}

// File is the absolute path that a store's or vault's URL names. The path stands in it as it is,
// without escapes.
func File(flag, raw string) (string, error) {
	path, found := strings.CutPrefix(raw, "sqlite:")
	if after, absolute := strings.CutPrefix(path, "//"); absolute {
		path, found = after, strings.HasPrefix(after, "/")
	}
	if !found || path == "" || strings.ContainsAny(path, "?#") || strings.HasSuffix(path, "/") {
		return "", fmt.Errorf("--%s is %q; give sqlite:///absolute/path/proffer.db or sqlite:relative.db, without ? or #", flag, raw)
	}
	return filepath.Abs(path)
}

// FileURL is what File reads.
func FileURL(path string) string { return "sqlite://" + path }

// PublicURL checks the base URL of a server that a flag was given, and takes a slash off its end.
func PublicURL(flag, raw string) (string, error) {
	if raw == "" {
		return "", nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil ||
		u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return "", fmt.Errorf("--%s is %q; give the scheme and host alone, such as https://answers.example", flag, raw)
	}
	return u.Scheme + "://" + u.Host, nil
}

func prefixes(flag string, raw []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range raw {
		text = strings.TrimSpace(text)
		if address, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--%s is %q; give a network such as 10.0.0.0/8, or one address", flag, text)
		}
		list = append(list, prefix.Masked())
	}
	return list, nil
}

// StoreExists tells whether the store's file is there, so that a first start differs from one that
// lost its keys.
func (c *Config) StoreExists() (bool, error) {
	path, err := File("store", c.Store)
	if err != nil {
		return false, err
	}
	if _, err = os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
