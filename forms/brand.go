package forms

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // what a brand means never depends on the machine that reads it
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Text, Period and Money are defined in package rewards, the lower of the two; their home by
// meaning is here as much as there.
type (
	Text   = rewards.Text
	Period = rewards.Period
	Money  = rewards.Money
)

// Brand is the controller and all that its forms share: brand.json.
type Brand struct {
	Schema     string          `json:"$schema,omitempty"`
	ID         string          `json:"brand" must:"true"`
	Name       string          `json:"name" must:"true"`
	Timezone   string          `json:"timezone,omitempty"` // IANA name; UTC if absent
	Controller Controller      `json:"controller" must:"true"`
	Locales    []string        `json:"locales" must:"true"`
	Origins    []string        `json:"origins,omitempty"`
	Stages     []string        `json:"stages,omitempty"`
	Audience   *Audience       `json:"audience,omitempty"`
	Recipients Dict[Recipient] `json:"recipients,omitempty"`
	Purposes   Dict[Purpose]   `json:"purposes" must:"true"`
	Attributes Dict[Attribute] `json:"attributes" must:"true"`
	Theme      Theme           `json:"theme,omitempty"`
	Keys       []Key           `json:"keys,omitempty"` // what the brand signs identities with

	broken []string // pointers of what could not be read of it, while a folder is checked
}

// Controller answers promise P12: who, where, how, with which guarantees.
type Controller struct {
	Name         string   `json:"name" must:"true"`
	Contact      string   `json:"contact,omitempty"`
	Email        string   `json:"email" must:"true"`
	Phone        string   `json:"phone,omitempty"`
	Address      *Address `json:"address,omitempty"`
	PolicyURL    string   `json:"policyUrl,omitempty"`
	Jurisdiction string   `json:"jurisdiction,omitempty"`
	Authority    string   `json:"authority,omitempty"`
	Processing   Text     `json:"processing,omitempty"`
	Backups      *Period  `json:"backups,omitempty"`
}

// Address is a postal address.
type Address struct {
	Street   string `json:"street,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
	Region   string `json:"region,omitempty"`
	Country  string `json:"country,omitempty"`
}

// Audience says for whom the brand's forms are.
type Audience struct {
	Children string `json:"children,omitempty"`
	MinAge   int    `json:"minAge,omitempty"`
}

// Theme is how the brand looks.
type Theme struct {
	Accent     string `json:"accent,omitempty"`
	AccentDark string `json:"accentDark,omitempty"`
	Radius     string `json:"radius,omitempty"`
	Font       string `json:"font,omitempty"`
	Logo       string `json:"logo,omitempty"`
}

var (
	brandForm  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	idForm     = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	hyphenForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	colorForm  = regexp.MustCompile(`^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)
	radiusForm = regexp.MustCompile(`^\d{1,3}(?:\.\d)?(?:px|rem|em)$`)
	fontForm   = regexp.MustCompile(`^[\pL\pN ,'"-]+$`) // up to maxFont: counted in the pattern, each program took 8 MB and 7 ms to begin
	reserved   = []string{"score", "computed", "context", "attr", "item", "knowledge", "stage", "locale", "today"}
)

// checkID reports an id that rules or URLs could not name.
func checkID(c *checks, pointer, what, id string) {
	switch {
	case !idForm.MatchString(id):
		c.fault(pointer, "bad_id", "use a small letter, then up to 39 small letters, digits and _"+instance(id, "_"), "%q can't be the id of %s", id, what)
	case slices.Contains(reserved, id):
		c.fault(pointer, "bad_id", "choose another; reserved are "+strings.Join(reserved, ", "), "%q is a reserved word", id)
	}
}

var noIDLetter = regexp.MustCompile("[^a-z0-9_]+")

// instance is an id made of what was written, where there is one.
func instance(written, between string) string {
	id := strings.Trim(noIDLetter.ReplaceAllString(strings.ToLower(written), between), between)
	if !hyphenForm.MatchString(id) || slices.Contains(reserved, id) {
		return ""
	}
	return fmt.Sprintf(", e.g. %q", id)
}

