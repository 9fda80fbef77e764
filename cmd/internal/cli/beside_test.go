package cli

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"proffer/storage"
)

// storeOf is a store with brands, of which nothing else is asked.
type storeOf struct {
	storage.Store
	list []string
}

func (b storeOf) Brands(context.Context, string) ([]string, error) { return b.list, nil }

func (b storeOf) Registry(_ context.Context, brand string) (json.RawMessage, error) {
	if brand == "former" {
		return json.RawMessage(`{}`), nil
	}
	return nil, nil
}

// Nobody has to name the only brand; of several nothing is taken for meant, and one that was taken off can be named.
func TestTheBrandThatIsMeant(t *testing.T) {
	for name, c := range map[string]struct {
		list   []string
		named  string
		want   string
		says   string
		misuse bool
	}{
		"the only one":       {list: []string{"leaf"}, want: "leaf"},
		"one of several":     {list: []string{"leaf", "mill"}, says: "--brand is missing; this store has leaf, mill", misuse: true},
		"none":               {says: "no brand is published"},
		"one that was there": {list: []string{"leaf"}, named: "former", want: "former"},
		"one that never was": {list: []string{"leaf"}, named: "laef", says: `"laef" was never published`},
	} {
		got, err := brandOf(t.Context(), storeOf{list: c.list}, c.named)
		var wrong *usageError
		switch {
		case c.says == "" && (err != nil || got != c.want):
			t.Errorf("%s: %q, %v", name, got, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || errors.As(err, &wrong) != c.misuse):
			t.Errorf("%s: %v", name, err)
		}
	}
}
