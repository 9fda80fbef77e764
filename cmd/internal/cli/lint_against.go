package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"proffer/forms"
)

// publishedAt gives, for a brand, what has been published of its attributes: by a server, whose public
// API says it in each form's notice, or as another folder of the brand would publish it. Nothing is
// known of a form that the folder has no more; publishing knows of all.
func publishedAt(ctx context.Context, against string) (func(*forms.Bundle) (forms.Registry, error), error) {
	switch {
	case against == "":
		return func(*forms.Bundle) (forms.Registry, error) { return forms.Registry{}, nil }, nil
	case strings.HasPrefix(against, "http://") || strings.HasPrefix(against, "https://"):
		return func(b *forms.Bundle) (forms.Registry, error) {
			var all forms.Registry
			for _, form := range b.Forms {
				one, err := servedForm(ctx, strings.TrimSuffix(against, "/"), b.Brand.ID, form.ID)
				if err != nil {
					return all, err
				}
				all = all.With(one)
			}
			return all, nil
		}, nil
	}
	bundles, err := readFolders(against)
	if err != nil {
		return nil, err
	}
	return func(b *forms.Bundle) (forms.Registry, error) {
		if other := bundles[b.Brand.ID]; other != nil {
			return other.Registry(), nil
		}
		return forms.Registry{}, nil
	}, nil
}

// readFolders reads the brands of a folder, by their ids. One that has errors can't be compared with.
func readFolders(dir string) (map[string]*forms.Bundle, error) {
	folders, err := brandFolders(dir)
	if err != nil {
		return nil, err
	}
	bundles := map[string]*forms.Bundle{}
	for _, folder := range folders {
		bundle, _, err := loadBrand(brandFS(folder), folder)
		if err != nil {
			return nil, err
		}
		bundles[bundle.Brand.ID] = bundle
	}
	return bundles, nil
}

// The limits of asking a server for a form.
const (
	askTimeout = 20 * time.Second
	maxForm    = 8 << 20
)

// asking follows no redirect: the server that was named is asked, and no other machine that it might name.
var asking = http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// servedForm is what a server has published of a form's attributes; nothing, if it does not have the form.
func servedForm(ctx context.Context, base, brand, form string) (forms.Registry, error) {
	var r forms.Registry
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	address := base + "/v1/forms/" + url.PathEscape(brand) + "/" + url.PathEscape(form)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return r, err
	}
	reply, err := asking.Do(request)
	if err != nil {
		return r, err
	}
	defer reply.Body.Close()
	if reply.StatusCode == http.StatusNotFound {
		return r, nil
	}
	if reply.StatusCode != http.StatusOK {
		return r, fmt.Errorf("%s answers %s", address, reply.Status)
	}
	var public struct {
		Notice struct {
			Attributes []forms.NoticeAttribute `json:"attributes"`
		} `json:"notice"`
	}
	if err := json.NewDecoder(io.LimitReader(reply.Body, maxForm)).Decode(&public); err != nil {
		return r, fmt.Errorf("%s is no form of Proffer's: %w", address, err)
	}
	for _, a := range public.Notice.Attributes {
		if a.Type == "" {
			return r, fmt.Errorf("%s does not say the types of its attributes: the server is older than this program", address)
		}
		r.Attributes.Set(a.Attribute, forms.Registered{Type: a.Type, Values: a.Values})
	}
	return r, nil
}
