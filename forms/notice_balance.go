package forms

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Balance says in plain words what answering takes, for the offer card, with the numbers behind them.
// Taps, Texts and Seconds are those of the path that takes longest.
type Balance struct {
	Taps    int `json:"taps"`
	Texts   int `json:"texts"`
	Seconds int `json:"seconds"`
	// Asked is what has to be done, by what it is, over all paths.
	Asked []Asked `json:"asked"`
	// Keep is absent where nothing is kept.
	Keep *KeepTimes `json:"keep,omitempty"`

	Asks   Text `json:"asks"`   // "6 taps and 1 optional email"
	Takes  Text `json:"takes"`  // "about 1 minute"
	Kept   Text `json:"kept"`   // "Mostly 30 days, at most 1 year"
	SeenBy Text `json:"seenBy"` // "Only us"
}

// Asked is how often one thing is asked for: the least and the most, over all paths.
type Asked struct {
	What  string `json:"what"` // taps, or what is typed: email phone address date number link text
	Least int    `json:"least"`
	Most  int    `json:"most"`
	// Optional says that it can be passed over without a word, or is asked of some only.
	Optional bool `json:"optional,omitempty"`
}

// KeepTimes is how long answers are kept.
type KeepTimes struct {
	// Typical is the time of most attributes while the person says no to everything.
	Typical Period `json:"typical"`
	Longest Period `json:"longest"`
}

// typed are the question types that are answered by typing, with what is typed.
var typed = map[string]string{
	"email": "email", "phone": "phone", "address": "address", "date": "date", "number": "number", "url": "link", "short_text": "text", "long_text": "text",
}

// maxAsks is how many characters of a sentence the offer card has room for.
const maxAsks = 60

func (v *Version) balance() Balance {
	b := v.longest()
	b.Asked, b.Keep = v.things(), v.keepTimes()
	b.Asks, b.Takes, b.Kept, b.SeenBy = Text{}, Text{}, Text{}, Text{}
	for _, l := range v.Locales {
		b.Asks[l], b.Takes[l], b.Kept[l], b.SeenBy[l] = asks(b.Asked, l), takes(b.Seconds, l), v.kept(b.Keep, l), v.seenBy(l)
	}
	return b
}

// longest counts what answering takes on the path that takes most. Every conditional question is
// counted as shown, and of those that are drawn the longest, so nobody is promised less than they may
// meet.
func (v *Version) longest() Balance {
	f := &v.Form
	best := make([]Balance, len(f.Pages)+1)
	for i := len(f.Pages) - 1; i >= 0; i-- {
		var after Balance
		for _, to := range f.successors(i) {
			if b := best[to]; b.Seconds > after.Seconds {
				after = b
			}
		}
		var efforts []Effort
		for j := range f.Pages[i].Questions {
			efforts = append(efforts, v.effort(&f.Pages[i].Questions[j]))
		}
		if pick := f.Pages[i].Pick; pick != nil && int(*pick) < len(efforts) {
			slices.SortStableFunc(efforts, func(a, b Effort) int { return cmp.Compare(b.Seconds, a.Seconds) })
			efforts = efforts[:max(*pick, 0)]
		}
		for _, e := range efforts {
			after.Taps, after.Texts, after.Seconds = after.Taps+e.Taps, after.Texts+e.Texts, after.Seconds+e.Seconds
		}
		best[i] = after
	}
	b := best[0]
	b.Seconds = (b.Seconds + 4) / 5 * 5
	return b
}

// things counts each thing over all paths. What is typed counts in the least only where everybody is asked
// for it and it is required.
func (v *Version) things() []Asked {
	out := []Asked{}
	for _, what := range []string{"taps", "email", "phone", "address", "date", "number", "link", "text"} {
		r := v.span(func(q *Question) Range {
			switch {
			case typed[q.Type] == "" && what == "taps":
				taps := v.effort(q).Taps
				return Range{taps, taps}
			case typed[q.Type] != what:
				return Range{}
			case q.Required:
				return Range{1, 1}
			}
			return Range{0, 1}
		})
		if r.Most > 0 {
			out = append(out, Asked{What: what, Least: r.Least, Most: r.Most, Optional: what != "taps" && r.Least == 0})
		}
	}
	return out
}

// span is the least and the most that a value of questions adds up to on any path.
func (v *Version) span(value func(*Question) Range) Range {
	f := &v.Form
	sums := make([]Range, len(f.Pages)+1)
	for i := len(f.Pages) - 1; i >= 0; i-- {
		for k, to := range f.exits(i) {
			if k == 0 {
				sums[i] = sums[to]
			}
			sums[i] = Range{min(sums[i].Least, sums[to].Least), max(sums[i].Most, sums[to].Most)}
		}
		own := f.Pages[i].extent(value)
		if f.Pages[i].ShowIf == nil {
			sums[i].Least += own.Least
		}
		sums[i].Most += own.Most
	}
	return sums[0]
}

