package cli

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"time"
)

// OpenBrowser shows url in the default browser of the desktop and does not wait for it.
func OpenBrowser(url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the URL is one this program printed
	if err := cmd.Start(); err != nil {
		cancel()
		return fmt.Errorf("cannot open a browser with %s: %w; open the link yourself", name, err)
	}
	go func() {
		defer cancel()
		_ = cmd.Wait() // the browser's own exit code tells nothing about the page
	}()
	return nil
}
