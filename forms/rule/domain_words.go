package rule

import (
	"strconv"
	"strings"
	"time"
)

// Describe says in words what a variable is, e.g. `brew is always espresso`, `score.bold is at most 4`;
// "" where nothing is worth saying.
func (d Domain) Describe(name string) string {
	switch {
	case !d.known:
		return ""
	case d.kind == Absent:
		return name + " is never answered"
	}
	what := ""
	switch d.kind {
	case Number:
		what = between(d.lo, d.hi, func(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }, 1e300)
	case Date:
		what = between(d.lo, d.hi, func(n float64) string { return time.Unix(int64(n)*24*60*60, 0).UTC().Format(time.DateOnly) }, lastDay-1)
	case List:
		what = d.list.words()
	case Bool, Text:
		if d.set != nil {
			what = choice(d.set)
		}
	}
	switch {
	case what == "" && d.absent:
		return ""
	case what == "":
		return name + " is always answered"
	case d.absent:
		return name + " is " + what + ", or not answered"
	case len(d.set) == 1 || (d.lo == d.hi && d.kind != List && d.set == nil):
		return name + " is always " + what
	}
	return name + " is " + what
}

func between(lo, hi float64, show func(float64) string, far float64) string {
	low, high := lo > -far, hi < far
	switch {
	case low && high && lo == hi:
		return show(lo)
	case low && high:
		return "from " + show(lo) + " to " + show(hi)
	case low:
		return "at least " + show(lo)
	case high:
		return "at most " + show(hi)
	}
	return ""
}

func choice(set []Value) string {
	const shown = 5
	var out []string
	for i, v := range set {
		if i == shown {
			out = append(out, "another")
			break
		}
		word := v.text
		if v.kind == Bool {
			word = strconv.FormatBool(v.number != 0)
		}
		out = append(out, word)
	}
	if len(out) == 1 {
		return out[0]
	}
	return strings.Join(out[:len(out)-1], ", ") + " or " + out[len(out)-1]
}

func (l lists) words() string {
	least, most := l.sizes()
	switch {
	case len(l.must) > 0:
		return "a list with " + strings.ReplaceAll(choice(l.must), " or ", " and ")
	case l.any || l.elem != Text:
		return ""
	case most < 1000:
		return "a list of " + strconv.Itoa(least) + " to " + strconv.Itoa(most) + " of " + choice(l.may)
	}
	return "a list of " + choice(l.may)
}
