package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/pprof"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/bench"
	"proffer/cmd/internal/config"
)

// benchRun is what `bench` was asked for.
type benchRun struct {
	url, brand, form string
	connections      int
	duration         time.Duration
	tickets          int
	baseline         bool
	deliver          bool
	webhooks         bool
	profile          string
	fill             int
	data             string
}

func (m Main) bench() *cli.Command {
	return &cli.Command{
		Name:     "bench",
		Category: groupDevelop,
		Usage:    "measure whole exchanges over HTTP",
		Description: "Starts a server of its own on a temporary folder, with a made-up brand: six unsealed answers, one code, two\n" +
			"events and two deliveries each exchange; then the same with one sealed answer; then lints the demo's brand and\n" +
			"replays a form of 200 rules. Or loads the server at --url, which needs serve --per-address 0. Tickets are made\n" +
			"before the clock starts. --fill writes a store with that many exchanges instead, for measuring what else is done with one.",
		Flags: []cli.Flag{
			m.Env.Text("", "url", "", "`URL` of a running server (default: one in this process)"),
			m.Env.Text("", "brand", bench.ID, "`BRAND` to answer at --url"),
			m.Env.Text("", "form", "exchange", "`FORM` to answer at --url"),
			m.Env.Count("", "connections", 64, "`N` connections at once"),
			m.Env.Span("", "duration", 10*time.Second, "`DURATION` of each measurement"),
			m.Env.Count("", "tickets", 0, "`N` tickets made beforehand; a measurement ends early without them (default: 12000 a second)"),
			m.Env.Switch("", "baseline", "also measure bare batched commits, a constant string and GET of the form"),
			m.Env.Switch("", "deliver", "let a receiver take the webhooks meanwhile; otherwise they wait"),
			m.Env.Switch("", "webhooks", "measure in turn what webhooks cost an exchange, and nothing else: none, queued, going out; with --data, on that store too"),
			m.Env.Count("", "fill", 0, "`N` exchanges to put into a new store in --data, which stays; nothing is measured"),
			m.Env.Text("", "data", "", "`DIR` for --fill, without a store in it, or for --webhooks, with one from --fill"),
			m.Env.Text("", "cpuprofile", "", "`FILE` for a CPU profile of the first measurement, without the making of tickets"),
		},
		Metadata: example("proffer bench --connections 64 --duration 10s --baseline"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if _, err := arguments(cmd); err != nil {
				return err
			}
			run := benchRun{
				brand: cmd.String("brand"), form: cmd.String("form"), connections: cmd.Int("connections"),
				duration: cmd.Duration("duration"), tickets: cmd.Int("tickets"), baseline: cmd.Bool("baseline"),
				deliver: cmd.Bool("deliver"), profile: cmd.String("cpuprofile"), webhooks: cmd.Bool("webhooks"), fill: cmd.Int("fill"), data: cmd.String("data"),
			}
			var err error
			if run.url, err = config.PublicURL("url", cmd.String("url")); err != nil {
				return misuse("%w", err)
			}
			if err := run.check(); err != nil {
				return err
			}
			if run.fill > 0 {
				return m.fillStore(ctx, run)
			}
			return m.runBench(ctx, run)
		},
	}
}

// check keeps a typing error from loading a machine for hours.
func (r *benchRun) check() error {
	if r.connections < 1 || r.connections > 1024 {
		return misuse("--connections is %d; give 1 to 1024", r.connections)
	}
	switch {
	case r.fill < 0 || r.fill > 20_000_000 || r.fill > 0 && r.data == "":
		return misuse("--fill is %d and --data %q; give up to 20000000 exchanges and a folder for them", r.fill, r.data)
	case r.data != "" && r.fill == 0 && !r.webhooks:
		return misuse("--data %q goes with --fill or with --webhooks", r.data)
	case r.webhooks && (r.url != "" || r.fill > 0 || r.deliver):
		return misuse("--webhooks goes without --url, --fill and --deliver")
	}
	if r.duration <= 0 || r.duration > 10*time.Minute {
		return misuse("--duration is %v; give up to 10m", r.duration)
	}
	if r.tickets == 0 {
		r.tickets = int(12000 * r.duration.Seconds())
	}
	if r.tickets < r.connections || r.tickets > 2_000_000 {
		return misuse("--tickets is %d; give at least one a connection and at most 2000000", r.tickets)
	}
	return nil
}

