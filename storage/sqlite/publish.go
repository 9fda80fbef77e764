package sqlite

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"proffer/forms"
)

// Publish implements forms.Store.
func (st *Store) Publish(ctx context.Context, brand string, drafts []forms.Draft, blobs []forms.Blob, admit forms.Admit) ([]forms.Published, error) {
	var out []forms.Published
	err := st.w.do(ctx, func() error {
		b, err := st.brand(brand)
		if err != nil {
			return err
		}
		if err := st.admit(b, admit); err != nil {
			return err
		}
		if _, err := st.s.exec("UPDATE forms SET version = NULL, schedule = NULL WHERE brand = ?", b.id); err != nil {
			return err
		}
		if len(drafts) > 0 {
			if _, err := st.s.exec("UPDATE forms SET last = NULL WHERE brand = ?", b.id); err != nil {
				return err
			}
		}
		out = make([]forms.Published, len(drafts))
		for i, d := range drafts {
			if out[i], err = st.publish(b, d); err != nil {
				return err
			}
		}
		for _, f := range blobs {
			if _, err := st.s.exec("INSERT INTO blobs (brand, kind, hash, name, type, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
				b.id, f.Kind, f.Hash, f.Name, f.Type, notNull(f.Body)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// admit asks whether the brand may be published, and keeps what it gives.
func (st *Store) admit(b *brand, admit forms.Admit) error {
	if admit == nil {
		return nil
	}
	row, err := st.s.one("SELECT registry FROM registries WHERE brand = ?", b.id)
	if err != nil {
		return err
	}
	var before json.RawMessage
	if row != nil {
		before = slices.Clone(row[0].([]byte))
	}
	next, err := admit(before)
	if err != nil {
		return refuse(err)
	}
	_, err = st.s.exec("INSERT INTO registries (brand, registry) VALUES (?, ?) ON CONFLICT (brand) DO UPDATE SET registry = excluded.registry", b.id, notNull(next))
	return err
}

// Registry implements forms.Store.
func (st *Store) Registry(ctx context.Context, brand string) (json.RawMessage, error) {
	var registry []byte
	err := st.read(ctx, time.Time{}, func(v *view) error {
		_, err := v.row("SELECT r.registry FROM registries r JOIN brands b ON b.id = r.brand WHERE b.brand = ?", []any{brand}, &registry)
		return err
	})
	return registry, err
}

func (st *Store) publish(b *brand, d forms.Draft) (forms.Published, error) {
	f, err := st.form(b, d.Form)
	if err != nil {
		return forms.Published{}, err
	}
	p := forms.Published{Form: d.Form}
	row, err := st.s.one("SELECT version FROM versions WHERE form = ? AND digest = ?", f.id, d.Digest)
	if err != nil {
		return p, err
	}
	if row == nil {
		p.New = true
		if row, err = st.s.one("SELECT coalesce(max(version), 0) + 1 FROM versions WHERE form = ?", f.id); err != nil {
			return p, err
		}
		if _, err := st.s.exec("INSERT INTO versions (form, version, digest, content) VALUES (?, ?, ?, ?)", f.id, row[0], d.Digest, notNull(d.Content)); err != nil {
			return p, err
		}
	}
	p.Version = int(row[0].(int64))
	_, err = st.s.exec("UPDATE forms SET version = ?1, last = ?1, schedule = ?2 WHERE id = ?3", p.Version, notNull(d.Schedule), f.id)
	return p, err
}

// notNull keeps an empty body an empty body.
func notNull(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
