package rewards

import (
	"slices"
	"testing"
)

// A code is found however somebody at a till types it.
func TestReadings(t *testing.T) {
	prefixes := []string{"BREW-", "oil-", ""}
	for typed, want := range map[string]string{
		"BREW-X1M020E5EJ":      "BREW-X1M020E5EJ",
		" brew-x1m020e5ej ":    "BREW-X1M020E5EJ",
		"brew xim0 2oe 5ej":    "BREW-X1M020E5EJ",
		"BREWX1M020E5EJ":       "BREW-X1M020E5EJ",
		"OIL X1M020E5EJ":       "oil-X1M020E5EJ",
		"x1m0-20e5-ej":         "X1M020E5EJ",
		"Spring 2026, as sold": "Spring 2026, as sold",
	} {
		if got := Readings(typed, prefixes); !slices.Contains(got, want) {
			t.Errorf("%q reads as %q, want %q among them", typed, got, want)
		}
	}
}
