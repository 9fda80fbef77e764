package forms

import (
	"slices"
	"strconv"
	"strings"
)

// attributes compares the brand's registry.
func (d *differ) attributes() {
	d.file = "brand.json"
	before, after := d.before.Brand.Attributes, d.after.Brand.Attributes
	for _, id := range before.Names() {
		was, _ := before.Get(id)
		now, there := after.Get(id)
		if !there {
			d.add("removed_attribute", below("/attributes", id), "what people said of it stays stored until its time ends, and nobody can edit it in a form", "the attribute %q is gone", id)
			continue
		}
		d.attribute(id, was, now)
	}
	for _, id := range after.Names() {
		if _, there := before.Get(id); !there {
			d.add("added_attribute", below("/attributes", id), "nothing is stored of it yet", "the attribute %q is new", id)
		}
	}
}

func (d *differ) attribute(id string, was, now Attribute) {
	at := below("/attributes", id)
	if was.Type != now.Type {
		d.breaks("changed_type", at+"/type", "what is stored could not be read: keep the type, and give the new one an attribute of its own", "%q was %s and becomes %s", id, was.Type, now.Type)
		return
	}
	if !equal(was.Label, now.Label) {
		d.add("changed_label", at+"/label", "stored values keep the words they were given under", "%q is called otherwise", id)
	}
	if was.Category != now.Category {
		d.add("changed_category", at+"/category", "whether values are sealed, and how much asking weighs, follows the new one from now on", "%q was %s and becomes %s", id, was.Category, now.Category)
	}
	for _, p := range was.Purposes {
		if !slices.Contains(now.Purposes, p) {
			d.add("removed_purpose_of", at+"/purposes", "new values are not kept for it; held ones are until their time ends", "%q is not for %q any more", id, p)
		}
	}
	for i, p := range now.Purposes {
		if !slices.Contains(was.Purposes, p) {
			d.add("added_purpose_of", at+"/purposes/"+strconv.Itoa(i), "only values that are given from now on may be used for it", "%q is for %q too", id, p)
		}
	}
	if !equal(was.Keep, now.Keep) {
		d.add("changed_keep", at+"/keep", "values that are given from now on are kept so long; a time that runs does not change", "how long %q is kept has changed", id)
	}
	if !equal([]any{was.Min, was.Max, was.Earliest, was.Latest}, []any{now.Min, now.Max, now.Earliest, now.Latest}) {
		d.add("changed_bounds", at, "stored values outside of them stay as they are", "what can be answered to %q has other bounds", id)
	}
	if was.Other && !now.Other {
		d.add("removed_other", at, "free texts that are stored stay as they are", "%q takes no free text any more", id)
	}
	if listed(now.Type) {
		d.values(id, was, now)
	}
	for _, row := range was.Rows.Names() {
		if _, there := now.Rows.Get(row); !there {
			d.add("removed_row", at+"/rows", "stored answers keep what was said of it", "the row %q of %q is gone", row, id)
		}
	}
}

// values compares the ids under which values are stored.
func (d *differ) values(id string, was, now Attribute) {
	at := below("/attributes", id) + "/values"
	today := now.ids()
	for _, v := range was.ids() {
		if !slices.Contains(today, v) {
			d.breaks("removed_value", at, "what is stored under it could not be read: add "+strconv.Quote(v)+` to the "was" of the value that takes its place, or keep it with "retired": true`, "the value %q of %q is gone", v, id)
		}
	}
	for _, v := range now.Values.Names() {
		value, _ := now.Values.Get(v)
		old, there := was.Values.Get(v)
		here := below(at, v)
		for _, earlier := range value.Was {
			if _, had := was.Values.Get(earlier); had {
				d.add("renamed_value", here+"/was", "what is stored under the old id is read as the new one", "the value %q of %q becomes %q", earlier, id, v)
			}
		}
		switch {
		case !there && len(value.Was) == 0:
			d.add("added_value", here, "nobody could give it before", "the value %q of %q is new", v, id)
		case there && value.Retired && !old.Retired:
			d.add("retired_value", here+"/retired", "who gave it keeps it, and nobody is offered it", "the value %q of %q is retired", v, id)
		case there && !value.Retired && old.Retired:
			d.add("added_value", here, "it is offered again", "the value %q of %q is no more retired", v, id)
		}
		if there && !equal(old.Label, value.Label) {
			d.add("changed_label", here+"/label", "stored values keep the words they were given under", "the value %q of %q is called otherwise", v, id)
		}
	}
}

// purposes compares what values may be used for.
func (d *differ) purposes() {
	d.file = "brand.json"
	before, after := d.before.Brand.Purposes, d.after.Brand.Purposes
	for _, id := range before.Names() {
		was, _ := before.Get(id)
		now, there := after.Get(id)
		at := below("/purposes", id)
		switch {
		case !there:
			d.add("removed_purpose", at, "nothing that is held for it may be read for it any more", "the purpose %q is gone", id)
			continue
		case was.Version() == now.Version():
		case was.narrows(now):
			d.add("narrowed_purpose", at, "a yes that was given covers it", "%q is used for less: %s", id, strings.Join(terms(was, now), ", "))
		case was.Basis == BasisConsent || now.Basis == BasisConsent:
			d.add("changed_terms", at, "a yes that was given was given to other terms: each person is asked again, and nothing may be used under the new ones before", "%q is used on other terms: %s", id, strings.Join(terms(was, now), ", "))
		default:
			d.add("changed_terms", at, "they hold for what is answered from now on; what is held stays under the old ones", "%q is used on other terms: %s", id, strings.Join(terms(was, now), ", "))
		}
		if !equal(was.Label, now.Label) {
			d.add("changed_label", at+"/label", "notices tell the new words; the terms are the same", "%q is called otherwise", id)
		}
	}
	for _, id := range after.Names() {
		if _, there := before.Get(id); !there {
			d.add("added_purpose", below("/purposes", id), "nothing is held for it yet", "the purpose %q is new", id)
		}
	}
}

// narrows tells whether the only changes are fewer recipients and a shorter time.
func (p Purpose) narrows(now Purpose) bool {
	for _, r := range now.Recipients {
		if !slices.Contains(p.Recipients, r) {
			return false
		}
	}
	if p.Keep == nil || now.Keep == nil || now.Keep.Longer(*p.Keep) {
		return false
	}
	p.Recipients, p.Keep = now.Recipients, now.Keep
	return p.Version() == now.Version()
}

// terms names what differs.
func terms(was, now Purpose) (out []string) {
	for _, t := range []struct {
		name string
		same bool
	}{
		{"use", equal(was.Use, now.Use)}, {"basis", was.Basis == now.Basis}, {"interest", equal(was.Interest, now.Interest)},
		{"explicit", was.Explicit == now.Explicit}, {"keep", equal(was.Keep, now.Keep)}, {"recipients", slices.Equal(was.Recipients, now.Recipients)},
	} {
		if !t.same {
			out = append(out, t.name)
		}
	}
	return out
}
