package sqlite

import (
	"encoding/json"
	"time"

	"proffer/engine"
)

// values reads preferences or feedback that have not ended. o is nil where sealed values are to stay
// closed.
func (v *view) values(o *opener, table, where string, args ...any) ([]engine.Preference, error) {
	var list []engine.Preference
	var purposes [][]byte
	if err := v.rows(func(scan func(...any) error) error {
		var p engine.Preference
		var value, raw, response []byte
		if err := scan(&p.Attribute, &p.Question, &value, &p.Sealed, &raw, &p.Rev, &response); err != nil {
			return err
		}
		p.Value, p.Response = value, id(response)
		list, purposes = append(list, p), append(purposes, raw)
		return nil
	}, `SELECT p.attribute, p.question, p.value, p.sealed, p.purposes, p.rev, r.id FROM `+table+` p
		LEFT JOIN responses r ON r.subject = p.subject AND r.rev = p.rev WHERE `+where+` ORDER BY p.rev, p.question`, args...); err != nil {
		return nil, err
	}
	out := list[:0]
	for i, p := range list {
		var err error
		if p.Purposes, err = decodePurposes(purposes[i], v.now, v.basis); err != nil {
			return nil, err
		}
		switch {
		case len(p.Purposes) == 0:
			continue
		case p.Sealed && o == nil:
			p.Value = nil
		case p.Sealed:
			if err := o.open(table, &p); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// consents reads the consents that have not ended, in the order of rev.
func (v *view) consents(where string, args ...any) ([]engine.Consent, error) {
	var list []engine.Consent
	err := v.rows(func(scan func(...any) error) error {
		row := make([]driverValue, 8)
		to := make([]any, len(row))
		for i := range row {
			to[i] = &row[i]
		}
		if err := scan(to...); err != nil {
			return err
		}
		list = append(list, consentOf(row))
		return nil
	}, consentColumns+" WHERE "+where+" ORDER BY c.rev, c.purpose", args...)
	return list, err
}

func live(list []engine.Consent, now time.Time) []engine.Consent {
	out := make([]engine.Consent, 0, len(list))
	for _, c := range list {
		if !ended(c.Until, now) {
			out = append(out, c)
		}
	}
	return out
}

// responses reads responses as they were stored; strip takes off what has ended.
func (v *view) responses(where string, args ...any) ([]engine.Response, error) {
	var list []engine.Response
	err := v.rows(func(scan func(...any) error) error {
		var r engine.Response
		var own, subject, raw []byte
		var at int64
		if err := scan(&own, &r.Brand, &r.Form, &r.Version, &subject, &r.Rev, &r.Locale, &r.Channel, &r.Stage, &at, &r.Offer, &r.Refusal, &raw); err != nil {
			return err
		}
		r.ID, r.Subject, r.At = id(own), id(subject), moment(at)
		if raw != nil {
			var d detail
			if err := json.Unmarshal(raw, &d); err != nil {
				return err
			}
			r.Outcome, r.OutcomeBecause, r.Items, r.Catalog, r.CatalogRevision = d.Outcome, d.Because, d.Items, d.Catalog, d.Revision
			r.Kept, r.Declined, r.Dropped, r.Known, r.Removed, r.Knowledge = d.Kept, d.Declined, d.Dropped, d.Known, d.Removed, d.Knowledge
		}
		list = append(list, r)
		return nil
	}, `SELECT r.id, b.brand, f.form, r.version, s.subject, r.rev, r.locale, r.channel, r.stage, r.at, r.offer, r.refusal, r.detail FROM responses r
		JOIN forms f ON f.id = r.form JOIN brands b ON b.id = f.brand JOIN subjects s ON s.n = r.subject WHERE `+where, args...)
	return list, err
}

// strip makes a response what Expire will leave of it, and tells whether it leaves it at all: one of
// which no value is held any more says nothing about its person after some days, and stays only as
// the ground of its grant and of what was said to purposes.
func strip(r *engine.Response, held, ground bool, now time.Time) (stays bool) {
	if held || r.At.Add(bare).After(now) {
		return true
	}
	*r = engine.Response{ID: r.ID, Brand: r.Brand, Form: r.Form, Version: r.Version, Subject: r.Subject, Rev: r.Rev, Locale: r.Locale,
		Channel: r.Channel, Stage: r.Stage, At: r.At, Offer: r.Offer, Refusal: r.Refusal}
	return ground
}
