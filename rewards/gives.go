package rewards

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// The kinds of what an offer gives, each in a file of its own.
const (
	KindPoints   = "points"
	KindCode     = "code"
	KindDiscount = "discount"
	KindDraw     = "draw"
	KindBadge    = "badge"
	KindExternal = "external"
)

// kind is one kind of reward.
type kind interface {
	// members of Gives, by their names in JSON, that a definition must have, and that it may have.
	members() (must, may []string)
	// check reports what is wrong with them beside missing ones.
	check(v *validator, o Offer)
	// give completes what is given at its commit.
	give(made *Made, terms Offer)
}

var kinds = map[string]kind{
	KindPoints: points{}, KindCode: code{}, KindDiscount: discount{}, KindDraw: draw{}, KindBadge: badge{}, KindExternal: external{},
}

// Kinds names them, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// Members are those of gives, beside kind, that a kind must and may have.
func Members(kind string) (must, may []string) {
	k := kinds[kind]
	if k == nil {
		return nil, nil
	}
	return k.members()
}

// present names the members that are set.
func (g Gives) present() []string {
	var out []string
	v := reflect.ValueOf(g)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name != "kind" && !v.Field(i).IsZero() {
			out = append(out, name)
		}
	}
	return out
}

// missing says of each member how it is written.
var missing = map[string][2]string{
	"discount": {"what the shop takes off is missing", `e.g. {"percent": 10}`},
	"prize":    {"what can be won is missing", "write it, as a string or by locale"},
	"winners":  {"how many prizes there are is missing", "write 1 or more"},
	"expected": {"how many entries are expected is missing, so nobody could be told the odds", "write how many people you expect to take part"},
	"closes":   {"when the draw closes is missing", "write one such as 2026-12-31T18:00:00Z"},
	"free":     {"how to take part without answering is missing", "write how to enter for free, as a string or by locale"},
	"badge":    {"the badge's id is missing", `e.g. "first-cup"`},
	"timeout":  {"how long the other system has to confirm is missing", `e.g. "PT24H"`},
}

// gives checks that the reward has what its kind needs and nothing that belongs to another kind.
func (v *validator) gives(o Offer) {
	k := kinds[o.Gives.Kind]
	if k == nil {
		right := "write one of " + strings.Join(Kinds(), ", ")
		if o.Gives.Kind == "" {
			v.add("/gives/kind", "required", right, "what is given is missing")
		} else {
			v.add("/gives/kind", "unknown_choice", right, "there is no kind %q", o.Gives.Kind)
		}
		return
	}
	must, may := k.members()
	set := o.Gives.present()
	for _, name := range must {
		if words, said := missing[name]; said && !slices.Contains(set, name) {
			v.add("/gives/"+name, "required", words[1], "%s", words[0])
		}
	}
	for _, name := range set {
		if !slices.Contains(must, name) && !slices.Contains(may, name) {
			v.add("/gives/"+name, "unknown_field", "leave it out", "%s has no meaning where the kind is %s", name, o.Gives.Kind)
		}
	}
	k.check(v, o)
}

// Made is what a claim comes to at its commit.
type Made struct {
	Grant     Grant
	Movements []Movement
	// Generate, if not nil, is how the grant's code is made; Pool, if not "", where it is taken from.
	Generate *Generate
	Pool     string
	// Spent is what it costs the brand, in the smallest unit of the worth's currency.
	Spent int64
	// Due is when time next changes the grant by itself; the zero time: never.
	Due time.Time
}

// Make is the grant of a claim as the commit of a response makes it. It is pure; the code of it is the caller's, since
// only the caller has the key.
func (c Claim) Make(g Grant) (Made, error) {
	o, terms := c.Offered, c.Offered.Terms
	k := kinds[terms.Gives.Kind]
	if k == nil {
		return Made{}, fmt.Errorf("rewards: the offer %s gives %q, which this version of the program does not know", o.ID, terms.Gives.Kind)
	}
	g.Offer, g.Version, g.Kind, g.State = o.ID, o.Version, terms.Gives.Kind, StateGranted
	if terms.Expires != nil {
		until := terms.Expires.After(g.At)
		g.Expires = &until
	}
	cost, err := terms.Cost()
	if err != nil {
		return Made{}, fmt.Errorf("rewards: the worth of %s: %w", o.ID, err)
	}
	made := Made{Grant: g, Spent: cost}
	k.give(&made, terms)
	if budget := terms.Limits.Budget; budget != nil && cost > 0 {
		made.Movements = append(made.Movements, Movement{Unit: budget.Currency, Amount: cost, From: "budget:" + o.ID, To: "granted:" + o.ID, Grant: g.ID, At: g.At})
	}
	made.Due = change(Held{Grant: made.Grant}, Cause{}).due()
	return made, nil
}
