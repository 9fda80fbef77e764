package rewards

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// Desk is what whoever runs endpoints does with them, the same by API and by command line. Its methods
// return faults with pointers into the request. A change is durable when they return; Changed is called
// after it.
type Desk struct {
	Store Store
	// Fits tells why an endpoint does not go with its brand; nil where no brand is known.
	Fits func(Endpoint) error
	// Render is Dispatcher.Render, for what a delivery would hold now; nil: it is not told.
	Render  func(ctx context.Context, e Event, to Endpoint) (body []byte, ok bool, err error)
	Client  *http.Client // for pings; nil is NewClient(nil)
	Changed func()       // nil: nobody is told
	Now     func() time.Time
	NewID   func() uuid.UUID
}

// The kinds of signature.
const (
	SignatureShared  = "v1"  // HMAC with a secret that the recipient has too
	SignaturePrivate = "v1a" // Ed25519, of which the recipient has the public key
)

// EndpointRequest asks for a new endpoint.
type EndpointRequest struct {
	Endpoint  string   `json:"endpoint"`
	Recipient string   `json:"recipient,omitempty"`
	Purposes  []string `json:"purposes"`
	Events    []string `json:"events"`
	Programs  []string `json:"programs,omitempty"`
	URL       string   `json:"url"`
	Signature string   `json:"signature,omitempty"` // SignatureShared unless said
}

// EndpointChange asks for a change; what is left out stays as it is.
type EndpointChange struct {
	Purposes []string `json:"purposes,omitempty"`
	Events   []string `json:"events,omitempty"`
	Programs []string `json:"programs,omitempty"` // an empty list: of every program
	URL      string   `json:"url,omitempty"`
}

// Create makes an endpoint with a fresh secret, which the returned one has and which is shown to whoever
// asked, this once.
func (d *Desk) Create(ctx context.Context, brand string, r EndpointRequest) (Endpoint, error) {
	e := Endpoint{
		ID: strings.Clone(r.Endpoint), Brand: brand, Recipient: strings.Clone(r.Recipient), Purposes: r.Purposes, Events: r.Events, Programs: r.Programs, URL: r.URL,
		Origin: OriginAPI, Created: d.Now().UTC(),
	}
	fields := e.Validate()
	fresh := NewSecret
	switch r.Signature {
	case "", SignatureShared:
	case SignaturePrivate:
		fresh = NewPrivateSecret
	default:
		fields = append(fields, fault.Field{Pointer: "/signature", Code: "unknown_choice", Detail: "there is no such signature", Right: "write v1 for a shared secret or v1a for a key pair"})
	}
	if len(fields) > 0 {
		return Endpoint{}, refusedEndpoint(fields)
	}
	if d.Fits != nil {
		if err := d.Fits(e); err != nil {
			return Endpoint{}, err
		}
	}
	var err error
	if e.Secret, err = fresh(); err != nil {
		return Endpoint{}, err
	}
	if err := d.Store.CreateEndpoint(ctx, e); err != nil {
		return Endpoint{}, err
	}
	d.changed()
	return e, nil
}

func refusedEndpoint(fields []fault.Field) error {
	return &fault.Error{Code: fault.Invalid, Title: "Endpoint not accepted", Detail: "nothing was changed", Fields: fields}
}

// Endpoint returns one endpoint of a brand; NotFound if there is none.
func (d *Desk) Endpoint(ctx context.Context, brand, id string) (Endpoint, error) {
	list, err := d.Store.Endpoints(ctx, brand)
	if err != nil {
		return Endpoint{}, err
	}
	if i := slices.IndexFunc(list, func(e Endpoint) bool { return e.ID == id }); i >= 0 {
		return list[i], nil
	}
	return Endpoint{}, fault.New(fault.NotFound, "the brand %q has no endpoint %q", brand, id)
}

// Change changes what an endpoint is; allow, if not nil, may refuse it as it stands. What the endpoints file
// says is changed there: a Conflict.
func (d *Desk) Change(ctx context.Context, brand, id string, r EndpointChange, allow func(Endpoint) error) (Endpoint, error) {
	return d.change(ctx, brand, id, allow, func(e *Endpoint) error {
		if e.Origin == OriginFile {
			return errListed(*e)
		}
		if r.Purposes != nil {
			e.Purposes = r.Purposes
		}
		if r.Events != nil {
			e.Events = r.Events
		}
		if r.Programs != nil {
			e.Programs = r.Programs
		}
		if r.URL != "" && r.URL != e.URL {
			e.URL = r.URL
			if e.Disabled != nil && e.Disabled.Why == DisabledGone {
				e.Disabled = nil // that was the old one's answer
			}
		}
		if fields := e.Validate(); len(fields) > 0 {
			return refusedEndpoint(fields)
		}
		if d.Fits != nil {
			if err := d.Fits(*e); err != nil {
				return err
			}
		}
		e.Unfit = ""
		return nil
	})
}

