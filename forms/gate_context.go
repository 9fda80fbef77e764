package forms

import (
	"slices"
	"strconv"
	"strings"
)

var contextTypes = []string{TypeText, TypeInteger, "number", TypeBoolean, "date"}

// checkContext checks what a page may pass in, and the form's repeat by it.
func (f *Form) checkContext(c *checks, b *Brand) {
	for _, id := range f.Context.Names() {
		field, _ := f.Context.Get(id)
		at := below("/context", id)
		checkID(c, at, "a context field", id)
		if !slices.Contains(contextTypes, field.Type) {
			c.fault(at+"/type", "out_of_range", Suggest(field.Type, contextTypes), "%q is not a context field's type", field.Type)
		}
		if len(field.Purposes) == 0 {
			c.fault(at+"/purposes", "required", "name what it is needed for, or do not take it", "the context field serves no purpose")
		}
		for i, p := range field.Purposes {
			if _, known := b.Purposes.Get(p); !known && !b.lost(below("/purposes", p)) {
				c.fault(at+"/purposes/"+strconv.Itoa(i), "dangling_purpose", Suggest(p, b.Purposes.Names()), "no purpose is called %q", p)
			} else if slices.Index(field.Purposes, p) < i {
				c.fault(at+"/purposes/"+strconv.Itoa(i), "duplicate", "name each once", "the purpose %q stands twice", p)
			}
		}
		if field.Signed && len(b.Keys) == 0 && !b.torn("/keys") {
			c.fault(at+"/signed", "needs_keys", `add the public key that your site signs with to brand.json's "keys"`, "the brand has no key by which a signature could be checked")
		}
		if word := secretID(id, b.Locales); word != "" {
			c.fault(at, "secret", rightSecret, "the id %q names a secret: %s", id, word)
		}
		for _, locale := range sortedLocales(field.Label) {
			if word := secretName(locale, field.Label[locale]); word != "" {
				c.fault(below(at+"/label", locale), "secret", rightSecret, "the label asks for a secret: %q", word)
			}
		}
		if locale, category, word := sounds(field.Label); word != "" && !b.explicit(field.Purposes) {
			c.fault(below(at+"/label", locale), "sounds_special", "do not pass it in, or only for purposes with explicit consent",
				"%q sounds like %s, which nothing may pass in without the person's explicit consent", word, strings.ReplaceAll(category, "_", " "))
		}
	}
	f.checkRepeat(c)
}

// explicit tells whether each of these purposes rests on explicit consent; of what could not be read it is not denied.
func (b *Brand) explicit(purposes []string) bool {
	return !slices.ContainsFunc(purposes, func(id string) bool {
		p, known := b.Purposes.Get(id)
		return known && !(p.Basis == BasisConsent && p.Explicit) && !b.torn(below("/purposes", id))
	})
}

func (f *Form) checkRepeat(c *checks) {
	per := f.RepeatRule().Per
	if per == "" {
		return
	}
	field, known := f.Context.Get(per)
	switch {
	case !known:
		c.fault("/repeat/per", "dangling_context", Suggest(per, f.Context.Names()), "the form takes no context field %q", per)
	case !field.Signed:
		c.warn("/repeat/per", "unsigned_repeat", `add "signed": true to it`, "whoever changes %q on the page may answer again", per)
	}
}
