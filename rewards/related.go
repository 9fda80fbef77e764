package rewards

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"proffer/forms/fault"
)

// Finding is something wrong in one program that only the other programs show.
type Finding struct {
	Program string
	Field   fault.Field
	Offer   string // the one that was not found, of a finding unknown_offer
}

// CheckPrograms returns what is wrong between a brand's programs, in the order of their ids and of their offers': a name that names no
// offer; fallbacks, and bonuses that come after each other, that lead back to where they began, each circle once, at the
// offer of it whose id is the least; and an offer that stands where its kind has no place. A name that is not in the form
// "program/offer" is Validate's finding, not repeated here.
func CheckPrograms(programs map[string]Program) []Finding {
	c := &programCheck{programs: programs, circled: map[string]bool{}}
	for _, program := range slices.Sorted(maps.Keys(programs)) {
		for _, name := range slices.Sorted(maps.Keys(programs[program].Offers)) {
			c.program, c.name, c.id = program, name, program+"/"+name
			c.offer(programs[program].Offers[name])
		}
	}
	return c.findings
}

type programCheck struct {
	programs          map[string]Program
	program, name, id string // of the offer that is looked at
	circled           map[string]bool
	findings          []Finding
}

func (c *programCheck) add(pointer, code, right, detail string) {
	c.findings = append(c.findings, Finding{Program: c.program, Field: fault.Field{
		Pointer: "/offers/" + fault.Escape(c.name) + pointer, Code: code, Detail: detail, Right: right,
	}})
}

// names finds an offer, or reports that there is none.
func (c *programCheck) names(pointer, id, detail string) (Offer, bool) {
	o, there := find(c.programs, id)
	if !there && offerForm.MatchString(id) {
		c.add(pointer, "unknown_offer", known(c.programs), detail)
		c.findings[len(c.findings)-1].Offer = id
	}
	return o, there
}

func (c *programCheck) offer(o Offer) {
	for _, held := range o.HeldOffers() {
		c.names("/when", held, "there is no offer \""+held+"\" to hold")
	}
	if next, there := c.names("/ifExhausted", o.IfExhausted, "there is no offer \""+o.IfExhausted+"\""); there {
		path, circle := follow(c.programs, c.id)
		if circle && path[len(path)-1] == c.id && slices.Min(path) == c.id {
			c.add("/ifExhausted", "cycle", "let one of them have no fallback", "the fallbacks go round: "+strings.Join(path, " -> "))
		}
		c.place("/ifExhausted", "a fallback", next)
	}
	for i, v := range o.Variants {
		at := "/variants/" + strconv.Itoa(i) + "/offer"
		variant, there := c.names(at, v.Offer, "there is no offer \""+v.Offer+"\" to give in its place")
		switch {
		case v.Offer == c.id:
			c.add(at, "cycle", "leave it out: who gets no variant gets the offer itself", "the offer is no variant of itself")
		case there:
			c.place(at, "a variant", variant)
		}
	}
	for i, id := range o.After {
		c.names("/after/"+strconv.Itoa(i), id, "there is no offer \""+id+"\" to come after")
	}
	if circle := c.circle(); circle != nil {
		c.add("/after", "cycle", "let one of them come after offers that forms give", "the bonuses wait for each other: "+strings.Join(circle, " -> "))
	}
}

// place reports an offer that is given in another's place although it has variants itself, or is a bonus.
func (c *programCheck) place(at, as string, o Offer) {
	switch {
	case len(o.After) > 0:
		c.add(at, "misplaced_offer", "name an offer without after", "an offer with after is given beside others, and never as "+as)
	case len(o.Variants) > 0:
		c.add(at, "misplaced_offer", "name an offer without variants", "an offer with variants is what a form names, and never "+as)
	}
}

// circle is a way from the offer along what it comes after back to it, each circle once.
func (c *programCheck) circle() []string {
	if c.circled[c.id] {
		return nil
	}
	seen := map[string]bool{}
	var walk func(path []string) []string
	walk = func(path []string) []string {
		o, _ := find(c.programs, path[len(path)-1])
		for _, next := range o.After {
			switch {
			case next == c.id:
				return append(slices.Clone(path), next)
			case !seen[next]:
				seen[next] = true
				if found := walk(append(path, next)); found != nil {
					return found
				}
			}
		}
		return nil
	}
	found := walk([]string{c.id})
	for _, id := range found {
		c.circled[id] = true
	}
	return found
}
