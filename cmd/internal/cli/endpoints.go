package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

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
