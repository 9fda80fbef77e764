package demo

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"proffer/rewards"
)

// event is the part of a webhook's body that a recipient of this demo reads.
type event struct {
	Type string    `json:"type"`
	Seq  int64     `json:"seq"`
	At   time.Time `json:"timestamp"`
	Data struct {
		Form        string `json:"form"`
		Preferences []item `json:"preferences"`
		Feedback    []item `json:"feedback"`
		Consents    []struct {
			Purpose string `json:"purpose"`
			Given   bool   `json:"given"`
		} `json:"consents"`
		Grant  json.RawMessage `json:"grant"`
		Points int64           `json:"points"` // of a redemption
		By     string          `json:"by"`
		Why    string          `json:"why"`
	} `json:"data"`
}

// item is a preference, or an answer about one occasion.
type item struct {
	Attribute string          `json:"attribute"`
	Value     json.RawMessage `json:"value"`
	Withheld  string          `json:"withheld"`
	Purposes  []string        `json:"purposes"`
}

type grant struct {
	Offer     string            `json:"offer"`
	Kind      string            `json:"kind"`
	Code      string            `json:"code"`
	Account   string            `json:"account"`
	Points    int64             `json:"points"`
	Left      *int64            `json:"left"`
	Badge     string            `json:"badge"`
	Discount  *rewards.Discount `json:"discount"`
	State     string            `json:"state"`
	Available *time.Time        `json:"available"`
	Expires   *time.Time        `json:"expires"`
}

// block is the hook as the terminal shows it: a rule with recipient and event, then one line per
// fact. What people typed is printed without control characters.
func block(h hook) string {
	var e event
	if h.Body != nil {
		_ = json.Unmarshal(h.Body, &e) // receive has read it once already
	}
	var b strings.Builder
	title := h.Recipient + "  "
	if h.State == hookRefused {
		title += "webhook"
	} else {
		title += plain(e.Type)
	}
	fmt.Fprintf(&b, "\n── %s %s %s\n", title, strings.Repeat("─", max(3, 52-len([]rune(title)))), h.At.Format(time.TimeOnly))
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "   %-11s%s\n", name, plain(fmt.Sprintf(format, args...)))
	}
	switch h.State {
	case hookRefused:
		line("signature", "WRONG: refused, nothing of it was read")
		return b.String()
	case hookDuplicate:
		line("signature", "ok")
		line("duplicate", "%s was here before; nothing is done twice", h.ID)
		return b.String()
	}
	line("signature", "ok")
	if e.Data.Form != "" {
		line("form", "%s, event %d", e.Data.Form, e.Seq)
	}
	var g grant
	if json.Unmarshal(e.Data.Grant, &g) == nil && g.Offer != "" {
		line("reward", "%s", g)
	}
	if e.Data.Points > 0 {
		line("points", "%d", e.Data.Points)
	}
	if e.Data.By != "" {
		line("by", "%s", strings.TrimSuffix(e.Data.By+": "+e.Data.Why, ": "))
	}
	items := func(name string, list []item) {
		for _, p := range list {
			if p.Withheld != "" {
				line("withheld", "%s (%s)", p.Attribute, p.Withheld)
				continue
			}
			line(name, "%s = %s   for %s", p.Attribute, value(p.Value), strings.Join(p.Purposes, ", "))
		}
	}
	items("preference", e.Data.Preferences)
	items("feedback", e.Data.Feedback)
	for _, c := range e.Data.Consents {
		line("consent", "%s: %s", c.Purpose, map[bool]string{true: "yes", false: "no"}[c.Given])
	}
	return b.String()
}

// String is the reward in a line: what it is, of which offer, and until when.
func (g grant) String() string {
	s := g.what() + "   " + g.Offer + ", " + g.State
	if g.Left != nil && *g.Left != g.Points {
		s += fmt.Sprintf(", %d left", *g.Left)
	}
	if g.Available != nil {
		s += ", from " + g.Available.Format(time.DateOnly)
	}
	if g.Expires != nil {
		s += ", until " + g.Expires.Format(time.DateOnly)
	}
	return s
}

// what is the reward itself: a code, points, a badge, or what a discount without a code takes off.
func (g grant) what() string {
	switch d := g.Discount; {
	case g.Kind == rewards.KindPoints:
		return fmt.Sprintf("%d %s", g.Points, g.Account)
	case g.Code != "":
		return g.Code
	case g.Badge != "":
		return g.Badge
	case d == nil:
		return g.Kind
	case d.FreeShipping:
		return "free shipping"
	case d.Fixed != nil:
		return d.Fixed.Amount + " " + d.Fixed.Currency + " off"
	default:
		return fmt.Sprintf("%v%% off", d.Percent)
	}
}

// value is an answer's value as a person would write it.
func value(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	return said(v)
}

// said writes the parts of a list one after the other, and those of an object with their names.
func said(v any) string {
	var parts []string
	switch v := v.(type) {
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		for _, one := range v {
			parts = append(parts, said(one))
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+": "+said(v[name]))
		}
	default:
		return fmt.Sprint(v)
	}
	return strings.Join(parts, ", ")
}

// plain drops control characters, so that a typed answer cannot steer the terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
