// Package engine is the exchange itself: it issues tickets, replays the path that a person took,
// scores it, decides what is kept and what is given, and commits all of that at once. It knows
// neither HTTP nor any database; README.md tells the whole story.
package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// Options are what an engine is made of.
type Options struct {
	Store Store
	Forms forms.Store
	// Rewards is what becomes of grants and events, and who may ask: over the same commits as Store.
	Rewards   rewards.Store
	Keys      Keys
	Endpoints []rewards.Endpoint // until SetEndpoints says otherwise
	// WebhookClient sends pings; nil is rewards.NewClient(nil).
	WebhookClient *http.Client
	// EndpointsChanged, if not nil, is called after an endpoint was changed here.
	EndpointsChanged func()
	// PublicURL is where people reach this server, without a slash at the end.
	PublicURL string
	Now       func() time.Time
	NewID     func() uuid.UUID // UUIDv7
	// Tests lets tickets be asked for as tests, which count for nothing: where a brand's own people try
	// what they write. A server that the public reaches has it off.
	Tests bool
	// Wake, if not nil, is called after a commit that made events.
	Wake func()
	Log  *slog.Logger
}

// Engine serves exchanges. It is safe for concurrent use.
type Engine struct {
	o     Options
	coder rewards.Coder

	mu        sync.RWMutex
	endpoints []rewards.Endpoint // of all brands
	brands    map[string]*brand
	former    map[string]Face // of brands that are gone: their people still come to see what is held

	versions sync.Map // versionKey -> *forms.Version
	catalogs sync.Map // catalogKey -> *forms.Catalog
	drawings sync.Map // drawKey -> *rewards.Drawing

	ring keyring
	feed bell
}

type versionKey struct {
	brand, form string
	number      int
}

type catalogKey struct{ brand, revision string }

// brand is what is published of one brand now.
type brand struct {
	origins   []string
	stages    []string
	forms     map[string]*current
	order     []string // of the forms, as their files stand
	catalogs  map[string]*forms.Catalog
	revisions map[string]string
	hearers   atomic.Pointer[[]rewards.Endpoint] // those that events are announced to
	// registry has the recipients and purposes of today.
	registry forms.Registry
	// attributes are those of today, whatever a version froze.
	attributes forms.Dict[forms.Attribute]
	face       Face
	keys       map[string]identityKey // by kid
	prefixes   []string               // of the codes that its offers make
	programs   map[string]rewards.Program
}

// current is a form as it is published now.
type current struct {
	version  *forms.Version
	schedule forms.Schedule
	full     atomic.Bool // every place is taken; once so, it stays so
}

