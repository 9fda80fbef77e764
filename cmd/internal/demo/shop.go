package demo

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"time"

	"proffer/rewards"
)

//go:embed shop
var shopFiles embed.FS

// ShopOptions configures NewShop.
type ShopOptions struct {
	// Server is Proffer's base URL, scheme and host, from which the page loads the widget.
	Server string
	// Account signs the shop's customer in; nil: the shop has no account page.
	Account *Account
	// Secrets holds each recipient's webhook secret (whsec_...). The page shows shop and mailer.
	Secrets map[string]string
	// Out gets a block of text per webhook; nil: nowhere.
	Out io.Writer
	// Now is the clock that signatures are judged by; nil: the machine's.
	Now func() time.Time
}

// NewShop returns Fieldnote's shop: a static page under a strict content security policy that
// embeds the quiz and the poll, and the endpoints /hooks/shop and /hooks/mailer whose webhooks it
// prints and streams to the page. It panics if the server's URL or a secret does not parse, since
// a demo that cannot verify must not start; the message holds no secret.
func NewShop(o ShopOptions) http.Handler {
	server, err := url.Parse(o.Server)
	if err != nil || server.Host == "" || (server.Scheme != "http" && server.Scheme != "https") {
		panic(fmt.Sprintf("demo: the server's URL %q is not like http://127.0.0.1:8080", o.Server))
	}
	origin := server.Scheme + "://" + server.Host
	r := &receiver{secrets: map[string]rewards.Secret{}, now: o.Now, out: o.Out, log: newHookLog()}
	if r.now == nil {
		r.now = time.Now
	}
	if r.out == nil {
		r.out = io.Discard
	}
	for recipient, text := range o.Secrets {
		secret, err := rewards.ParseSecret(text)
		if err != nil {
			panic("demo: the webhook secret of " + recipient + " is not of the form whsec_<base64>")
		}
		r.secrets[recipient] = secret
	}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", page(origin))
	if o.Account != nil {
		mux.HandleFunc("GET /account", account(origin, o.Account, r.now))
		mux.HandleFunc("GET /account.js", static(shopFiles, "shop"))
	}
	mux.HandleFunc("GET /shop.css", static(shopFiles, "shop"))
	mux.HandleFunc("GET /shop.js", static(shopFiles, "shop"))
	mux.HandleFunc("GET /images/{name}", static(brandFiles, "brand/fieldnote"))
	mux.Handle("GET /privacy", http.RedirectHandler(origin+"/privacy/fieldnote", http.StatusFound))
	mux.HandleFunc("GET /hooks/stream", r.stream)
	mux.HandleFunc("POST /hooks/{recipient}", r.receive)
	return guarded(mux, origin)
}

// page answers the shop's one page, rendered once: its only variable is the server's origin.
func page(origin string) http.HandlerFunc {
	t := template.Must(template.ParseFS(shopFiles, "shop/index.html"))
	var b bytes.Buffer
	if err := t.Execute(&b, struct{ Server string }{origin}); err != nil {
		panic("demo: the shop page does not render: " + err.Error()) // it is compiled in
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(b.Bytes())
	}
}

// static answers a compiled-in file by its last path element, style, script and SVG only, so that
// the brand's definitions are not served as files.
func static(files fs.FS, dir string) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		name := path.Base(req.URL.Path)
		kind := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[path.Ext(name)]
		body, err := fs.ReadFile(files, path.Join(dir, name))
		if kind == "" || err != nil {
			http.NotFound(w, req)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "max-age=60")
		_, _ = w.Write(body)
	}
}

// guarded sets the policy a careful shop would send: nothing runs, loads or connects but its own
// files and the server's.
func guarded(next http.Handler, origin string) http.Handler {
	policy := "default-src 'none'; script-src 'self' " + origin + "; style-src 'self'; img-src 'self' " + origin +
		"; connect-src 'self' " + origin + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, req)
	})
}