// Pause keeps everything and sends nothing until Resume.
func (d *Desk) Pause(ctx context.Context, brand, id string, allow func(Endpoint) error) (Endpoint, error) {
	return d.change(ctx, brand, id, allow, func(e *Endpoint) error {
		e.Paused = true
		return nil
	})
}

// Resume ends a pause, and enables what was disabled because it answered 410. One that the endpoints file
// does not name any more is a Conflict: the file says that it is not wanted.
func (d *Desk) Resume(ctx context.Context, brand, id string, allow func(Endpoint) error) (Endpoint, error) {
	return d.change(ctx, brand, id, allow, func(e *Endpoint) error {
		if e.Disabled != nil && e.Disabled.Why == DisabledUnlisted {
			return fault.New(fault.Conflict, "the endpoints file does not name %q any more; put it back there and start the server again, or delete it", e.ID)
		}
		e.Paused, e.Disabled = false, nil
		return nil
	})
}

// Rotate gives an endpoint a fresh secret of the same kind; the former one signs beside it for SecretOverlap.
func (d *Desk) Rotate(ctx context.Context, brand, id string, allow func(Endpoint) error) (Endpoint, error) {
	shared, err := NewSecret()
	if err != nil {
		return Endpoint{}, err
	}
	private, err := NewPrivateSecret()
	if err != nil {
		return Endpoint{}, err
	}
	return d.change(ctx, brand, id, allow, func(e *Endpoint) error {
		if e.Origin == OriginFile {
			return errListed(*e)
		}
		fresh := shared
		if strings.HasPrefix(e.Secret, privatePrefix) {
			fresh = private
		}
		e.Rotate(fresh, d.Now().UTC())
		return nil
	})
}

// Delete forgets an endpoint, and ends what is pending as dropped. One that the endpoints file names is a Conflict.
func (d *Desk) Delete(ctx context.Context, brand, id string, allow func(Endpoint) error) error {
	if _, err := d.change(ctx, brand, id, allow, func(e *Endpoint) error {
		if e.Origin == OriginFile && (e.Disabled == nil || e.Disabled.Why != DisabledUnlisted) {
			return errListed(*e)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := d.Store.DeleteEndpoint(ctx, brand, id); err != nil {
		return err
	}
	d.changed()
	return nil
}

func (d *Desk) change(ctx context.Context, brand, id string, allow func(Endpoint) error, how func(*Endpoint) error) (Endpoint, error) {
	e, err := d.Store.ChangeEndpoint(ctx, brand, id, func(e *Endpoint) error {
		if allow != nil {
			if err := allow(*e); err != nil {
				return err
			}
		}
		return how(e)
	})
	if err == nil {
		d.changed()
	}
	return e, err
}

func (d *Desk) changed() {
	if d.Changed != nil {
		d.Changed()
	}
}

// Validate returns everything wrong with an endpoint in itself, its secret aside. Whether the brand has the
// recipient and the purposes is for whoever knows the brand to check.
func (e Endpoint) Validate() []fault.Field {
	v := &validator{}
	v.id("/endpoint", e.ID, "endpoint")
	v.id("/recipient", e.Recipient, "recipient")
	v.list("/purposes", e.Purposes, true, func(at, s string) { v.id(at, s, "purpose") })
	v.list("/events", e.Events, true, v.event)
	v.list("/programs", e.Programs, false, func(at, s string) { v.id(at, s, "program") })
	v.url("/url", e.URL)
	if u, err := url.Parse(e.URL); err == nil && u.Scheme == "http" && !near(u.Hostname()) {
		v.add("/url", "bad_url", "write https://", "what a person told would cross the internet in the open")
	}
	if len(e.URL) > maxURL {
		v.add("/url", "too_long", "write at most "+strconv.Itoa(maxURL)+" bytes", "the URL is too long")
	}
	return v.fields
}

const maxURL = 2000

// near tells whether a host is on this machine or a private network by its name, where http:// may do.
// Whether it is, and may be reached, is judged when it is dialed.
func near(host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.IsLoopback() || address.IsPrivate()
	}
	return !strings.Contains(host, ".") || strings.HasSuffix(host, ".internal") || strings.HasSuffix(host, ".localhost")
}

// maxNames bounds a list of an endpoint.
const maxNames = 50

func (v *validator) list(at string, list []string, needed bool, each func(at, name string)) {
	if needed && len(list) == 0 {
		v.add(at, "required", "name at least one", "the list is missing or empty")
	}
	if len(list) > maxNames {
		v.add(at, "too_long", "name at most "+strconv.Itoa(maxNames), "the list is too long")
		return
	}
	for i, name := range list {
		here := at + "/" + strconv.Itoa(i)
		each(here, name)
		if slices.Index(list, name) < i {
			v.add(here, "duplicate", "leave it out", "%q stands here twice", name)
		}
	}
}