func (m Main) runBench(ctx context.Context, run benchRun) error {
	progress := func(what string) { fmt.Fprintf(m.Stderr, "%s ...\n", what) }
	if run.url != "" {
		dir, err := os.MkdirTemp("", "proffer-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // tickets of a measurement, in the system's temporary folder
		result, _, err := run.exchange(ctx, run.url, run.brand, run.form, dir, progress)
		if err != nil {
			return err
		}
		fmt.Fprintf(m.Stdout, "%d connections, %s\n", run.connections, run.url)
		printResult(m.Stdout, run.brand+"/"+run.form, result)
		return run.failed(result)
	}

	fmt.Fprintf(m.Stdout, "%d connections, %v each, server and load generator in one process\n", run.connections, run.duration)
	if run.webhooks {
		return m.compareWebhooks(ctx, run, progress)
	}
	for _, form := range []string{"exchange", "sealed"} {
		measured, err := m.measure(ctx, run, form, progress)
		if err != nil {
			return err
		}
		run.profile = "" // of the first alone
		printResult(m.Stdout, map[string]string{"exchange": "exchange", "sealed": "with one sealed answer"}[form], measured.result)
		fmt.Fprintf(m.Stdout, "  memory %.0f MiB resident at most, load generator included; %.0f bytes on disk an exchange\n",
			float64(measured.resident)/(1<<20), measured.perExchange)
		if done := measured.result.Done; done > 0 && measured.processor > 0 {
			fmt.Fprintf(m.Stdout, "  processors %d µs an exchange, load generator included\n", measured.processor.Microseconds()/int64(done))
		}
		if !run.deliver {
			fmt.Fprintf(m.Stdout, "  then the webhooks that had waited: %.0f/s to two endpoints of a receiver in this process, %d in %.1f s\n",
				measured.drained.perSecond(), measured.drained.delivered, measured.drained.elapsed.Seconds())
		}
		if err := run.failed(measured.result); err != nil {
			return err
		}
	}
	if err := m.pure(ctx, run, progress); err != nil {
		return err
	}
	if run.baseline {
		return m.baseline(ctx, run, progress)
	}
	return nil
}

// exchange also returns the processor time of this process while the exchanges ran.
func (r *benchRun) exchange(ctx context.Context, url, brand, form, dir string, progress func(string)) (bench.Result, time.Duration, error) {
	stop := func() error { return nil }
	var before time.Duration
	result, err := bench.Exchange{
		URL: url, Brand: brand, Form: form, Connections: r.connections, Duration: r.duration, Tickets: r.tickets, Dir: dir,
		Begin: func() (err error) {
			before = processorTime()
			stop, err = startProfile(r.profile)
			return err
		},
	}.Run(ctx, progress)
	return result, processorTime() - before, errors.Join(err, stop())
}

// failed makes a run with refusals an error, since its numbers are not those of exchanges.
func (r *benchRun) failed(result bench.Result) error {
	if result.Failed > 0 {
		return fmt.Errorf("%d requests failed, the last with: %s", result.Failed, result.Failure)
	}
	return nil
}

func printResult(out io.Writer, name string, r bench.Result) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	fmt.Fprintf(out, "%-24s %8.0f/s   p50 %6.2f ms   p99 %6.2f ms   max %7.2f ms   %d in %.1f s\n",
		name, r.PerSecond(), ms(r.P50), ms(r.P99), ms(r.Max), r.Done, r.Elapsed.Seconds())
}

// startProfile begins a CPU profile and returns what ends it; "" does nothing.
func startProfile(path string) (stop func() error, err error) {
	stop = func() error { return nil }
	if path == "" {
		return stop, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return stop, fmt.Errorf("--cpuprofile: %w", err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		file.Close()
		return stop, fmt.Errorf("--cpuprofile: %w", err)
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}

// constant measures a GET that answers the same bytes each time.
func (r *benchRun) constant(ctx context.Context, url, path string) (bench.Result, error) {
	return bench.Load{
		URL: url, Connections: r.connections, Duration: min(r.duration, 5*time.Second), Good: http.StatusOK, Packed: true,
		Next: func(int) (bench.Request, bool) { return bench.Request{Method: http.MethodGet, Path: path}, true },
	}.Run(ctx)
}
