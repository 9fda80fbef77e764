package rewards

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// entriesFor makes a sorted list of entries that is the same each time.
func entriesFor(n int) []EntryHash {
	out := make([]EntryHash, n)
	for i := range out {
		out[i] = HashEntry(uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, i)), fmt.Sprint("CODE", i))
	}
	slices.SortFunc(out, func(a, b EntryHash) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// The seed is this key's, brand's and offer's; the commitment tells nothing of it but holds it.
func TestDrawSeed(t *testing.T) {
	key := []byte(strings.Repeat("k", 32))
	seed := DrawSeed(key, "fieldnote", "welcome/grinder")
	for _, other := range [][]byte{DrawSeed([]byte(strings.Repeat("l", 32)), "fieldnote", "welcome/grinder"), DrawSeed(key, "other", "welcome/grinder"), DrawSeed(key, "fieldnote", "welcome/grinders"), DrawSeed(key, "fieldnotewelcome", "/grinder")} {
		if slices.Equal(seed, other) {
			t.Error("two draws have one seed")
		}
	}
	// Computed by another program and written down, since a server that makes another seed after an update could not keep what it committed to.
	if got := hex.EncodeToString(seed); got != "720ebbf710f6002a8484baa1c9d43dc72b74ce8b8d17454b086c2d7e00a019ef" {
		t.Errorf("seed %s", got)
	}
}

func TestMakeDrawing(t *testing.T) {
	list, seed := entriesFor(50), DrawSeed([]byte("key"), "b", "p/o")
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	d := MakeDrawing(list, seed, "", 3, at)
	if len(d.Winners) != 3 || d.Entries != 50 || d.Seed != hex.EncodeToString(seed) || Commitment(seed) == d.Seed {
		t.Errorf("%+v", d)
	}
	all := MakeDrawing(list, seed, "", 99, at)
	if len(all.Winners) != 50 || !slices.Equal(all.Winners[:3], d.Winners) || all.Digest != d.Digest {
		t.Errorf("with a prize for all %d won, first %v", len(all.Winners), all.Winners[:3])
	}
	for _, other := range []*Drawing{MakeDrawing(list, seed, "12 34 56", 3, at), MakeDrawing(list, DrawSeed([]byte("other"), "b", "p/o"), "", 3, at)} {
		if slices.Equal(other.Winners, d.Winners) {
			t.Error("another seed or public text draws the same")
		}
	}
	if less := MakeDrawing(list[1:], seed, "", 3, at); less.Digest == d.Digest {
		t.Error("another list has the same digest")
	}
	for _, e := range list {
		if d.Won(e) != slices.Contains(d.Winners, e) {
			t.Error("won is not who is a winner")
		}
	}
	// Over many seeds each entry wins about as often as any other.
	won := map[EntryHash]int{}
	for i := range 2000 {
		for _, e := range MakeDrawing(list[:10], DrawSeed(fmt.Append(nil, i), "b", "p/o"), "", 1, at).Winners {
			won[e]++
		}
	}
	for e, n := range won {
		if n < 130 || n > 270 { // 200 of 2000, 5 deviations
			t.Errorf("%s won %d times of 2000 among ten", e, n)
		}
	}
}

// A prize is handed out to who won, once, and not to who lost.
func TestRedeemDraw(t *testing.T) {
	h := heldCode(func(h *Held) { h.Grant.Kind = KindDraw })
	lost, won := false, true
	if c, _, err := Redeem(h, RedeemRequest{Key: "prize", Won: &lost}, by(noon)); c != nil || !fault.Has(err, "not_won") {
		t.Errorf("who lost: %s, %v", putting(c), err)
	}
	c, made, err := Redeem(h, RedeemRequest{Key: "prize", Won: &won}, by(noon))
	if err != nil || made == nil || putting(c) != "redeemed; redemption.made; reward.redeemed" {
		t.Errorf("who won: %s, %v", putting(c), err)
	}
}

func TestCheckPublic(t *testing.T) {
	for text, good := range map[string]bool{"": true, "Lotto 12 34 56, 2027-01-02": true, "è vero": true, strings.Repeat("x", 500): true,
		strings.Repeat("x", 501): false, " x": false, "x ": false, "a\nb": false, "a\x7f": false, "\xff": false} {
		if (CheckPublic(text) == nil) != good {
			t.Errorf("%q: %v", text, CheckPublic(text))
		}
	}
}

// The script of the README comes to what Go comes to, and notices what is wrong with a draw.
func TestReadmeChecksADraw(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(raw), "### Check a draw\n")
	script := regexp.MustCompile("(?s)```js\n(.*?)```").FindStringSubmatch(section)
	if script == nil {
		t.Fatal("the README has no script to check a draw with")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "draw.mjs"), []byte(script[1]), 0o600); err != nil {
		t.Fatal(err)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is needed: ", err)
	}
	seed := DrawSeed([]byte("key"), "b", "p/o")
	list := entriesFor(1203)
	for name, c := range map[string]struct {
		change func(d *Drawing, commitment *string, list *[]EntryHash)
		good   bool
	}{
		"as it is":              {func(*Drawing, *string, *[]EntryHash) {}, true},
		"another winner":        {func(d *Drawing, _ *string, _ *[]EntryHash) { d.Winners[0] = list[0] }, false},
		"another order":         {func(d *Drawing, _ *string, _ *[]EntryHash) { slices.Reverse(d.Winners) }, false},
		"another seed":          {func(_ *Drawing, c *string, _ *[]EntryHash) { *c = Commitment([]byte("other")) }, false},
		"an entry is left out":  {func(_ *Drawing, _ *string, l *[]EntryHash) { *l = (*l)[1:] }, false},
		"another public text":   {func(d *Drawing, _ *string, _ *[]EntryHash) { d.Public = "lottery 1" }, false},
		"fewer winners than is": {func(d *Drawing, _ *string, _ *[]EntryHash) { d.Winners = d.Winners[:4] }, false},
	} {
		t.Run(name, func(t *testing.T) {
			entries, commitment := slices.Clone(list), Commitment(seed)
			d := MakeDrawing(entries, seed, "lottery 12 34 è", 5, time.Now())
			c.change(d, &commitment, &entries)
			body, err := json.Marshal(map[string]any{"draw": map[string]any{"commitment": commitment, "winners": 5, "drawn": d}, "entries": entries})
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "draw.json")
			if err := os.WriteFile(file, body, 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			out, err := exec.CommandContext(ctx, node, filepath.Join(dir, "draw.mjs"), file).CombinedOutput()
			if (err == nil) != c.good {
				t.Errorf("ends with %v: %s", err, out)
			}
			if c.good && !strings.Contains(string(out), d.Winners[0].String()) {
				t.Errorf("it does not say who won: %s", out)
			}
		})
	}
}
