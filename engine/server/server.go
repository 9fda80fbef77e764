// Package server puts the engine on HTTP. It is the only code that knows fiber: routes.go is the
// whole URL map, errors.go the one table from fault to status, and each route is a file named after
// its verb. openapi.json describes every message; the tests hold each of them against it.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"proffer/engine"
	"proffer/forms"
	"proffer/forms/fault"
)

// Options are what a server is made of.
type Options struct {
	Engine *engine.Engine
	// PublicURL is where people reach this server; its origin may always talk to /v1.
	PublicURL string
	// Origins may talk to /v1 beside each brand's own, e.g. the demo's shop.
	Origins []string
	// PerAddress bounds tickets, responses, revealed answers, lists of what may be asked, looks at draws, claims, what a person asks
	// about themselves, and requests without the API key that they need, each apart from the others: so many a minute for one address, as many at once; 0 means no
	// bound. It is kept in memory only.
	PerAddress int
	// PerKey bounds the requests of one API key: so many a minute, as many at once; 0 means no bound.
	PerKey int
	// TrustedProxy are the networks whose X-Forwarded-For is believed.
	TrustedProxy []netip.Prefix
	// Ready tells whether the store answers; nil: always.
	Ready func(context.Context) error
	Now   func() time.Time
	Log   *slog.Logger
	// Observe, if not nil, is told of every answer: method, the route's pattern, never the address
	// that was asked for, status, and how long it took.
	Observe func(method, route string, status int, took time.Duration)
	// Drafting has forms asked for anew each time instead of once a minute: they change while they are written.
	Drafting bool
	// Version is said by /healthz.
	Version string
}

const (
	bodyLimit       = 64 << 10
	readLimit       = 4 * bodyLimit // up to here a body is read, so that its sender hears that it is too long; beyond, the connection ends
	readTimeout     = 15 * time.Second
	writeTimeout    = 30 * time.Second
	idleTimeout     = 75 * time.Second
	readBufferBytes = 16 << 10 // of a request's head, which holds the subject token
	// writeBufferBytes holds a whole answer with its head: a compressed form and the reply to an exchange are just over
	// the 4 KiB that are usual, and would leave in two writes, which costs more than all that is done for a form.
	writeBufferBytes = 16 << 10
)

// Server answers HTTP for an engine.
type Server struct {
	o       Options
	app     *fiber.App
	origin  string
	tickets *limiter[netip.Prefix]
	answers *limiter[netip.Prefix]
	reveals *limiter[netip.Prefix]
	lists   *limiter[netip.Prefix]
	persons *limiter[netip.Prefix]
	draws   *limiter[netip.Prefix]
	claims  *limiter[netip.Prefix]
	// keys are counted by id, and who shows none by address.
	keys      *limiter[string]
	strangers *limiter[netip.Prefix]
	forms     sync.Map // formKey -> *formBody
	// encoding is held while a form is encoded and compressed.
	encoding sync.Mutex
	unused   unused
	stopping chan struct{} // closed by Shutdown
	stop     sync.Once
	frozen   sync.Map // versionKey -> *prepared
}

// New makes a server; it does not listen yet.
func New(o Options) (*Server, error) {
	u, err := url.Parse(o.PublicURL)
	if err != nil || u.Host == "" {
		return nil, fault.New(fault.Invalid, "the public URL %q is not a web address such as https://answers.example", o.PublicURL)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Ready == nil {
		o.Ready = func(context.Context) error { return nil }
	}
	perAddress := func(policy string) *limiter[netip.Prefix] {
		return newLimiter[netip.Prefix](policy, o.PerAddress, o.Now)
	}
	s := &Server{
		o: o, origin: u.Scheme + "://" + u.Host, stopping: make(chan struct{}),
		tickets: perAddress("tickets"), answers: perAddress("responses"), reveals: perAddress("reveal"), lists: perAddress("forms"), persons: perAddress("me"),
		draws: perAddress("draws"), claims: perAddress("claims"), strangers: perAddress("keyless"), keys: newLimiter[string]("key", o.PerKey, o.Now),
	}
	s.app = fiber.New(fiber.Config{
		AppName: "Proffer", DisableStartupMessage: true, BodyLimit: readLimit, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, ReadBufferSize: readBufferBytes, WriteBufferSize: writeBufferBytes, ErrorHandler: s.fail, StrictRouting: true, CaseSensitive: true,
	})
	s.app.Server().HeaderReceived = s.importing
	s.unused.conns = map[*watched]bool{}
	s.routes()
	return s, nil
}

// Serve answers on a listener until Shutdown.
func (s *Server) Serve(ln net.Listener) error {
	s.unused.Listener = ln
	return s.app.Listener(&s.unused)
}

// Shutdown stops taking connections and waits for the requests that are under way, until ctx ends.
// Handlers pass on fiber's UserContext, since fasthttp's own context ends as soon as this is called.
func (s *Server) Shutdown(ctx context.Context) error {
	s.stop.Do(func() { close(s.stopping) })
	s.unused.stop()
	return s.app.ShutdownWithContext(ctx)
}

// read parses a request's JSON body strictly into a struct: text that is not JSON is Malformed,
// fields that do not fit are Invalid, and every one of them is named.
func read(c *fiber.Ctx, title string, into any) error {
	if kind := c.Get(fiber.HeaderContentType); !isJSON(kind) {
		return fault.At(fault.Malformed, "", "bad_json", "the body is not declared as JSON; send Content-Type: application/json")
	}
	if len(c.Request().Body()) > bodyLimit {
		return fault.New(fault.TooLarge, "the body has more than %d bytes", bodyLimit)
	}
	// The body is taken as it came: fiber would unpack a compressed one without any limit.
	if packed := c.Get(fiber.HeaderContentEncoding); packed != "" && packed != "identity" {
		return fault.At(fault.Malformed, "", "bad_json", "the body is compressed; send it as it is")
	}
	root, faults, _ := forms.ParseTree(c.Request().Body())
	if len(faults) > 0 {
		return &fault.Error{Code: fault.Malformed, Title: "The body is not good JSON", Detail: "nothing of it was used", Fields: faults}
	}
	if bad := forms.Decode(root, into); len(bad) > 0 {
		return &fault.Error{Code: fault.Invalid, Title: title, Detail: "the body does not fit; nothing was stored", Fields: bad}
	}
	return nil
}