// checkHyphenID is checkID for forms, pages, programs, offers and catalogs, where - is allowed.
func checkHyphenID(c *checks, pointer, what, id string) {
	if !hyphenForm.MatchString(id) {
		c.fault(pointer, "bad_id", "use a small letter, then up to 39 small letters, digits, _ and -"+instance(id, "-"), "%q can't be the id of %s", id, what)
	}
}

// lost tells whether the value at one of these pointers could not be read, by itself or with what it
// stands in: it was reported, and what else seems wrong with it or with what names it follows from that.
func (b *Brand) lost(pointers ...string) bool {
	return slices.ContainsFunc(pointers, func(at string) bool {
		return slices.ContainsFunc(b.broken, func(p string) bool { return within(at, p) })
	})
}

// torn is lost, or something in the value could not be read.
func (b *Brand) torn(at string) bool {
	return b.lost(at) || slices.ContainsFunc(b.broken, func(p string) bool { return within(p, at) })
}

// within tells whether a pointer is another one or lies below it.
func within(pointer, other string) bool {
	return pointer == other || strings.HasPrefix(pointer, other+"/")
}

// attribute is an attribute whose type and values can be relied on; others were reported.
func (b *Brand) attribute(name string) (a Attribute, ok bool) {
	a, ok = b.Attributes.Get(name)
	at := below("/attributes", name)
	endless := a.Type == TypeInteger && (a.Min == nil || a.Max == nil)
	return a, ok && slices.Contains(attributeTypes, a.Type) && !endless && !b.lost(at+"/type", at+"/values", at+"/min", at+"/max", at+"/other", at+"/rows", at+"/earliest", at+"/latest")
}

// nameless tells whether no attribute is called so, where all names could be read.
func (b *Brand) nameless(attribute string) bool {
	_, there := b.Attributes.Get(attribute)
	return !there && !b.lost(below("/attributes", attribute))
}

// below is the pointer of a member of what a pointer names.
func below(pointer, member string) string { return pointer + "/" + fault.Escape(member) }

// checks collects the faults of one file.
type checks struct {
	faults   []fault.Field
	warnings []fault.Field
}

func (c *checks) fault(pointer, code, right, format string, args ...any) {
	c.faults = append(c.faults, fault.Field{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...), Right: right})
}

func (c *checks) warn(pointer, code, right, format string, args ...any) {
	c.warnings = append(c.warnings, fault.Field{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...), Right: right})
}

func (b *Brand) check(c *checks) {
	if !brandForm.MatchString(b.ID) {
		c.fault("/brand", "bad_id", "use a small letter, then up to 39 small letters, digits and -", "%q can't be a brand's id", b.ID)
	}
	if !visible(b.Name) {
		c.fault("/name", "required", "write the name that people know", "the brand has no name")
	}
	if b.Timezone != "" {
		if _, err := time.LoadLocation(b.Timezone); err != nil || b.Timezone == "Local" {
			c.fault("/timezone", "out_of_range", "use an IANA name such as Europe/Rome", "%q is not a time zone", b.Timezone)
		}
	}
	b.checkController(c)
	b.checkLocales(c)
	for i, o := range b.Origins {
		u, err := url.Parse(o)
		here := "/origins/" + strconv.Itoa(i)
		switch {
		case err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") || u.Scheme+"://"+u.Host != o:
			c.fault(here, "out_of_range", "write scheme and host only, e.g. https://shop.example", "%q is not a web origin", o)
		case strings.ToLower(o) != o || strings.ContainsFunc(o, func(r rune) bool { return r > unicode.MaxASCII }) ||
			u.Port() == map[string]string{"https": "443", "http": "80"}[u.Scheme]:
			c.fault(here, "out_of_range", "write it as the Origin header has it: small letters, xn-- for other scripts, no :443 or :80", "no browser calls an origin %q", o)
		}
	}
	for i, s := range b.Stages {
		checkID(c, "/stages/"+strconv.Itoa(i), "a stage", s)
		if slices.Index(b.Stages, s) < i {
			c.fault("/stages/"+strconv.Itoa(i), "duplicate", "name each once", "the stage %q stands twice", s)
		}
	}
	if b.Audience != nil {
		if k := b.Audience.Children; k != "" && k != "not_directed" && k != "directed" {
			c.fault("/audience/children", "out_of_range", "write not_directed or directed", "%q says nothing about children", k)
		}
		if b.Audience.MinAge < 0 || b.Audience.MinAge > 99 {
			c.fault("/audience/minAge", "out_of_range", "write an age from 0 to 99", "%d is not an age", b.Audience.MinAge)
		}
	}
	b.Theme.check(c)
	b.checkKeys(c)
	for _, id := range b.Recipients.Names() {
		r, _ := b.Recipients.Get(id)
		checkID(c, below("/recipients", id), "a recipient", id)
		r.check(c, below("/recipients", id), b)
	}
	for _, id := range b.Purposes.Names() {
		p, _ := b.Purposes.Get(id)
		checkID(c, below("/purposes", id), "a purpose", id)
		p.check(c, below("/purposes", id), b)
	}
	for _, id := range b.Attributes.Names() {
		a, _ := b.Attributes.Get(id)
		checkID(c, below("/attributes", id), "an attribute", id)
		a.check(c, below("/attributes", id), b)
	}
}

