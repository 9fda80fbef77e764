package storetest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"proffer/forms/fault"
)

var backupCases = map[string]func(t *testing.T, o *Opened){
	// A backup of a store at work is whole: every value opens, every count is right.
	"of a store at work": func(t *testing.T, o *Opened) {
		s := full()
		complete(t, o, s)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, _, err := o.Complete(ctx, full().Ask()); err != nil {
						t.Error(err)
					}
				}
			}
		})
		dir := filepath.Join(t.TempDir(), "backup")
		ok(t, o.Backup(ctx, dir))
		close(stop)
		wg.Wait()
		files, err := os.ReadDir(dir)
		ok(t, err)
		for _, f := range files {
			info, err := f.Info()
			ok(t, err)
			same(t, "mode of "+f.Name(), info.Mode().Perm(), os.FileMode(0o600))
		}
		late := NewSample(NewID(), Start)
		complete(t, o, late)
		st := o.Restore(t, dir)
		same(t, "opened", string(by(record(t, st, s.Subject, Start).Preferences, "email").Value), `"`+Plaintext+`"`)
		_, err = st.Exchange(ctx, Brand, late.Response, false, Start)
		wants(t, err, fault.NotFound)
		complete(t, st, late)
	},

	// Who was erased after the backup stays erased when it is restored; the others come back.
	"restore keeps erasures": func(t *testing.T, o *Opened) {
		before, after, other := full(), full(), full()
		complete(t, o, before)
		complete(t, o, after)
		complete(t, o, other)
		ok(t, o.Erase(ctx, Brand, before.Subject, Start))
		dir := filepath.Join(t.TempDir(), "backup")
		ok(t, o.Backup(ctx, dir))
		ok(t, o.Erase(ctx, Brand, after.Subject, Start))
		st := o.Restore(t, dir)
		gone(t, st, before.Subject)
		gone(t, st, after.Subject)
		same(t, "the other", string(by(record(t, st, other.Subject, Start).Preferences, "email").Value), `"`+Plaintext+`"`)
	},

	// A backup never writes over another one.
	"fresh folder": func(t *testing.T, o *Opened) {
		dir := t.TempDir()
		if err := o.Backup(ctx, dir); err == nil {
			t.Error("a backup was written into a folder that existed")
		}
	},
}
