package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"proffer/forms"
	"proffer/forms/fault"
)

// asking is what an exchange asks the store about: the same when its ticket is made and when it is
// answered.
func (e *Engine) asking(v *forms.Version, s forms.Schedule, subject uuid.UUID, passed map[string]json.RawMessage, now time.Time) *Exchange {
	x := &Exchange{Brand: v.Brand, Form: v.Form.ID, Subject: subject, Anonymous: v.Form.Anonymous}
	if !v.Form.Anonymous {
		chain := e.o.Keys.chain(v, subject)
		x.Offers, x.Accounts = askedOffers(v, chain, s, now), askedAccounts(v, chain)
	}
	x.Once, x.Until = e.o.Keys.once(v, passed, now)
	return x
}

// once is the key that makes another answer of a subject a conflict, with the time when it is free
// again (the zero time: never); "" if there is none. A value that the page passed in does not stand in
// it: only a keyed hash of it does.
func (k Keys) once(v *forms.Version, passed map[string]json.RawMessage, now time.Time) (key string, until time.Time) {
	switch repeat := v.Form.RepeatRule(); {
	case repeat.Once:
		return "form/" + v.Form.ID, time.Time{}
	case repeat.Period != nil:
		return "form/" + v.Form.ID + "/every", repeat.Period.After(now)
	case repeat.Per != "":
		mac := hmac.New(sha256.New, k.Refs)
		mac.Write([]byte("proffer once\x00" + v.Brand + "\x00" + v.Form.ID + "\x00" + repeat.Per + "\x00"))
		mac.Write(folded(passed[repeat.Per]))
		return "form/" + v.Form.ID + "/per/" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18]), time.Time{}
	}
	return "", time.Time{}
}

// folded is a value of the context as once knows it: two that look the same to people, with wide digits, a
// hard space or two spaces for one, are one occasion. Capitals stay what they are: an order's id may be told by them.
func folded(raw json.RawMessage) []byte {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return raw
	}
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
	return mustJSON(strings.Join(strings.Fields(text), " "))
}

// errAnswered tells whoever has answered so, and when they can again.
func errAnswered(v *forms.Version, again time.Time) error {
	var err *fault.Error
	switch repeat := v.Form.RepeatRule(); {
	case repeat.Period != nil:
		err = fault.At(fault.Conflict, "", "already_answered", "this person has answered %q, and can again on %s", v.Form.ID, again.UTC().Format(time.DateOnly))
	case repeat.Per != "":
		err = fault.At(fault.Conflict, "", "already_answered", "this person has answered %q for this %s", v.Form.ID, repeat.Per)
	default:
		err = fault.At(fault.Conflict, "", "already_answered", "this person has answered %q, which takes one answer each", v.Form.ID)
	}
	err.Next = again
	return err
}

// errFull is the fault Conflict full where every place of a form is taken, nil where one is left. The
// store counts them, so inside a write it is exact.
func errFull(form string, s forms.Schedule, f Facts) error {
	if s.Capacity == nil || f.Completed < *s.Capacity {
		return nil
	}
	return fault.At(fault.Conflict, "", "full", "the form %q takes %d answers, and has them", form, *s.Capacity)
}

// count finds out whether a form's places are taken as it is published.
func (e *Engine) count(ctx context.Context, c *current) error {
	if c.schedule.Capacity == nil {
		return nil
	}
	facts, err := e.o.Store.Facts(ctx, &Exchange{Brand: c.version.Brand, Form: c.version.Form.ID}, e.o.Now())
	if err == nil {
		c.full.Store(facts.Completed >= *c.schedule.Capacity)
	}
	return err
}
