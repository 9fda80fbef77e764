package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"proffer/forms"
	"proffer/rewards"
)

// readEndpoints reads the endpoints file, "" for none. All its defects are reported at once; no
// message repeats a secret.
func readEndpoints(path string) ([]rewards.Endpoint, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--endpoints: %w", err)
	}
	endpoints, defects := rewards.ParseEndpoints(raw)
	if len(defects) == 0 {
		return endpoints, nil
	}
	lines := make([]string, len(defects))
	for i, defect := range defects {
		lines[i] = "  " + defect.String()
	}
	return nil, errors.New("endpoints file " + path + " is not accepted:\n" + strings.Join(lines, "\n"))
}

// known refuses an endpoint of a brand that is not served: its events would never come, and nobody
// would know why.
func known(endpoints []rewards.Endpoint, bundles []*forms.Bundle) error {
	var ids []string
	for _, b := range bundles {
		ids = append(ids, b.Brand.ID)
	}
	for _, e := range endpoints {
		if !slices.Contains(ids, e.Brand) {
			return fmt.Errorf("endpoint %s: no brand %q is served here; %s", e.ID, e.Brand, forms.Suggest(e.Brand, ids))
		}
	}
	return nil
}
