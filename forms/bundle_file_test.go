//go:build unix

package forms

import (
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// What is no file is not read: a pipe would hold up the reader for ever, and the server with it.
func TestPipesAreNoFiles(t *testing.T) {
	dir := t.TempDir()
	for name, source := range map[string]string{"brand.json": `{"brand": "leaf", "locales": ["en"], "theme": {"accent": "#000", "logo": "logo.svg"}}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "forms"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"logo.svg", "forms/tea.json"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Skip(err)
		}
	}
	done := make(chan []Finding, 1)
	go func() {
		_, findings := Load(os.DirFS(dir))
		done <- findings
	}()
	select {
	case findings := <-done:
		for _, want := range []string{"unreadable", "dangling_image"} {
			if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Code == want }) {
				t.Errorf("no %s among %v", want, findings)
			}
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the pipe is waited for")
	}
}
