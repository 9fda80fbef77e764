package storetest

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"proffer/forms"
	"proffer/forms/fault"
)

func draft(form, digest string) forms.Draft {
	return forms.Draft{Form: form, Digest: digest, Content: json.RawMessage(`{"d":"` + digest + `"}`), Schedule: json.RawMessage(`{"s":"` + digest + `"}`)}
}

func publish(t *testing.T, st Store, brand string, drafts ...forms.Draft) []forms.Published {
	t.Helper()
	p, err := st.Publish(ctx, brand, drafts, nil, nil)
	ok(t, err)
	return p
}

var publishCases = map[string]func(t *testing.T, o *Opened){
	// A version's number is what a ticket carries: the same content must keep it, also after another
	// content was current in between, and new content must get the next one without a gap.
	"numbers": func(t *testing.T, o *Opened) {
		same(t, "first", publish(t, o, Brand, draft("a", "1"), draft("b", "1")), []forms.Published{{Form: "a", Version: 1, New: true}, {Form: "b", Version: 1, New: true}})
		same(t, "again", publish(t, o, Brand, draft("b", "1"), draft("a", "2")), []forms.Published{{Form: "b", Version: 1}, {Form: "a", Version: 2, New: true}})
		same(t, "back", publish(t, o, Brand, draft("a", "1")), []forms.Published{{Form: "a", Version: 1}})
		same(t, "next", publish(t, o, Brand, draft("a", "3")), []forms.Published{{Form: "a", Version: 3, New: true}})
		same(t, "other brand", publish(t, o, "other", draft("a", "3")), []forms.Published{{Form: "a", Version: 1, New: true}})
	},

	// An operator who names a form alone means the one brand that publishes it, not one that once did.
	"who publishes": func(t *testing.T, o *Opened) {
		publish(t, o, Brand, draft("a", "1"), draft("b", "1"))
		publish(t, o, "another", draft("a", "1"))
		publish(t, o, "former", draft("a", "1"))
		publish(t, o, "former", draft("c", "1"))
		for form, want := range map[string][]string{"a": {"another", Brand}, "b": {Brand}, "c": {"former"}, "d": {}, "": {"another", Brand, "former"}} {
			got, err := o.Brands(ctx, form)
			ok(t, err)
			same(t, form, got, want)
		}
	},

	// People of a brand that is gone still come to see what is held, and have to read who holds it: what it
	// said last, which is not what it published newest where it went back to something earlier.
	"what was last": func(t *testing.T, o *Opened) {
		last := func(st Store, brand string, digests ...string) {
			t.Helper()
			got, err := st.Last(ctx, brand)
			ok(t, err)
			want := []json.RawMessage{}
			for _, digest := range digests {
				want = append(want, json.RawMessage(`{"d":"`+digest+`"}`))
			}
			same(t, "the last of "+brand, got, want)
		}
		last(o.Store, Brand)
		publish(t, o, Brand, draft("c", "1"), draft("b", "1"), draft("a", "1"))
		last(o.Store, Brand, "1", "1", "1")
		publish(t, o, Brand, draft("b", "2"), draft("a", "2"))
		publish(t, o, Brand, draft("b", "3"), draft("a", "1"))
		last(o.Store, Brand, "1", "3")
		_, err := o.Publish(ctx, Brand, []forms.Draft{draft("a", "4")}, nil, func(json.RawMessage) (json.RawMessage, error) {
			return nil, fault.New(fault.Conflict, "no")
		})
		wants(t, err, fault.Conflict)
		publish(t, o, "other", draft("a", "9"))
		publish(t, o, Brand)
		publish(t, o, Brand)
		st := o.Reopen(t)
		last(st, Brand, "1", "3")
		last(st, "other", "9")
		last(st, "nobody")
	},

	// An old version stays answerable by a ticket that was issued for it.
	"versions stay": func(t *testing.T, o *Opened) {
		publish(t, o, Brand, draft("a", "1"))
		publish(t, o, Brand, draft("a", "2"))
		publish(t, o, Brand)
		st := o.Reopen(t)
		for v, digest := range map[int]string{1: "1", 2: "2"} {
			content, err := st.Version(ctx, Brand, "a", v)
			ok(t, err)
			same(t, "content", string(content), `{"d":"`+digest+`"}`)
		}
		for _, missing := range []struct {
			brand, form string
			version     int
		}{{Brand, "a", 3}, {Brand, "a", 0}, {Brand, "b", 1}, {"other", "a", 1}} {
			_, err := st.Version(ctx, missing.brand, missing.form, missing.version)
			wants(t, err, fault.NotFound)
		}
	},

	// Schedule is current and no content: it changes without a new version. A form that is not among
	// the drafts is current no more.
	"current": func(t *testing.T, o *Opened) {
		_, err := o.Current(ctx, Brand, "a")
		wants(t, err, fault.NotFound)
		publish(t, o, Brand, draft("a", "1"), draft("b", "1"))
		publish(t, o, "other", draft("a", "9"))
		d := draft("a", "1")
		d.Schedule = json.RawMessage(`{"closes":"soon"}`)
		publish(t, o, Brand, d)
		p, err := o.Current(ctx, Brand, "a")
		ok(t, err)
		same(t, "pointer", p, forms.Pointer{Version: 1, Schedule: json.RawMessage(`{"closes":"soon"}`)})
		_, err = o.Current(ctx, Brand, "b")
		wants(t, err, fault.NotFound)
		p, err = o.Current(ctx, "other", "a")
		ok(t, err)
		same(t, "the other brand's", p.Version, 1)
	},

	// A blob is addressed by its content, so one that exists is left as it is.
	"blobs": func(t *testing.T, o *Opened) {
		first := forms.Blob{Kind: forms.BlobAsset, Name: "logo.svg", Hash: "h1", Type: "image/svg+xml", Body: []byte("<svg/>")}
		_, err := o.Publish(ctx, Brand, nil, []forms.Blob{first, {Kind: forms.BlobCatalog, Name: "beans", Hash: "h1", Type: "application/json", Body: []byte("[]")}}, nil)
		ok(t, err)
		_, err = o.Publish(ctx, Brand, nil, []forms.Blob{{Kind: forms.BlobAsset, Name: "other.svg", Hash: "h1", Type: "x", Body: []byte("x")}}, nil)
		ok(t, err)
		b, err := o.Blob(ctx, Brand, forms.BlobAsset, "h1")
		ok(t, err)
		same(t, "asset", b, first)
		b, err = o.Blob(ctx, Brand, forms.BlobCatalog, "h1")
		ok(t, err)
		same(t, "catalog", string(b.Body), "[]")
		for _, missing := range [][3]string{{Brand, forms.BlobAsset, "h2"}, {Brand, "font", "h1"}, {"other", forms.BlobAsset, "h1"}} {
			_, err = o.Blob(ctx, missing[0], missing[1], missing[2])
			wants(t, err, fault.NotFound)
		}
	},

	// The registry is what stored values are read by, so a refusal must leave it, and the version that
	// serves, as they were; and it outlives the process.
	"registry": func(t *testing.T, o *Opened) {
		was, err := o.Registry(ctx, Brand)
		ok(t, err)
		same(t, "before", len(was), 0)
		gives := func(want, next string) forms.Admit {
			return func(registry json.RawMessage) (json.RawMessage, error) {
				same(t, "what admit sees", string(registry), want)
				return json.RawMessage(next), nil
			}
		}
		_, err = o.Publish(ctx, Brand, []forms.Draft{draft("a", "1")}, nil, gives("", `{"r":1}`))
		ok(t, err)
		_, err = o.Publish(ctx, Brand, []forms.Draft{draft("a", "2")}, nil, gives(`{"r":1}`, `{"r":2}`))
		ok(t, err)
		publish(t, o, Brand, draft("a", "2"))
		_, err = o.Publish(ctx, "other", []forms.Draft{draft("a", "1")}, nil, gives("", `{"r":9}`))
		ok(t, err)
		_, err = o.Publish(ctx, Brand, []forms.Draft{draft("a", "3")}, []forms.Blob{{Kind: forms.BlobAsset, Hash: "h"}}, func(json.RawMessage) (json.RawMessage, error) {
			return nil, fault.At(fault.Conflict, "/attributes/x", "removed_value", "no")
		})
		wants(t, err, fault.Conflict)
		if !fault.Has(err, "removed_value") {
			t.Errorf("the refusal became %v", err)
		}
		st := o.Reopen(t)
		was, err = st.Registry(ctx, Brand)
		ok(t, err)
		same(t, "after a refusal", string(was), `{"r":2}`)
		p, err := st.Current(ctx, Brand, "a")
		ok(t, err)
		same(t, "version", p.Version, 2)
		_, err = st.Blob(ctx, Brand, forms.BlobAsset, "h")
		wants(t, err, fault.NotFound)
	},

	// Two who publish at once must see each other's registry, or one's values would be forgotten.
	"registries at once": func(t *testing.T, o *Opened) {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := o.Publish(ctx, Brand, nil, nil, func(registry json.RawMessage) (json.RawMessage, error) {
					return json.Marshal(string(registry) + "x")
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		was, err := o.Registry(ctx, Brand)
		ok(t, err)
		same(t, "all of them", strings.Count(string(was), "x"), 20)
	},

	// Several servers publish the same folder on start: the number must come out the same for all.
	"at once": func(t *testing.T, o *Opened) {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				p, err := o.Publish(ctx, Brand, []forms.Draft{draft("a", "1")}, nil, nil)
				if err != nil || p[0].Version != 1 {
					t.Errorf("got %v, %v; want version 1", p, err)
				}
			})
		}
		wg.Wait()
	},
}
