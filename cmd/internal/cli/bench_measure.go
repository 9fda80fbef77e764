package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"time"

	"proffer/cmd/internal/bench"
	"proffer/cmd/internal/config"
	"proffer/rewards"
)

// measured is one measurement of a server in this process.
type measured struct {
	result      bench.Result
	resident    int64         // bytes
	perExchange float64       // bytes of store and vault
	processor   time.Duration // of this process, while the exchanges ran
	drained     drained
}

// benchServer is a server of its own with the measured brand published, on a temporary folder unless it was
// given one.
type benchServer struct {
	kit   *kit
	url   string
	dir   string
	kept  bool // the folder stays
	files []string
	done  chan error
	stop  context.CancelFunc
}

// benchEndpoints are the two recipients; each gets one of the two events.
var benchEndpoints = [2]string{"shop", "loyalty"}

// benchWith is what a measured server has.
type benchWith struct {
	data      string // the folder of a store that is there, "": a new one
	endpoints bool
	deliver   bool // the dispatcher runs
}

func (m Main) startBench(ctx context.Context, with benchWith) (_ *benchServer, err error) {
	b := &benchServer{dir: with.data, kept: with.data != "", done: make(chan error, 2)}
	if !b.kept {
		if b.dir, err = os.MkdirTemp("", "proffer-bench-"); err != nil {
			return nil, err
		}
	}
	ctx, b.stop = context.WithCancel(ctx)
	defer func() {
		if err != nil {
			b.stop()
			err = errors.Join(err, b.remove())
		}
	}()
	c := config.Config{Data: b.dir}
	if err := c.Place(); err != nil {
		return nil, err
	}
	for flag, url := range map[string]string{"store": c.Store, "vault": c.Vault} {
		path, err := config.File(flag, url)
		if err != nil {
			return nil, err
		}
		b.files = append(b.files, path, path+"-wal")
	}
	bundle, findings, err := loadBrand(bench.Brand(), bench.ID)
	if err != nil {
		return nil, fmt.Errorf("%w\n%v", err, findings)
	}
	receiver, err := listen(ctx, "127.0.0.1:0", "--url")
	if err != nil {
		return nil, err
	}
	var endpoints []rewards.Endpoint
	if with.endpoints {
		if endpoints, err = benchReceivers(reachable(receiver.Addr())); err != nil {
			return nil, err
		}
	}
	ln, err := listen(ctx, "127.0.0.1:0", "--url")
	if err != nil {
		return nil, err
	}
	b.url = reachable(ln.Addr())
	log := m.logger(slog.LevelWarn)
	b.kit, err = m.assemble(ctx, c, parts{
		publicURL: b.url, endpoints: endpoints, private: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, log: log,
	})
	if err != nil {
		return nil, err
	}
	b.kit.paused = !with.deliver
	if err := b.kit.publish(ctx, bundle); err != nil {
		return nil, b.kit.abandon(err)
	}
	// The receiver outlives the server, whose last webhooks are still on their way when it is ended.
	receiving, deaf := context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		b.done <- b.kit.run(ctx, ln)
		deaf()
	}()
	go func() { b.done <- serveUntil(receiving, receiver, http.HandlerFunc(takeHook)) }()
	return b, nil
}

func (b *benchServer) remove() error {
	if b.kept {
		return nil
	}
	return os.RemoveAll(b.dir)
}

// takeHook is a receiver that costs as little as one can.
func takeHook(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

func benchReceivers(url string) ([]rewards.Endpoint, error) {
	var endpoints []rewards.Endpoint
	for i, event := range []string{rewards.EventResponseCompleted, rewards.EventRewardGranted} {
		secret, err := rewards.NewSecret()
		if err != nil {
			return nil, err
		}
		endpoints = append(endpoints, rewards.Endpoint{
			ID: benchEndpoints[i], Brand: bench.ID, Recipient: benchEndpoints[i], Purposes: []string{"result"},
			Events: []string{event}, URL: url + "/" + benchEndpoints[i], Secret: secret,
		})
	}
	return endpoints, nil
}

// size is what store and vault take on disk now, their logs included.
func (b *benchServer) size() int64 {
	var total int64
	for _, path := range b.files {
		if info, err := os.Stat(path); err == nil {
			total += info.Size()
		}
	}
	return total
}

// end stops the server and returns the size of its files after everything was written back.
func (b *benchServer) end() (int64, error) {
	b.stop()
	err := errors.Join(<-b.done, <-b.done)
	size := b.size()
	return size, errors.Join(err, b.remove())
}

func (m Main) measure(ctx context.Context, run benchRun, form string, progress func(string)) (measured, error) {
	b, err := m.startBench(ctx, benchWith{endpoints: true, deliver: run.deliver})
	if err != nil {
		return measured{}, err
	}
	before := b.size()
	result, processor, err := run.exchange(ctx, b.url, bench.ID, form, b.dir, progress)
	resident := residentBytes()
	after := b.size()
	out := measured{result: result, resident: resident, processor: processor}
	if err == nil && !run.deliver {
		progress("deliveries")
		out.drained, err = b.drain(ctx, run.duration)
	}
	_, ended := b.end()
	if result.Done > 0 {
		out.perExchange = float64(after-before) / float64(result.Done)
	}
	return out, errors.Join(err, ended)
}

// baseline measures what the machine can do without Proffer's work, to compare runs on a noisy one.
func (m Main) baseline(ctx context.Context, run benchRun, progress func(string)) (err error) {
	b, err := m.startBench(ctx, benchWith{endpoints: true})
	if err != nil {
		return err
	}
	defer func() {
		_, ended := b.end()
		err = errors.Join(err, ended)
	}()
	progress("baselines")
	for _, path := range [][2]string{{"constant (GET /healthz)", "/healthz"}, {"GET /v1/forms", "/v1/forms/" + bench.ID + "/exchange"}} {
		result, err := run.constant(ctx, b.url, path[1])
		if err == nil {
			err = run.failed(result)
		}
		if err != nil {
			return err
		}
		printResult(m.Stdout, path[0], result)
	}
	result, err := bench.Commits{
		Store: b.kit.store, Connections: run.connections, Duration: min(run.duration, 5*time.Second), Now: m.Now, Endpoints: benchEndpoints,
	}.Run(ctx)
	if err != nil {
		return err
	}
	printResult(m.Stdout, "bare batched commits", result)
	return nil
}

// residentBytes is the most this process ever had in memory; where the system does not tell, what
// the Go runtime took from it.
func residentBytes() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err == nil {
		for line := range bytes.Lines(status) {
			fields := bytes.Fields(line)
			if len(fields) == 3 && string(fields[0]) == "VmHWM:" {
				if kib, err := strconv.ParseInt(string(fields[1]), 10, 64); err == nil {
					return kib << 10
				}
			}
		}
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.Sys)
}
