package storetest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Template makes files by copying those that were made once: bringing a schema up takes longer than most cases.
type Template struct {
	once  sync.Once
	files map[string][]byte
}

// Copy puts into dir what fill leaves in a folder, which it is called for the first time only. fill closes what it opens.
func (m *Template) Copy(t testing.TB, dir string, fill func(dir string)) {
	t.Helper()
	m.once.Do(func() {
		first := t.TempDir()
		fill(first)
		made := map[string][]byte{}
		entries, err := os.ReadDir(first)
		for i := 0; err == nil && i < len(entries); i++ {
			made[entries[i].Name()], err = os.ReadFile(filepath.Join(first, entries[i].Name()))
		}
		if err != nil {
			t.Fatal(err)
		}
		m.files = made
	})
	if len(m.files) == 0 {
		t.Fatal("the template is empty")
	}
	for name, raw := range m.files {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
