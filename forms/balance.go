package forms

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"proffer/forms/fault"
	"proffer/rewards"
)

// checkBalance reports where a form takes more than it gives, asks too much, or gives in a way that
// presses (promises P5 and P6). A preference centre is weighed against nothing, since its person came to
// edit; what may be shared holds there too.
func (l *loader) checkBalance(f *file, form *Form, b *Bundle) {
	v := b.resolve(form)
	l.check(f, func(c *checks) {
		v.checkBalance(c)
		if counted, _, is := v.another(); is {
			c.pointTo(b.offerPlace(counted.ID))
		}
	})
}

// pointTo says of the findings about an offer's other that is worth too little where that is written.
func (c *checks) pointTo(place string) {
	for _, list := range [][]fault.Field{c.faults, c.warnings} {
		for i := range list {
			if list[i].Pointer == "/offer" && (list[i].Code == "balance_under_one" || list[i].Code == "balance_low") {
				list[i].Right += "; what it is worth is at " + place
			}
		}
	}
}

// offerPlace is where the worth of an offer is written, as file, line and column.
func (b *Bundle) offerPlace(id string) string {
	program, offer, _ := strings.Cut(id, "/")
	f := b.programs[program]
	line, column := LineColumn(f.source, f.root.Find(below("/offers", offer)+"/worth"))
	return fmt.Sprintf("%s:%d:%d", f.name, line, column)
}

func (v *Version) checkBalance(c *checks) {
	v.checkShared(c)
	if v.Form.Kind == KindPreferences {
		return
	}
	paths := v.Paths()
	if _, unknown := v.reward(); len(unknown) > 0 && paths.asks() {
		c.fault("/offer", "balance_no_euro", `add to its worth what that is in euro, e.g. "eur": "2.35"`,
			"the offer %q is worth another currency, so that what is given cannot be weighed against what is asked", unknown[0])
		return
	}
	b := balanceCheck{c: c, v: v, paths: paths}
	b.lowest()
	b.most()
	b.pressure()
	v.checkChance(c)
}

// checkShared reports sensitive values that another would get: the balance cannot buy them.
func (v *Version) checkShared(c *checks) {
	for i := range v.Form.Pages {
		for j := range v.Form.Pages[i].Questions {
			q := &v.Form.Pages[i].Questions[j]
			if w := v.factors(q); w.Sensitivity >= sharedLimit && w.Sharing > 1 {
				a, _ := v.Attributes.Get(q.Attribute)
				c.fault(fmt.Sprintf("/pages/%d/questions/%d", i, j), "balance_shared", "keep it to recipients whose role is self, or do not ask it",
					"%s data may not be shared with another controller or processor, whatever is given for it", a.Category)
			}
		}
	}
}

// checkChance reports draws in which next to nobody wins.
func (v *Version) checkChance(c *checks) {
	v.eachOffer(func(o *rewards.Offered) {
		if chance := o.Terms.Gives.Chance(); chance < chanceLeast {
			c.warn("/offer", "balance_chance", "draw more winners, or give everybody something", "in the draw %q the chance is %.1f%%, which hardly anybody will find worth an answer", o.ID, 100*chance)
		}
	})
}

// asks tells whether any question costs anything.
func (p Paths) asks() bool {
	return slices.ContainsFunc(p.Questions, func(f Factors) bool { return f.Ask > 0 })
}

type balanceCheck struct {
	c     *checks
	v     *Version
	paths Paths
}

// courtesy tells whether so little is asked on a path, and nothing personal, that it may be asked
// without giving as much. Where the paths are not all known, every question counts.
func (b balanceCheck) courtesy(p Path) bool {
	if !b.paths.Bounded {
		return p.Most <= courtesyMost && p.Sensitivity <= 1
	}
	return b.paths.Most <= courtesyMost && !slices.ContainsFunc(b.paths.Questions, func(f Factors) bool { return f.Sensitivity > 1 })
}

