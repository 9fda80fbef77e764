package forms

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Change is one thing that a new version of a brand changes for people or for what is stored.
type Change struct {
	Code string `json:"code"`
	// Breaks tells that stored values could not be read any more; publishing refuses it.
	Breaks bool `json:"breaks"`
	// File and Pointer are in the new folder; what is gone stands in the old one.
	File    string `json:"file"`
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
	// Effect is what follows for people and for what is stored.
	Effect string `json:"effect"`
}

// String is the change in two lines.
func (c Change) String() string {
	mark := ""
	if c.Breaks {
		mark = "breaks: "
	}
	at := c.File
	if c.Pointer != "" {
		at += " " + c.Pointer
	}
	return fmt.Sprintf("%s: %s%s: %s\n    %s", at, mark, c.Code, c.Detail, c.Effect)
}

// Changes says what publishing one bundle of a brand after another changes: the brand's attributes and
// purposes first, then its forms in their order. None are the same for everybody.
func Changes(before, after *Bundle) []Change {
	d := &differ{before: before, after: after}
	d.brand()
	d.attributes()
	d.purposes()
	d.forms()
	return d.changes
}

type differ struct {
	before, after *Bundle
	changes       []Change
	file          string
}

func (d *differ) add(code, pointer, effect, format string, args ...any) {
	d.changes = append(d.changes, Change{Code: code, File: d.file, Pointer: pointer, Detail: fmt.Sprintf(format, args...), Effect: effect})
}

func (d *differ) breaks(code, pointer, effect, format string, args ...any) {
	d.add(code, pointer, effect, format, args...)
	d.changes[len(d.changes)-1].Breaks = true
}

// brand compares what all notices and receipts name.
func (d *differ) brand() {
	d.file = "brand.json"
	before, after := &d.before.Brand, &d.after.Brand
	if before.ID != after.ID {
		d.add("changed_brand", "/brand", "nothing that is stored belongs to the new one", "the brand %q becomes %q", before.ID, after.ID)
	}
	if before.Name != after.Name || !equal(before.Controller, after.Controller) {
		d.add("changed_controller", "/controller", "notices name the new one; what people agreed to names the old one", "who answers for the data is told in other words")
	}
	if before.Timezone != after.Timezone {
		d.add("changed_timezone", "/timezone", "days and periods of offers begin at another hour", "the time zone %q becomes %q", before.Timezone, after.Timezone)
	}
	for _, l := range before.Locales {
		if !slices.Contains(after.Locales, l) {
			d.add("removed_locale", "/locales", "who reads it is asked in another language", "the locale %q is gone", l)
		}
	}
	for _, l := range after.Locales {
		if !slices.Contains(before.Locales, l) {
			d.add("added_locale", "/locales", "forms are offered in it where every text exists", "the locale %q is new", l)
		}
	}
	for _, id := range after.Recipients.Names() {
		now, _ := after.Recipients.Get(id)
		if was, there := before.Recipients.Get(id); there && !equal(was, now) {
			d.add("changed_recipient", below("/recipients", id), "notices tell the new words; a yes that was given stays one", "who %q is has changed", id)
		}
	}
}

func equal(a, b any) bool {
	x, err := json.Marshal(a)
	y, bad := json.Marshal(b)
	return err == nil && bad == nil && bytes.Equal(x, y)
}
