package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"proffer/forms"
	"proffer/forms/fault"
)

// Version implements forms.Store.
func (st *Store) Version(ctx context.Context, brand, form string, version int) (json.RawMessage, error) {
	var content []byte
	err := st.find(ctx, "SELECT v.content FROM versions v JOIN forms f ON f.id = v.form JOIN brands b ON b.id = f.brand WHERE b.brand = ? AND f.form = ? AND v.version = ?",
		[]any{brand, form, version}, fault.New(fault.NotFound, "form %s/%s has no version %d", brand, form, version), &content)
	return content, err
}

// Current implements forms.Store.
func (st *Store) Current(ctx context.Context, brand, form string) (forms.Pointer, error) {
	var p forms.Pointer
	var schedule []byte
	err := st.find(ctx, "SELECT f.version, f.schedule FROM forms f JOIN brands b ON b.id = f.brand WHERE b.brand = ? AND f.form = ? AND f.version IS NOT NULL",
		[]any{brand, form}, fault.New(fault.NotFound, "form %s/%s is not published", brand, form), &p.Version, &schedule)
	p.Schedule = schedule
	return p, err
}

// Last implements forms.Store.
func (st *Store) Last(ctx context.Context, brand string) ([]json.RawMessage, error) {
	list := []json.RawMessage{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var content []byte
			err := scan(&content)
			list = append(list, content)
			return err
		}, "SELECT v.content FROM brands b JOIN forms f ON f.brand = b.id JOIN versions v ON v.form = f.id AND v.version = f.last WHERE b.brand = ? ORDER BY f.form", brand)
	})
	return list, err
}

// Brands implements forms.Store.
func (st *Store) Brands(ctx context.Context, form string) ([]string, error) {
	list := []string{}
	err := st.read(ctx, time.Time{}, func(v *view) error {
		return v.rows(func(scan func(...any) error) error {
			var brand string
			err := scan(&brand)
			list = append(list, brand)
			return err
		}, "SELECT DISTINCT b.brand FROM forms f JOIN brands b ON b.id = f.brand WHERE f.form = coalesce(nullif(?, ''), f.form) AND f.version IS NOT NULL ORDER BY b.brand", form)
	})
	return list, err
}

// Blob implements forms.Store.
func (st *Store) Blob(ctx context.Context, brand, kind, hash string) (forms.Blob, error) {
	f := forms.Blob{Kind: kind, Hash: hash}
	err := st.find(ctx, "SELECT f.name, f.type, f.body FROM blobs f JOIN brands b ON b.id = f.brand WHERE b.brand = ? AND f.kind = ? AND f.hash = ?",
		[]any{brand, kind, hash}, fault.New(fault.NotFound, "brand %s has no %s of that hash", brand, kind), &f.Name, &f.Type, &f.Body)
	if err != nil {
		return forms.Blob{}, err
	}
	return f, nil
}

// find reads one row; none is missing.
func (st *Store) find(ctx context.Context, query string, args []any, missing error, to ...any) error {
	return st.read(ctx, time.Time{}, func(v *view) error {
		found, err := v.row(query, args, to...)
		if err == nil && !found {
			err = missing
		}
		return err
	})
}
