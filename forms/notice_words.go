package forms

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Fact is one line of the notice in words: what it is about, and what is so. A line break in Text parts
// several, such as recipients.
type Fact struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Facts are lines of the notice by locale, ready to be shown: whoever shows them joins no words.
type Facts map[string][]Fact

// facts keeps what there is something to say about; name and text take turns.
func facts(t map[string]string, lines ...string) []Fact {
	out := []Fact{}
	for i := 0; i+1 < len(lines); i += 2 {
		if lines[i+1] != "" {
			out = append(out, Fact{Name: t["fact."+lines[i]], Text: lines[i+1]})
		}
	}
	return out
}

func dots(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// purposeFacts are use, basis, data, time and recipients of a purpose. A time that an attribute shortens
// stands beside that of the purpose.
func (v *Version) purposeFacts(id, locale string) []Fact {
	t := sentences(locale)
	p, _ := v.Purposes.Get(id)
	var data, recipients []string
	keep := []string{spell(*p.Keep, locale)}
	for _, name := range v.Attributes.Names() {
		a, _ := v.Attributes.Get(name)
		if !slices.Contains(a.Purposes, id) {
			continue
		}
		data = append(data, a.Label.In(locale))
		if own := a.KeepFor(id, p); own != *p.Keep {
			keep = append(keep, a.Label.In(locale)+": "+spell(own, locale))
		}
	}
	for _, name := range p.Recipients {
		if r, ok := v.Recipients.Get(name); ok {
			recipients = append(recipients, dots(isolated(r.Name, locale), t["role."+r.Role], countryName(r.Country, locale), r.Safeguard.In(locale)))
		}
	}
	if len(recipients) == 0 {
		recipients = []string{strings.ReplaceAll(t["recipients.none"], "{name}", isolated(v.Controller.Name, locale))}
	}
	return facts(t, "use", p.Use.In(locale), "basis", t["basis."+p.Basis], "interest", p.Interest.In(locale),
		"data", dots(data...), "keep", dots(keep...), "recipients", strings.Join(recipients, "\n"))
}

// controllerFacts are who is responsible, the rights of who answers, and what the page passes in.
func (v *Version) controllerFacts(locale string) []Fact {
	c := v.Controller
	var address, context []string
	if a := c.Address; a != nil {
		address = []string{a.Street, a.Postcode, a.City, a.Region, countryName(a.Country, locale)}
	}
	for _, id := range v.Form.Context.Names() {
		field, _ := v.Form.Context.Get(id)
		context = append(context, field.Label.In(locale))
	}
	return facts(sentences(locale), "contact", dots(c.Contact, c.Email, isolated(c.Phone, locale)), "address", dots(address...),
		"processing", c.Processing.In(locale), "authority", c.Authority, "rights", v.rights(locale), "reward", v.rewardFacts(locale), "context", dots(context...))
}

// uses is what stands beside a question: its purposes, the longest time, and who sees the answer; nil
// where it serves none.
func (v *Version) uses(q *Question, purposes []string) Text {
	if len(purposes) == 0 {
		return nil
	}
	a, _ := v.Attributes.Get(q.Attribute)
	out := Text{}
	for _, locale := range v.Locales {
		t := sentences(locale)
		var labels, names []string
		var longest Period
		for _, id := range v.Purposes.Names() {
			if !slices.Contains(purposes, id) {
				continue
			}
			p, _ := v.Purposes.Get(id)
			label := p.Label.In(locale)
			if p.Basis == BasisConsent {
				label = strings.ReplaceAll(t["uses.consent"], "{purpose}", label)
			}
			labels = append(labels, label)
			if keep := a.KeepFor(id, p); longest.String() == "" || keep.Longer(longest) {
				longest = keep
			}
			for _, name := range p.Recipients {
				if r, ok := v.Recipients.Get(name); ok && !slices.Contains(names, isolated(r.Name, locale)) {
					names = append(names, isolated(r.Name, locale))
				}
			}
		}
		seen := t["uses.unseen"]
		if len(names) > 0 {
			seen = strings.ReplaceAll(t["uses.seen"], "{names}", list(names, t))
		}
		out[locale] = strings.ReplaceAll(t["uses.for"], "{purposes}", list(labels, t)) + " " +
			strings.ReplaceAll(t["uses.keep"], "{time}", spell(longest, locale)) + " " + seen
	}
	return out
}

// lasts is how long an offer or a purpose holds, in words: "valid for 90 days".
func lasts(key string, p *Period, locales []string) Text {
	if p == nil {
		return nil
	}
	out := Text{}
	for _, locale := range locales {
		out[locale] = strings.ReplaceAll(sentences(locale)[key], "{time}", spell(*p, locale))
	}
	return out
}

// countryName is a country's name in a locale, in English where nobody wrote it down, else its code.
func countryName(code, locale string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	for _, tag := range []language.Tag{language.Make(locale), language.English} {
		if names := display.Regions(tag); names != nil {
			if name := names.Name(region); name != "" {
				return name
			}
		}
	}
	return code
}