// lowest reports the path with the lowest balance: as an error where it is under 1, else as a warning
// where it is not good.
func (b balanceCheck) lowest() {
	var refused, thin *Path
	var balance, lowest float64
	for i := range b.paths.Paths {
		p := &b.paths.Paths[i]
		if p.Balance == nil {
			continue
		}
		at := *p.Balance
		if b.paths.Bounded {
			at = min(at, *b.paths.Lowest)
		}
		courtesy := b.courtesy(*p)
		if at < balanceLeast-tiny && !courtesy && (refused == nil || at < balance) {
			refused, balance = p, at
		}
		if at >= balanceLeast-tiny && courtesy {
			continue
		}
		if thin == nil || at < lowest {
			thin, lowest = p, at
		}
	}
	at, counted := b.counted()
	switch {
	case refused != nil:
		b.c.fault(at, "balance_under_one", b.remedy(*refused, balanceLeast), "%s gives %s for an Ask of %s, a balance of %s: at least as much has to be given as is taken%s%s",
			b.name(*refused), points(refused.Give), points(refused.Ask), Ratio(balance), b.bound(), counted)
	case thin != nil && lowest < balanceGood-tiny:
		b.c.warn(at, "balance_low", b.remedy(*thin, balanceGood), "%s gives %s for an Ask of %s, a balance of %s%s%s",
			b.name(*thin), points(thin.Give), points(thin.Ask), Ratio(lowest), b.bound(), counted)
	}
}

// counted names the fallback or variant that a balance is computed with, where it is not the offer that the form names.
func (b balanceCheck) counted() (at, text string) {
	o, what, is := b.v.another()
	if !is {
		return "", ""
	}
	worth := o.Terms.Worth
	return "/offer", fmt.Sprintf("; counted is the %s %q, worth %s %s", what, o.ID, worth.Amount, worth.Currency)
}

// tiny is what binary fractions may add to or take from a balance.
const tiny = 1e-9

// most reports the path that asks most, where it is too much.
func (b balanceCheck) most() {
	if b.paths.Most <= askMost+tiny {
		return
	}
	p := slices.MaxFunc(b.paths.Paths, func(p, q Path) int { return cmp.Compare(p.Most, q.Most) })
	b.c.fault("", "balance_ask", "ask less at once; "+costly(p.Questions), "%s has an Ask of %s, and more than %s is too much at once, whatever is given for it%s",
		b.name(p), points(b.paths.Most), points(askMost), b.bound())
}

// pressure reports the path whose reward is largest against what it asks, where something is asked that
// a person may rather keep.
func (b balanceCheck) pressure() {
	least := b.paths.Pressing
	if least == nil {
		return
	}
	var worst *Path
	for i := range b.paths.Paths {
		if p := &b.paths.Paths[i]; p.presses() && (worst == nil || p.Ask < worst.Ask) {
			worst = p
		}
	}
	if worst != nil && worst.Reward > pressureTimes**least+tiny {
		b.c.warn("/offer", "balance_pressure", "give less, or do not ask it here", "the reward of %s is more than three times the Ask of %s of %s, where something is asked that people may rather keep: it presses them%s",
			points(worst.Reward), points(*least), b.name(*worst), b.bound())
	}
}

func (b balanceCheck) name(p Path) string {
	if len(p.Pages) == 0 {
		return "the form"
	}
	return "the path " + p.String()
}

func (b balanceCheck) bound() string {
	if !b.paths.Bounded {
		return ""
	}
	return fmt.Sprintf(" (by bounds: the form has more than %d page sequences)", maxPaths)
}

// remedy says how a path would reach a balance.
func (b balanceCheck) remedy(p Path, target float64) string {
	if b.v.Form.Anonymous { // nobody is known there to whom anything could be given
		how := "ask less; "
		if b.v.Form.Results != nil && b.v.Form.Results.Show == "never" {
			how = "show the results, or ask less; "
		}
		return how + costly(p.Questions)
	}
	missing := target*p.Ask - p.Give
	euro := math.Ceil(missing*balanceEuro*100-tiny) / 100
	how := fmt.Sprintf("give %.2f EUR more", euro)
	if len(b.v.Offers) == 0 {
		how = fmt.Sprintf("give an offer worth %.2f EUR", euro)
	}
	return how + ", let answers change the result, or ask less; " + costly(p.Questions)
}

// costly names the questions that cost most.
func costly(of []Factors) string {
	var named []string
	for _, f := range of {
		if f.Ask > 0 && len(named) < 3 {
			named = append(named, f.Question+" "+points(f.Ask))
		}
	}
	return "most costly: " + strings.Join(named, ", ")
}

// points writes an Ask or a Give as people read it: 7.5 and 13.13 and 20.
func points(x float64) string {
	return strconv.FormatFloat(math.Round(x*100+tiny)/100, 'f', -1, 64)
}

// Ratio writes a balance with two digits, and never one under a limit as if it were at it.
func Ratio(x float64) string {
	for _, limit := range []float64{balanceLeast, balanceGood} {
		if x < limit-tiny && x > limit-0.01 {
			x = limit - 0.01
		}
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}
