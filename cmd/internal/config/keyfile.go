package config

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// LoadKeys reads the keys file, or makes it when this is the first start: neither it nor a store
// exists. With a store and without its keys it is an error, since new keys could open nothing of
// what is stored. A file that others may read is refused, and so is one that is not exactly of the
// shape above. If the process dies while the file is made, there is none.
func LoadKeys(path string, storeExists bool, now time.Time) (*Keys, error) {
	keys, err := readKeys(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	if storeExists {
		return nil, fmt.Errorf("keys file %s does not exist, but the store does: its sealed values can only be "+
			"opened with the keys it was made with; restore the file from a backup, or name it with --keys", path)
	}
	keys = newKeys(now)
	if err := writeKeys(path, keys); err != nil {
		return nil, fmt.Errorf("make keys file %s: %w", path, err)
	}
	return keys, nil
}

// ReadKeys reads a keys file that has to exist.
func ReadKeys(path string) (*Keys, error) {
	keys, err := readKeys(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("keys file %s does not exist; name it with --keys", path)
	}
	return keys, err
}

func readKeys(path string) (*Keys, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("keys file %s has mode %#o, so others can read it; run: chmod 600 %s", path, mode, path)
	}
	raw, err := io.ReadAll(io.LimitReader(file, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("keys file %s: %w", path, err)
	}
	keys, err := parseKeys(raw)
	if err != nil {
		return nil, fmt.Errorf("keys file %s: %w", path, err)
	}
	return keys, nil
}

// parseKeys never puts a part of the file into its error.
func parseKeys(raw []byte) (*Keys, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	var keys Keys
	if err := decoder.Decode(&keys); err != nil {
		return nil, keysShape(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON object; remove it")
	}
	for name, list := range map[string][]Key{"tickets": keys.Tickets, "tokens": keys.Tokens} {
		if len(list) == 0 {
			return nil, fmt.Errorf("/%s is missing or empty; it needs at least one {kid, secret}", name)
		}
		seen := map[string]bool{}
		for i, key := range list {
			switch {
			case !kidPattern.MatchString(key.KID):
				return nil, fmt.Errorf("/%s/%d/kid has to be 1 to 40 letters, digits, - or _", name, i)
			case seen[key.KID]:
				return nil, fmt.Errorf("/%s/%d/kid is there twice; each kid names one key", name, i)
			case len(key.Secret) != secretBytes:
				return nil, fmt.Errorf("/%s/%d/secret has to be %d bytes in base64", name, i, secretBytes)
			}
			seen[key.KID] = true
		}
	}
	for name, secret := range map[string]Secret{"refs": keys.Refs, "codes": keys.Codes, "vault": keys.Vault} {
		if len(secret) != secretBytes {
			return nil, fmt.Errorf("/%s has to be %d bytes in base64", name, secretBytes)
		}
	}
	return &keys, nil
}

var (
	kidPattern     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)
	unknownPattern = regexp.MustCompile(`^json: unknown field "([a-z]{1,40})"$`)
)

func keysShape(err error) error {
	if match := unknownPattern.FindStringSubmatch(err.Error()); match != nil {
		return fmt.Errorf("unknown field %q; the file has tickets, tokens, refs, codes and vault", match[1])
	}
	return errors.New("not the JSON that a keys file holds: {tickets, tokens: [{kid, secret}], refs, codes, vault}, each secret 32 bytes in base64")
}

// newKeys names the signing keys after the day they were made, which a rotation years later is
// grateful for.
func newKeys(now time.Time) *Keys {
	kid := now.UTC().Format("20060102")
	return &Keys{
		Tickets: []Key{{KID: "t" + kid, Secret: newSecret()}},
		Tokens:  []Key{{KID: "s" + kid, Secret: newSecret()}},
		Refs:    newSecret(),
		Codes:   newSecret(),
		Vault:   newSecret(),
	}
}

func newSecret() Secret {
	secret := make(Secret, secretBytes)
	rand.Read(secret) // never fails: it ends the process instead
	return secret
}

// writeKeys puts the file in place whole and durable, and never over another one.
func writeKeys(path string, keys *Keys) error {
	body, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".keys-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // gone already if the link below was made
	if _, err = file.Write(append(body, '\n')); err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	// Link, unlike Rename, fails when another start made the file meanwhile.
	if err := os.Link(file.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
