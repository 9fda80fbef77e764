package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/rewards"
)

// maxHook is the largest webhook body that is read.
const maxHook = 256 << 10

func (m Main) webhooks() *cli.Command {
	return &cli.Command{
		Name:     "webhooks",
		Category: groupDevelop,
		Usage:    "receive webhooks on this machine while you write your own receiver",
		Commands: []*cli.Command{m.webhooksListen()},
		Action:   m.group,
	}
}

func (m Main) webhooksListen() *cli.Command {
	return &cli.Command{
		Name:  "listen",
		Usage: "verify each webhook that arrives and print it",
		Description: "Listens on 127.0.0.1, on every path, and answers 204 to a good signature and 401 to a wrong one.\n" +
			"Give the secret of your endpoint, or its public key, whpk_..., and as the endpoint's url the one that is printed.",
		Flags: []cli.Flag{
			m.Env.Text("", "secret", "", "`SECRET` that the endpoint shares with the server, whsec_..., or its public key, whpk_... (required)"),
			m.Env.Count("", "port", 8081, "`PORT` to listen on; 0 takes a free one"),
		},
		Metadata: example("proffer webhooks listen --secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw --port 8081"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if _, err := arguments(cmd); err != nil {
				return err
			}
			key, err := verifying(cmd.String("secret"))
			if err != nil {
				return misuse("--secret: %w", err)
			}
			port := cmd.Int("port")
			if port < 0 || port > 65535 {
				return misuse("--port is %d; give 0 to 65535", port)
			}
			ln, err := listen(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), "--port")
			if err != nil {
				return err
			}
			fmt.Fprintf(m.Stdout, "Listening  http://%s/\nCtrl-C ends it.\n", ln.Addr())
			return serveUntil(ctx, ln, &hookPrinter{key: key, out: m.Stdout, now: m.Now})
		},
	}
}

// hookPrinter is an endpoint that believes nothing before the signature was checked.
type hookPrinter struct {
	key verifier
	out io.Writer
	now func() time.Time
	mu  sync.Mutex
}

// verifier is what a receiver has: a shared secret or a public key.
type verifier interface {
	Verify(h http.Header, body []byte, now time.Time) error
}

func verifying(text string) (verifier, error) {
	if strings.HasPrefix(text, "whpk_") {
		return rewards.ParsePublicKey(text)
	}
	return rewards.ParseSecret(text)
}

func (p *hookPrinter) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost {
		http.Error(w, "webhooks arrive by POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxHook))
	if err != nil {
		http.Error(w, "the body could not be read, or is larger than 256 KiB", http.StatusBadRequest)
		return
	}
	now := p.now()
	if err := p.key.Verify(req.Header, body, now); err != nil {
		p.print(now, "refused", err.Error(), nil)
		http.Error(w, "the signature is wrong", http.StatusUnauthorized)
		return
	}
	p.print(now, "signature ok", strconv.QuoteToASCII(req.Header.Get(rewards.HeaderID)), body)
	w.WriteHeader(http.StatusNoContent)
}

// print shows the body indented. JSON that is not is shown quoted, so that nothing in it can steer
// the terminal; in JSON, control characters are escaped already.
func (p *hookPrinter) print(at time.Time, verdict, note string, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "\n%s  %s  %s\n", at.Format(time.TimeOnly), verdict, note)
	if body == nil {
		return
	}
	var pretty bytes.Buffer
	if json.Indent(&pretty, body, "", "  ") != nil {
		pretty.Reset()
		pretty.WriteString(strconv.QuoteToASCII(string(body)))
	}
	fmt.Fprintln(p.out, pretty.String())
}

// listen takes an address, and says which flag to change if another program has it.
func listen(ctx context.Context, address, flag string) (net.Listener, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err == nil {
		return ln, nil
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program; end that, or choose another with %s", address, flag)
	}
	return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
}

// serveUntil serves plain net/http until ctx ends, then gives open requests a moment.
func serveUntil(ctx context.Context, ln net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
