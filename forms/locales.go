package forms

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"proffer/forms/fault"
)

var textType = reflect.TypeFor[Text]()

// eachText visits every text below a pointer to a struct, with its JSON pointer, and stores back
// what the visitor made of it.
func eachText(root any, visit func(pointer string, t *Text)) {
	walkTexts(reflect.ValueOf(root).Elem(), "", visit)
}

// textWalker is a generic type that walks itself.
type textWalker interface {
	walkTexts(pointer string, visit func(string, *Text))
}

func walkTexts(v reflect.Value, pointer string, visit func(string, *Text)) {
	if v.Type() == textType {
		if v.Len() > 0 {
			visit(pointer, v.Addr().Interface().(*Text))
		}
		return
	}
	if v.CanAddr() {
		if own, ok := v.Addr().Interface().(textWalker); ok {
			own.walkTexts(pointer, visit)
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type().Elem().Kind() == reflect.Struct {
			walkTexts(v.Elem(), pointer, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.IsExported() && name != "" && name != "-" {
				walkTexts(v.Field(i), pointer+"/"+name, visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkTexts(v.Index(i), pointer+"/"+strconv.Itoa(i), visit)
		}
	case reflect.Map:
		if v.Type().Elem().Kind() != reflect.Struct {
			return
		}
		for _, key := range v.MapKeys() {
			copied := reflect.New(v.Type().Elem()).Elem()
			copied.Set(v.MapIndex(key))
			walkTexts(copied, pointer+"/"+fault.Escape(key.String()), visit)
			v.SetMapIndex(key, copied)
		}
	}
}

func (d *Dict[T]) walkTexts(pointer string, visit func(string, *Text)) {
	for _, name := range d.names {
		v := d.values[name]
		walkTexts(reflect.ValueOf(&v).Elem(), pointer+"/"+fault.Escape(name), visit)
		d.values[name] = v
	}
}

// checkTexts reports empty texts, and what checkLocales does.
func (l *loader) checkTexts(f *file, root any, b *Bundle) {
	l.checkLocales(f, root, b)
	eachText(root, func(pointer string, t *Text) {
		for locale, s := range *t {
			if strings.TrimSpace(s) == "" && (b.Brand.torn("/locales") || slices.Contains(b.Brand.Locales, locale)) {
				l.report.add(f, SeverityError, fault.Field{Pointer: below(pointer, locale), Code: "required", Detail: "the text is empty", Right: "write it, or leave the locale out"})
			}
		}
	})
}

// tag is what looks like HTML in a text.
var tag = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)

// reorders tells whether a letter controls how others are shown: a text says what it says, in its order. The
// marks and isolates of direction that Arabic and Hebrew need are none.
func reorders(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == '\u202d' || r == '\u202e'
}

// checkLocales reports texts in locales that the brand does not have, those of which nothing can be seen, and
// those with HTML or control characters in them.
func (l *loader) checkLocales(f *file, root any, b *Bundle) {
	eachText(root, func(pointer string, t *Text) {
		for locale, s := range *t {
			if html := tag.FindString(s); html != "" {
				l.report.add(f, SeverityWarning, fault.Field{Pointer: below(pointer, locale), Code: "html_in_text", Detail: fmt.Sprintf("people would read %q as it is written: a text is no HTML", html), Right: "write plain text, without tags"})
			}
			if strings.TrimSpace(s) != "" && !visible(s) {
				l.report.add(f, SeverityError, fault.Field{Pointer: below(pointer, locale), Code: "required", Detail: "nothing of the text can be seen", Right: "write it, or leave the locale out"})
			}
			if strings.ContainsFunc(s, reorders) {
				l.report.add(f, SeverityError, fault.Field{Pointer: below(pointer, locale), Code: "out_of_range", Detail: "the text has control characters in it", Right: "write plain text; a blank line makes a paragraph"})
			}
			if !b.Brand.torn("/locales") && !slices.Contains(b.Brand.Locales, locale) {
				l.report.add(f, SeverityError, fault.Field{Pointer: below(pointer, locale), Code: "dangling_locale", Detail: fmt.Sprintf("the brand does not speak %q", locale), Right: "its locales are " + strings.Join(b.Brand.Locales, ", ")})
			}
		}
	})
}
