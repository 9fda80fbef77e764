package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"proffer/storage"
	"proffer/storage/storetest"
)

// BenchmarkComplete commits whole exchanges from 64 callers on a real file: each one response, six
// unsealed preferences, a code, two events, two deliveries.
func BenchmarkComplete(b *testing.B) { benchmarkComplete(b, false) }

// BenchmarkCompleteSealed is the same with one of the six values sealed, of a new subject each.
func BenchmarkCompleteSealed(b *testing.B) { benchmarkComplete(b, true) }

func benchmarkComplete(b *testing.B, sealed bool) {
	dir := b.TempDir()
	ctx := context.Background()
	st, err := storage.Open(ctx, "sqlite://"+filepath.Join(dir, "proffer.db"), "", storage.Options{Fingerprint: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	samples := make([]*storetest.Sample, b.N)
	for i := range samples {
		samples[i] = storetest.NewSample(storetest.NewID(), storetest.Start)
		if sealed {
			samples[i].Seals = true
			samples[i].Decision.Preferences[5].Sealed = true
		}
	}
	var next atomic.Int64
	b.ResetTimer()
	var callers sync.WaitGroup
	for range 64 {
		callers.Add(1)
		go func() {
			defer callers.Done()
			for {
				i := next.Add(1) - 1
				if i >= int64(b.N) {
					return
				}
				if _, _, err := st.Complete(ctx, samples[i].Ask()); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	callers.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "exchanges/s")
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	var size int64
	for _, name := range []string{"proffer.db", "vault.db"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			b.Fatal(err)
		}
		size += info.Size()
	}
	b.ReportMetric(float64(size)/float64(b.N), "B/exchange")
}