// New makes an engine; brands are added by Publish.
func New(o Options) (*Engine, error) {
	u, err := url.Parse(o.PublicURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fault.New(fault.Invalid, "the public URL %q is not a web address such as https://answers.example", o.PublicURL)
	}
	if o.Store == nil || o.Forms == nil || o.Rewards == nil {
		return nil, fault.New(fault.Internal, "an engine needs its stores")
	}
	if err := o.Keys.validate(); err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	clock := o.Now
	o.Now = func() time.Time { return clock().UTC().Truncate(time.Millisecond) }
	if o.NewID == nil {
		o.NewID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{o: o, coder: rewards.Coder{Key: o.Keys.Codes}, endpoints: o.Endpoints, brands: map[string]*brand{}, former: map[string]Face{}, ring: keyring{keys: map[string]*knownKey{}}}
	e.o.Wake = func() {
		e.feed.strike()
		if o.Wake != nil {
			o.Wake()
		}
	}
	return e, nil
}

// Publish makes a brand's forms current, all or none. Content that has a version keeps its number.
// What would make stored answers unreadable is a Conflict that names each value: what was published
// before stays current.
func (e *Engine) Publish(ctx context.Context, b *forms.Bundle) ([]forms.Published, error) {
	resolved, err := b.Resolve()
	if err != nil {
		return nil, err
	}
	blobs, err := b.Blobs()
	if err != nil {
		return nil, err
	}
	next := &brand{
		origins: b.Brand.Origins, stages: b.Brand.Stages, forms: map[string]*current{}, registry: b.Registry(), attributes: b.Brand.Attributes,
		programs: b.Programs,
		face:     faceOf(b),
	}
	if next.catalogs, next.revisions, err = b.CurrentCatalogs(); err != nil {
		return nil, err
	}
	if next.keys, err = identityKeys(b.Brand.Keys); err != nil {
		return nil, err
	}
	for _, program := range b.Programs {
		for _, offer := range program.Offers {
			if g := offer.Gives.Code(); g != nil && !slices.Contains(next.prefixes, g.Prefix) {
				next.prefixes = append(next.prefixes, g.Prefix)
			}
		}
	}
	drafts := make([]forms.Draft, len(resolved))
	for i, r := range resolved {
		drafts[i] = r.Draft
	}
	published, err := e.o.Forms.Publish(ctx, b.Brand.ID, drafts, blobs, b.Admit)
	if err != nil {
		return nil, err
	}
	for i, p := range published {
		v := resolved[i].Version
		v.Number = p.Version
		e.versions.Store(versionKey{b.Brand.ID, p.Form, p.Version}, v)
		c := &current{version: v, schedule: resolved[i].Schedule}
		if err := e.count(ctx, c); err != nil {
			return nil, err
		}
		next.forms[p.Form], next.order = c, append(next.order, p.Form)
	}
	e.mu.Lock()
	e.brands[b.Brand.ID] = next
	delete(e.former, b.Brand.ID)
	next.hear(b.Brand.ID, e.endpoints)
	e.mu.Unlock()
	return published, nil
}

// Withdraw takes a brand off: its forms are published no more and take no answers, and its anonymous
// polls are closed. What is stored stays, and so does what people can do about it. A brand that is not
// there is withdrawn already.
func (e *Engine) Withdraw(ctx context.Context, brandID string) error {
	if _, err := e.o.Forms.Publish(ctx, brandID, nil, nil, nil); err != nil {
		return err
	}
	e.mu.Lock()
	if b := e.brands[brandID]; b != nil {
		delete(e.brands, brandID)
	}
	e.mu.Unlock()
	return e.ClosePolls(ctx)
}

// Published are the ids of the brands that are served, sorted.
func (e *Engine) Published() []string {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return slices.Sorted(maps.Keys(e.brands))
}

func (e *Engine) brand(id string) (*brand, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	b, ok := e.brands[id]
	if !ok {
		return nil, fault.New(fault.NotFound, "there is no brand %q here", id)
	}
	return b, nil
}

func (e *Engine) form(brandID, form string) (*brand, *current, error) {
	b, err := e.brand(brandID)
	if err != nil {
		return nil, nil, err
	}
	c, ok := b.forms[form]
	if !ok {
		return nil, nil, fault.New(fault.NotFound, "the brand %q has no form %q", brandID, form)
	}
	return b, c, nil
}

// version returns a published version, from memory or from the store.
func (e *Engine) version(ctx context.Context, brandID, form string, number int) (*forms.Version, error) {
	key := versionKey{brandID, form, number}
	if v, ok := e.versions.Load(key); ok {
		return v.(*forms.Version), nil
	}
	content, err := e.o.Forms.Version(ctx, brandID, form, number)
	if err != nil {
		return nil, err
	}
	v, err := forms.DecodeVersion(number, content)
	if err != nil {
		return nil, err
	}
	// The key is made of the version's own strings: the caller's may live no longer than its request.
	e.versions.Store(versionKey{v.Brand, v.Form.ID, number}, v)
	return v, nil
}

// catalog returns a revision of a catalog, from memory or from the store.
func (e *Engine) catalog(ctx context.Context, brandID, revision string) (*forms.Catalog, error) {
	key := catalogKey{brandID, revision}
	if k, ok := e.catalogs.Load(key); ok {
		return k.(*forms.Catalog), nil
	}
	blob, err := e.o.Forms.Blob(ctx, brandID, forms.BlobCatalog, revision)
	if err != nil {
		return nil, err
	}
	k, err := forms.DecodeCatalog(blob.Body)
	if err != nil {
		return nil, err
	}
	e.catalogs.Store(catalogKey{strings.Clone(brandID), strings.Clone(revision)}, k)
	return k, nil
}

// Asset returns an image of a brand by its content's hash.
func (e *Engine) Asset(ctx context.Context, brandID, hash string) (forms.Blob, error) {
	return e.o.Forms.Blob(ctx, brandID, forms.BlobAsset, hash)
}

// Origins are the web origins whose pages may talk to the brand's forms; all brands' for "".
func (e *Engine) Origins(brandID string) []string {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if brandID != "" {
		if b := e.brands[brandID]; b != nil {
			return b.origins
		}
		return nil
	}
	var all []string
	for _, b := range e.brands {
		all = append(all, b.origins...)
	}
	return all
}

// Current returns a form's current version and its public schedule.
func (e *Engine) Current(brandID, form string) (*forms.Version, forms.PublicSchedule, error) {
	_, c, err := e.form(brandID, form)
	if err != nil {
		return nil, forms.PublicSchedule{}, err
	}
	schedule := c.schedule.Public(e.o.Now())
	if c.full.Load() {
		schedule.Open, schedule.Full = false, true
	}
	return c.version, schedule, nil
}

// Version returns a published version by number.
func (e *Engine) Version(ctx context.Context, brandID, form string, number int) (*forms.Version, error) {
	return e.version(ctx, brandID, form, number)
}

func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("engine: %T does not encode: %v", v, err)) // our own types only
	}
	return raw
}
