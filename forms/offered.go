package forms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Notes of the two kinds that keep a form from a locale: what its author has not written, and what Proffer has not.
const (
	CodeLocaleIncomplete = "locale_incomplete"
	CodeLocaleUnspoken   = "locale_unspoken"
)

// spoken are the locales that Proffer has its own texts in.
func spokenLocales() []string { return slices.Sorted(maps.Keys(interfaceTexts)) }

// checkSpoken says which of the brand's locales Proffer itself does not speak: no text that the brand could
// write would offer a form in them. Without one that it speaks there is nothing to offer.
func (l *loader) checkSpoken(b *Bundle) (some bool) {
	speaks := "Proffer speaks " + strings.Join(spokenLocales(), ", ")
	for i, locale := range b.Brand.Locales {
		if interfaceTexts[locale] != nil {
			some = true
			continue
		}
		right := speaks + "; the brand's own texts are not what is missing"
		if base, _ := language.Make(locale).Base(); interfaceTexts[base.String()] != nil {
			right = fmt.Sprintf("write %q, which Proffer speaks; a form in it is offered to %s too", base, locale)
		}
		l.report.add(b.brand, SeverityNote, fault.Field{Pointer: "/locales/" + strconv.Itoa(i), Code: CodeLocaleUnspoken, Detail: fmt.Sprintf("no form is offered in %q, since Proffer has no texts of its own in it", locale), Right: right})
	}
	if !some {
		l.report.add(b.brand, SeverityError, fault.Field{Pointer: "/locales", Code: "no_locale", Detail: "Proffer has texts of its own in none of the brand's locales, so no form can be offered", Right: speaks + ": add one of them, and write the brand's texts in it"})
	}
	return some
}

// checkOffered says in which of the brand's locales a form is not offered, and what keeps it from them: each
// text at its place, or, where nothing of the form is translated yet, how many there are.
func (l *loader) checkOffered(f *file, form *Form, b *Bundle) {
	v := b.resolve(form)
	spoken := slices.DeleteFunc(slices.Clone(b.Brand.Locales), func(locale string) bool { return interfaceTexts[locale] == nil })
	if len(v.Locales) == 0 {
		l.report.add(f, SeverityError, fault.Field{Code: "no_locale", Detail: "the form is complete in no locale", Right: "write every text of it in " + strings.Join(spoken, " or in ")})
	}
	for _, locale := range spoken {
		if slices.Contains(v.Locales, locale) {
			continue
		}
		missing, begun := l.gaps(f, form, v, b, locale)
		if begun {
			l.report.findings = append(l.report.findings, missing...)
			continue
		}
		l.report.add(f, SeverityNote, fault.Field{Code: CodeLocaleIncomplete, Detail: fmt.Sprintf("the form is not offered in %q: none of its own texts is written in it", locale), Right: fmt.Sprintf("%d texts are missing; once one of the form is written, each of the others is named at its place", len(missing))})
	}
}

// gaps are the texts that a form shows or uses and that a locale lacks; begun, whether any of the form's own is there.
func (l *loader) gaps(f *file, form *Form, v *Version, b *Bundle, locale string) (missing []Finding, begun bool) {
	out := &report{}
	look := func(in *file, detail string, root any, place func(string) string) (some bool) {
		eachText(root, func(pointer string, t *Text) {
			if _, has := (*t)[locale]; has {
				some = some || !strings.HasSuffix(pointer, "/placeholder") // which may hold in every locale
				return
			}
			out.add(in, SeverityNote, fault.Field{Pointer: place(pointer), Code: CodeLocaleIncomplete, Detail: detail, Right: completed(*t, locale, b.Brand.Locales)})
		})
		return some
	}
	same := func(pointer string) string { return pointer }
	shared := fmt.Sprintf("no form that uses this text is offered in %q without it", locale)
	begun = look(f, fmt.Sprintf("the form is not offered in %q without this text", locale), form, same)
	rest := *v
	rest.Form, rest.Offers, rest.Variants, rest.Bonuses = Form{}, nil, nil, nil
	look(b.brand, shared, &rest, same)
	v.eachOffer(func(o *rewards.Offered) {
		program, offer, _ := strings.Cut(o.ID, "/")
		look(b.programs[program], shared, o, func(pointer string) string {
			return below("/offers", offer) + strings.TrimPrefix(pointer, "/terms")
		})
	})
	return out.findings, begun
}

// completed is how a text would be written with one locale more: beside the first that it has, shortened.
func completed(t Text, locale string, locales []string) string {
	beside := ""
	for _, l := range locales {
		if text, has := t[l]; has {
			if utf8.RuneCountInString(text) > 40 {
				text = string([]rune(text)[:40]) + "..."
			}
			beside = fmt.Sprintf("%q: %q, ", l, text)
			break
		}
	}
	return fmt.Sprintf("write {%s%q: ...}", beside, locale)
}

// complete lists the locales in which every text below v exists, in the brand's order.
func complete(v *Version, locales []string) []string {
	var out []string
	for _, locale := range locales {
		whole := interfaceTexts[locale] != nil
		eachText(v, func(_ string, t *Text) {
			if _, has := (*t)[locale]; !has {
				whole = false
			}
		})
		if whole {
			out = append(out, locale)
		}
	}
	return out
}

// examples lets a bare placeholder of an address that every language writes alike stand in each of the locales.
func (f *Form) examples(locales []string) {
	f.eachQuestion(func(_ string, _ *Page, q *Question) {
		example, bare := q.Placeholder[""]
		if !bare || !slices.Contains([]string{"email", "phone", "url"}, q.Type) {
			return
		}
		for _, locale := range locales {
			if locale != "" {
				q.Placeholder[locale] = example
			}
		}
		if len(q.Placeholder) > 1 {
			delete(q.Placeholder, "")
			q.everywhere = true
		}
	})
}

// exampleIn leaves such a placeholder in the locales of a version, so that a locale in which the form is not
// offered makes no new one.
func (q *Question) exampleIn(locales []string) {
	if !q.everywhere {
		return
	}
	own := Text{}
	for _, locale := range locales {
		own[locale] = q.Placeholder[locale]
	}
	q.Placeholder, q.everywhere = own, false
}

// example is the placeholder as it was written.
func (q *Question) example() Text {
	if q.everywhere {
		for _, text := range q.Placeholder {
			return Text{"": text} // the same in each
		}
	}
	return q.Placeholder
}
