// Package preview is the site on which a brand's own people try what they write: it lists the forms of
// their brands and embeds each as any website would, beside what the linter says of the files.
package preview

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"slices"
	"time"
)

//go:embed site
var siteFiles embed.FS

// Site serves the preview. Its state is set from outside, at the start and with each change.
type Site struct {
	server string // Proffer's origin
	signer *Signer
	now    func() time.Time
	board  board
	pages  *template.Template
}

// NewSite makes a preview of what the server at origin serves.
func NewSite(origin string, signer *Signer, now func() time.Time) *Site {
	return &Site{
		server: origin, signer: signer, now: now, board: board{watchers: map[chan struct{}]struct{}{}},
		pages: template.Must(template.ParseFS(siteFiles, "site/*.html")),
	}
}

// Show replaces what the site shows; open pages follow.
func (s *Site) Show(state State) { s.board.set(state) }

// Handler answers the site's routes under a policy as strict as a careful brand's own.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /form/{brand}/{form}", s.form)
	mux.HandleFunc("POST /identity/{brand}/{form}", s.identity)
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("GET /site/{name}", s.file)
	policy := "default-src 'none'; script-src 'self' " + s.server + "; style-src 'self'; img-src 'self' " + s.server +
		"; connect-src 'self' " + s.server + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, req)
	})
}

func (s *Site) index(w http.ResponseWriter, _ *http.Request) {
	s.page(w, http.StatusOK, "index.html", map[string]any{"State": s.board.get(), "Server": s.server})
}

func (s *Site) form(w http.ResponseWriter, req *http.Request) {
	b, f, ok := s.board.get().find(req.PathValue("brand"), req.PathValue("form"))
	if !ok {
		s.page(w, http.StatusNotFound, "missing.html", map[string]any{"Brand": req.PathValue("brand"), "Form": req.PathValue("form")})
		return
	}
	lang := req.URL.Query().Get("lang")
	if !slices.Contains(f.Locales, lang) {
		lang = f.Locales[0]
	}
	s.page(w, http.StatusOK, "form.html", map[string]any{"Brand": b, "Form": f, "Lang": lang, "Server": s.server, "Watch": s.board.get().Watch})
}

func (s *Site) page(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, "the page does not render", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

func (s *Site) file(w http.ResponseWriter, req *http.Request) {
	name := req.PathValue("name")
	kind := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[path.Ext(name)]
	body, err := siteFiles.ReadFile("site/" + name)
	if kind == "" || err != nil {
		http.NotFound(w, req)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body)
}

// maxPassed is the largest context that is signed.
const maxPassed = 16 << 10

// identity answers what a brand's own server would put into its page: who is signed in, with what it signs,
// and beside it what the page passes in by itself. It speaks to its own pages alone.
func (s *Site) identity(w http.ResponseWriter, req *http.Request) {
	if from := req.Header.Get("Sec-Fetch-Site"); (from != "" && from != "same-origin") || req.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "this is for the preview's own pages", http.StatusForbidden)
		return
	}
	b, f, ok := s.board.get().find(req.PathValue("brand"), req.PathValue("form"))
	if !ok {
		http.Error(w, "no such form is served now", http.StatusNotFound)
		return
	}
	var context map[string]json.RawMessage
	if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxPassed)).Decode(&context); err != nil {
		http.Error(w, "the context is no JSON object", http.StatusBadRequest)
		return
	}
	signed, open := Passes(f.form, context)
	out := map[string]any{"context": open}
	if f.Signs {
		token, err := s.signer.Identity(b.ID, signed, s.now())
		if err != nil {
			http.Error(w, "nobody can be signed in now", http.StatusInternalServerError)
			return
		}
		out["identity"] = token
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(out); err != nil {
		return // who asked is gone
	}
}

// heartbeat keeps a quiet stream open.
const heartbeat = 15 * time.Second

// events answers GET /events: the state at once, and again after each change, as Server-Sent Events. It
// ends with the request; 503 when too many watch.
func (s *Site) events(w http.ResponseWriter, req *http.Request) {
	changes, ok := s.board.watch()
	if !ok {
		http.Error(w, "too many pages watch", http.StatusServiceUnavailable)
		return
	}
	defer s.board.leave(changes)
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // a stream outlives the server's time limit for pages
	w.Header().Set("Content-Type", "text/event-stream")
	if _, err := fmt.Fprint(w, "retry: 1000\n\n"); err != nil {
		return
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-req.Context().Done():
			return
		case <-tick.C:
			_, err = fmt.Fprint(w, ": still here\n\n")
		case <-changes:
			var raw []byte
			if raw, err = json.Marshal(s.board.get()); err == nil {
				_, err = fmt.Fprintf(w, "event: state\ndata: %s\n\n", raw)
			}
		}
		if err != nil || out.Flush() != nil {
			return
		}
	}
}
