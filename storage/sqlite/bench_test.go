package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

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
	took := make([]time.Duration, b.N)
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
				s := storetest.NewSample(storetest.NewID(), storetest.Start)
				s.Seals, s.Decision.Preferences[5].Sealed = sealed, sealed
				began := time.Now()
				if _, _, err := st.Complete(ctx, s.Ask()); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(began)
			}
		}()
	}
	callers.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "exchanges/s")
	slices.Sort(took)
	b.ReportMetric(float64(took[b.N*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[b.N-1].Microseconds())/1000, "max-ms")
	log, err := os.Stat(filepath.Join(dir, "proffer.db-wal"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(log.Size())/1e6, "log-MB")
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

// BenchmarkRecord reads a subject's whole record, one sealed value opened.
func BenchmarkRecord(b *testing.B) {
	ctx := context.Background()
	st, err := storage.Open(ctx, "sqlite://"+filepath.Join(b.TempDir(), "proffer.db"), "", storage.Options{Fingerprint: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	s := storetest.NewSample(storetest.NewID(), storetest.Start)
	s.Seals, s.Decision.Preferences[5].Sealed = true, true
	if _, _, err := st.Complete(ctx, s.Ask()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := st.Record(ctx, storetest.Brand, s.Subject, true, storetest.Start)
		if err != nil || len(r.Preferences) != 6 {
			b.Fatalf("%v, %v", r, err)
		}
	}
}

// BenchmarkExchange reads whole exchanges as a webhook's rendering does, 8 at a time: ns/op is per exchange.
func BenchmarkExchange(b *testing.B) {
	ctx, cancel := context.WithCancel(b.Context()) // as an attempt's, which can end
	defer cancel()
	st, err := storage.Open(ctx, "sqlite://"+filepath.Join(b.TempDir(), "proffer.db"), "", storage.Options{Fingerprint: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	responses := make([]uuid.UUID, 500)
	for i := range responses {
		s := storetest.NewSample(storetest.NewID(), storetest.Start)
		if _, _, err := st.Complete(ctx, s.Ask()); err != nil {
			b.Fatal(err)
		}
		responses[i] = s.Response
	}
	var next atomic.Int64
	b.SetParallelism(4)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := st.Exchange(ctx, storetest.Brand, responses[next.Add(1)%int64(len(responses))], true, storetest.Start); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
