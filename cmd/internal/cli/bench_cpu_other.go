//go:build !unix

package cli

import "time"

// processorTime is not told here.
func processorTime() time.Duration { return 0 }