// keepTimes are the longest time of any value for any purpose, and the time of most attributes where no
// consent is given; where nothing would be kept then, with all of them.
func (v *Version) keepTimes() *KeepTimes {
	var longest Period
	for _, agreed := range []bool{false, true} {
		count, typical := map[string]int{}, Period{}
		for _, id := range v.Attributes.Names() {
			a, _ := v.Attributes.Get(id)
			var own Period
			for _, purpose := range a.Purposes {
				p, known := v.Purposes.Get(purpose)
				if !known || p.Keep == nil {
					continue
				}
				keep := a.KeepFor(purpose, p)
				if longest.String() == "" || keep.Longer(longest) {
					longest = keep
				}
				if (agreed || p.Basis != BasisConsent) && (own.String() == "" || keep.Longer(own)) {
					own = keep
				}
			}
			if own.String() == "" {
				continue
			}
			count[own.String()]++
			if n, most := count[own.String()], count[typical.String()]; n > most || (n == most && own.Longer(typical)) {
				typical = own
			}
		}
		if typical.String() != "" {
			return &KeepTimes{Typical: typical, Longest: longest}
		}
	}
	return nil
}

// asks writes what is asked for. A sentence that would be too long names what is typed by that only.
func asks(asked []Asked, locale string) string {
	t := sentences(locale)
	if len(asked) == 0 {
		return t["asks.nothing"]
	}
	sentence := func(asked []Asked) string {
		var parts []string
		for _, a := range asked {
			parts = append(parts, a.phrase(locale))
		}
		return list(parts, t)
	}
	if s := sentence(asked); utf8.RuneCountInString(s) <= maxAsks {
		return s
	}
	var short []Asked
	all := Asked{What: "typed", Optional: true}
	for _, a := range asked {
		if a.What == "taps" {
			short = append(short, a)
			continue
		}
		all.Least, all.Most, all.Optional = all.Least+a.Least, all.Most+a.Most, all.Optional && a.Optional
	}
	return sentence(append(short, all))
}

// phrase is one part of the sentence: "6 taps", "3 to 6 taps", "up to 3 taps", "1 optional email".
func (a Asked) phrase(locale string) string {
	t := sentences(locale)
	key := "asks." + a.What
	if a.Optional {
		key += ".optional"
	}
	switch {
	case a.Optional, a.Least == a.Most:
		return counted(locale, key, a.Most)
	case a.Least == 0:
		return strings.ReplaceAll(t["asks.up_to"], "{what}", counted(locale, key, a.Most))
	}
	form := pluralOf(locale, key, a.Most)
	if !strings.Contains(form, "{n}") { // a dual, which has no room for a range
		form = t[key+".other"]
	}
	return strings.ReplaceAll(form, "{n}", strings.NewReplacer("{least}", strconv.Itoa(a.Least), "{most}", strconv.Itoa(a.Most)).Replace(t["asks.range"]))
}

func takes(seconds int, locale string) string {
	if seconds < 60 {
		return counted(locale, "takes.seconds", seconds)
	}
	return counted(locale, "takes.minutes", (seconds+59)/60)
}

func (v *Version) kept(keep *KeepTimes, locale string) string {
	t := sentences(locale)
	switch {
	case v.Form.Anonymous:
		return t["kept.anonymous"]
	case keep == nil:
		return t["kept.nothing"]
	case !keep.Longest.Longer(keep.Typical):
		return strings.ReplaceAll(t["kept.same"], "{longest}", spell(keep.Longest, locale))
	}
	return strings.NewReplacer("{typical}", spell(keep.Typical, locale), "{longest}", spell(keep.Longest, locale)).Replace(t["kept.differs"])
}

// seenBy names who else gets answers; where the names would be too long, how many they are.
func (v *Version) seenBy(locale string) string {
	t := sentences(locale)
	if v.Form.Anonymous {
		return t["seenBy.nobody"]
	}
	var names []string
	for _, id := range v.Recipients.Names() {
		if r, _ := v.Recipients.Get(id); r.Role != RoleSelf {
			names = append(names, isolated(r.Name, locale))
		}
	}
	if len(names) == 0 {
		return t["seenBy.us"]
	}
	if s := strings.ReplaceAll(t["seenBy.others"], "{recipients}", list(append([]string{t["seenBy.we"]}, names...), t)); utf8.RuneCountInString(s) <= maxAsks {
		return s
	}
	return counted(locale, "seenBy.count", len(names))
}