func (b *Brand) checkController(c *checks) {
	k := b.Controller
	if !visible(k.Name) {
		c.fault("/controller/name", "required", "write the legal name of whoever answers for the data", "the controller has no name")
	}
	if a, err := mail.ParseAddress(k.Email); err != nil || a.Address != k.Email {
		c.fault("/controller/email", "out_of_range", "write the address that answers privacy questions", "%q is not an e-mail address", k.Email)
	}
	if k.PolicyURL != "" && !webURL(k.PolicyURL) {
		c.fault("/controller/policyUrl", "out_of_range", "write an https address", "%q is not a web address", k.PolicyURL)
	}
	for pointer, country := range map[string]string{"/controller/jurisdiction": k.Jurisdiction, "/controller/address/country": addressCountry(k.Address)} {
		if country != "" && !isCountry(country) {
			c.fault(pointer, "out_of_range", "use ISO 3166's two letters, e.g. IT", "%q is not a country code", country)
		}
	}
}

func addressCountry(a *Address) string {
	if a == nil {
		return ""
	}
	return a.Country
}

func isCountry(code string) bool {
	return validate.Var(code, "iso3166_1_alpha2") == nil
}

func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

func (b *Brand) checkLocales(c *checks) {
	if len(b.Locales) == 0 {
		c.fault("/locales", "required", `name at least one, e.g. ["en"]`, "the brand speaks no language")
	}
	for i, l := range b.Locales {
		here := "/locales/" + strconv.Itoa(i)
		if t, err := language.Parse(l); err != nil || t.String() != l || t == language.Und {
			c.fault(here, "out_of_range", "use a BCP 47 tag such as en or pt-BR", "%q is not a locale", l)
		} else if slices.Index(b.Locales, l) < i {
			c.fault(here, "duplicate", "name each once", "the locale %q stands twice", l)
		}
	}
}

func (t Theme) check(c *checks) {
	for name, v := range map[string]string{"accent": t.Accent, "accentDark": t.AccentDark} {
		if v != "" && !colorForm.MatchString(v) {
			c.fault("/theme/"+name, "out_of_range", "write #rgb or #rrggbb", "%q is not a colour", v)
		}
	}
	if t.Radius != "" && !radiusForm.MatchString(t.Radius) {
		c.fault("/theme/radius", "out_of_range", "write a CSS length such as 12px", "%q is not a radius", t.Radius)
	}
	if t.Font != "" && (!fontForm.MatchString(t.Font) || utf8.RuneCountInString(t.Font) > maxFont) {
		c.fault("/theme/font", "out_of_range", "write font family names, or inherit", "%q is not a list of fonts", t.Font)
	}
}

// maxFont is how many characters a theme may name its fonts with.
const maxFont = 200

// Zone is the brand's time zone.
func (b *Brand) Zone() *time.Location {
	z, err := time.LoadLocation(b.Timezone)
	if err != nil {
		return time.UTC
	}
	return z
}
