package rewards

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// EndpointName names an endpoint.
type EndpointName struct{ Brand, ID string }

// The origins of endpoints: who says what they are.
const (
	OriginFile = "file" // the endpoints file; nobody else changes what it says
	OriginAPI  = "api"  // whoever may, by API or command line
)

// Endpoint is where a recipient gets events. Only values and consents of its purposes, and only
// where a purpose names its recipient, ever go there.
type Endpoint struct {
	ID        string
	Brand     string
	Recipient string
	Purposes  []string
	Events    []string // the types of event it wants
	// Programs are those whose events it wants, that of the offer granted or, without a grant, of the one
	// that the form offers; none is every event.
	Programs []string
	URL      string
	Secret   string // what webhooks are signed with; see ParseSecret
	// Former are secrets that sign beside it until their ends, so that a receiver can change over.
	Former  []FormerSecret
	Origin  string
	Created time.Time
	Paused  bool // nothing is sent, everything kept
	// Disabled tells why nothing is sent until somebody resumes it; nil: it is not disabled.
	Disabled *Disabled
	// Unfit tells why it is not served although it is wanted: it does not go with what its brand has
	// published. "" if it does. Whoever serves the brand writes it down.
	Unfit string
}

// FormerSecret is a secret that another one has taken the place of.
type FormerSecret struct {
	Secret string    `json:"secret"`
	Until  time.Time `json:"until"`
}

// Disabled is why an endpoint gets nothing.
type Disabled struct {
	At  time.Time `json:"at"`
	Why string    `json:"why"` // DisabledGone or DisabledUnlisted
}

// The reasons for which an endpoint is disabled.
const (
	DisabledGone     = "gone"     // it answered 410
	DisabledUnlisted = "unlisted" // the endpoints file named it once and does not any more
)

// SecretOverlap is how long a former secret signs beside the new one.
const SecretOverlap = 24 * time.Hour

// maxFormer bounds how many secrets sign one webhook beside the newest.
const maxFormer = 3

// Name is the endpoint's name.
func (e Endpoint) Name() EndpointName { return EndpointName{e.Brand, e.ID} }

// Wants tells whether the endpoint subscribed to this type of event.
func (e Endpoint) Wants(eventType string) bool { return slices.Contains(e.Events, eventType) }

// ProgramOf is the program of an offer, "program/offer".
func ProgramOf(offer string) string {
	program, _, _ := strings.Cut(offer, "/")
	return program
}

// WantsOf tells whether the endpoint wants events of a program; "" is an event of none.
func (e Endpoint) WantsOf(program string) bool {
	return len(e.Programs) == 0 || program != "" && slices.Contains(e.Programs, program)
}

// Active tells whether deliveries are sent to it.
func (e Endpoint) Active() bool { return !e.Paused && e.Disabled == nil && e.Unfit == "" }

// Hears tells whether deliveries are made for it: a paused or disabled endpoint gets them later, one that
// the endpoints file does not name any more, or that does not fit its brand, never.
func (e Endpoint) Hears() bool {
	return e.Unfit == "" && (e.Disabled == nil || e.Disabled.Why != DisabledUnlisted)
}

// Secrets are those that sign at now, the newest first.
func (e Endpoint) Secrets(now time.Time) (Secrets, error) {
	newest, err := ParseSecret(e.Secret)
	if err != nil {
		return nil, err
	}
	all := Secrets{newest}
	for _, f := range e.Former {
		if !now.Before(f.Until) {
			continue
		}
		s, err := ParseSecret(f.Secret)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Rotate puts a new secret in the place of the endpoint's, which signs beside it for SecretOverlap.
func (e *Endpoint) Rotate(secret string, now time.Time) {
	former := []FormerSecret{{e.Secret, now.Add(SecretOverlap)}}
	for _, f := range e.Former {
		if now.Before(f.Until) && len(former) < maxFormer {
			former = append(former, f)
		}
	}
	e.Secret, e.Former = secret, former
}

// String stands in for the endpoint wherever it is shown: its URL may hold a token, and its secret
// is one.
func (e Endpoint) String() string { return e.Brand + "/" + e.ID }

// Format hides URL and secret from every verb of package fmt.
func (e Endpoint) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.String()) }

// LogValue hides URL and secret from package slog.
func (e Endpoint) LogValue() slog.Value { return slog.StringValue(e.String()) }

// MarshalJSON refuses: what is shown of an endpoint, and to whom, is decided where it is shown.
func (e Endpoint) MarshalJSON() ([]byte, error) {
	return nil, fmt.Errorf("an endpoint, %s, is not shown as it is: it holds secrets", e)
}
