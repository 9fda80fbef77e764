package engine

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// SimulateRequest is a response that nobody gives: who would give it, where and when. Ref is a person whom the client knows; else
// it is somebody new to whom Held and Points are lent.
type SimulateRequest struct {
	Form    string           `json:"form" must:"true"`
	Stage   string           `json:"stage,omitempty"`
	Channel string           `json:"channel,omitempty"`
	Locale  string           `json:"locale,omitempty"`
	Ref     string           `json:"ref,omitempty"`
	Held    map[string]int   `json:"held,omitempty"`   // by offer: how many of it in its current period
	Points  map[string]int64 `json:"points,omitempty"` // by account: how many can be spent, which are all that were earned
	// Knowledge is what a quiz with right answers would come to; a when that asks for it is taken for met without.
	Knowledge *SimulateKnowledge `json:"knowledge,omitempty"`
	At        *time.Time         `json:"at,omitempty"` // nil: now
}

// SimulateKnowledge is a quiz's result.
type SimulateKnowledge struct {
	Points  int64 `json:"points"`
	Correct int   `json:"correct"`
	Total   int   `json:"total"`
}

// Simulation is what would be given, and for all else why not.
type Simulation struct {
	Form    string    `json:"form"`
	Version int       `json:"version"` // 0: it is not published
	At      time.Time `json:"at"`
	// Accepted tells whether an answer would be taken at all; else Why says what keeps it.
	Accepted bool   `json:"accepted"`
	Why      string `json:"why,omitempty"`
	// Chains are those that the person may get: with a ref the one that is drawn for them, else that of each variant.
	Chains []SimulatedChain `json:"chains"`
}

// SimulatedChain is an offer with its fallbacks as one part of people gets it.
type SimulatedChain struct {
	Offers []string `json:"offers"`
	// Share are the people who get it, in per cent.
	Share int `json:"share"`
	// Drawn tells that this is the chain of the person who was named.
	Drawn bool `json:"drawn,omitempty"`
	// Gives is what would be given, nil if nothing; Refusal says then why, as the response would.
	Gives   *SimulatedGrant      `json:"gives"`
	Refusal *rewards.Refusal     `json:"refusal,omitempty"`
	Not     []rewards.Considered `json:"not"` // the chain's offers that would not be given
	// Bonuses would be given on top, NotBonuses would not.
	Bonuses    []SimulatedGrant     `json:"bonuses"`
	NotBonuses []rewards.Considered `json:"notBonuses"`
}

// SimulatedGrant is a grant that would be made.
type SimulatedGrant struct {
	Offer   string        `json:"offer"`
	Version string        `json:"version"`
	Kind    string        `json:"kind"`
	Label   rewards.Text  `json:"label"`
	Worth   rewards.Money `json:"worth"`
	Ordinal int           `json:"ordinal"` // the person's how-manieth of it in its period
}

// Simulate tells a client which offer of its brand's form would be given now, or at another time, and for each offer that would not,
// why. It decides with what Respond decides with, and writes nothing. A form that gives nothing of the program is Invalid.
func (e *Engine) Simulate(ctx context.Context, c Client, program string, r SimulateRequest) (*Simulation, error) {
	b, current, err := e.form(c.Key.Brand, r.Form)
	if err != nil {
		return nil, fault.At(fault.Invalid, "/form", "unknown_choice", "the brand has no form %q that is published; see GET /v1/forms/%s", r.Form, c.Key.Brand)
	}
	v, schedule, at := current.version, current.schedule, e.o.Now()
	if r.At != nil {
		at = r.At.UTC()
	}
	if err := checkSimulation(b, v, program, r); err != nil {
		return nil, err
	}
	subject := e.o.NewID() // nobody
	if r.Ref != "" {
		if subject, err = e.o.Keys.subjectOf(c.Key.Brand, c.Key.Recipient, r.Ref); err != nil {
			return nil, err
		}
	}
	out := &Simulation{Form: v.Form.ID, Version: v.Number, At: at, Chains: []SimulatedChain{}}
	for _, chain := range e.simulatedChains(v, subject, r.Ref != "") {
		facts, err := e.lent(ctx, v, schedule, subject, chain.offers, at, r)
		if err != nil {
			return nil, err
		}
		out.Accepted, out.Why = accepted(schedule, facts, at)
		line, err := simulate(v, schedule, chain, facts, at, r)
		if err != nil {
			return nil, err
		}
		out.Chains = append(out.Chains, line)
	}
	return out, nil
}

// chainOf is a chain with the people who get it.
type chainOf struct {
	offers []rewards.Offered
	share  int
	drawn  bool
}

func (e *Engine) simulatedChains(v *forms.Version, subject uuid.UUID, known bool) []chainOf {
	rest, drawn := 100, e.o.Keys.chain(v, subject)
	var out []chainOf
	for _, variant := range v.Variants {
		out = append(out, chainOf{offers: variant.Chain, share: variant.Share})
		rest -= variant.Share
	}
	if len(v.Offers) > 0 && rest > 0 {
		out = append(out, chainOf{offers: v.Offers, share: rest})
	}
	if !known {
		return out
	}
	for _, c := range out {
		if c.offers[0].ID == drawn[0].ID {
			c.drawn = true
			return []chainOf{c}
		}
	}
	return nil
}

// lent are the facts of a person, or of nobody, with what the request lends them.
func (e *Engine) lent(ctx context.Context, v *forms.Version, s forms.Schedule, subject uuid.UUID, chain []rewards.Offered, at time.Time, r SimulateRequest) (Facts, error) {
	ask := e.asking(v, s, subject, nil, at)
	ask.Offers, ask.Accounts = askedOffers(v, chain, s, at), askedAccounts(v, chain)
	if rule := v.Form.RepeatRule(); rule.Per != "" {
		ask.Once = "" // of which occasion is not known
	}
	f, err := e.o.Store.Facts(ctx, ask, at)
	if err != nil {
		return f, err
	}
	for offer, n := range r.Held {
		if of, asked := f.Offers[offer]; asked {
			of.Held = n
			f.Offers[offer] = of
		}
	}
	if len(r.Points) > 0 && f.Balances == nil {
		f.Balances = map[string]rewards.Balance{}
	}
	for account, n := range r.Points {
		f.Balances[account] = rewards.Balance{Account: account, Available: n, Earned: n}
	}
	return f, nil
}

// accepted tells whether the form would take an answer.
func accepted(s forms.Schedule, f Facts, at time.Time) (bool, string) {
	switch {
	case !s.Open(at):
		return false, "the form takes no answers at that time"
	case f.Answered && f.Again.IsZero():
		return false, "the person has answered, and can answer once"
	case f.Answered:
		return false, "the person has answered, and can again from " + f.Again.UTC().Format(time.RFC3339)
	case s.Capacity != nil && f.Completed >= *s.Capacity:
		return false, "all " + strconv.FormatInt(*s.Capacity, 10) + " places of the form are taken"
	}
	return true, ""
}

// simulate decides as exchange.reward and exchange.award do, and keeps the reasons.
func simulate(v *forms.Version, s forms.Schedule, chain chainOf, f Facts, at time.Time, r SimulateRequest) (SimulatedChain, error) {
	out := SimulatedChain{Share: chain.share, Drawn: chain.drawn, Not: []rewards.Considered{}, Bonuses: []SimulatedGrant{}, NotBonuses: []rewards.Considered{}}
	for _, o := range chain.offers {
		out.Offers = append(out.Offers, o.ID)
		if _, has := live(o, s); !has {
			out.Not = append(out.Not, notLive(o.ID))
		}
	}
	where := circumstances(&ticketClaims{Form: v.Form.ID, Stage: r.Stage, Channel: r.Channel, Locale: forms.Pick(v.Locales, r.Locale)}, f, at)
	if k := r.Knowledge; k != nil {
		where.Knowledge = &rewards.Knowledge{Points: k.Points, Correct: k.Correct, Total: k.Total}
	}
	claim, refusal, not := rewards.Choose(allLive(chain.offers, s), where, f.of)
	out.Not = append(out.Not, not...)
	var given []rewards.Offered
	if out.Refusal = refusal; refusal == nil {
		gives := simulatedGrant(claim)
		out.Gives, given = &gives, []rewards.Offered{claim.Offered}
	}
	var bonuses []rewards.Bonus
	for _, b := range v.Bonuses {
		now, has := live(b.Offer, s)
		if b.Offer = now; !has {
			out.NotBonuses = append(out.NotBonuses, notLive(now.ID))
			continue
		}
		bonuses = append(bonuses, b)
	}
	claims, not := rewards.Award(bonuses, where, f.of, given...)
	out.NotBonuses = append(out.NotBonuses, not...)
	for _, claim := range claims {
		out.Bonuses = append(out.Bonuses, simulatedGrant(claim))
	}
	return out, nil
}

func notLive(offer string) rewards.Considered {
	return rewards.Considered{Offer: offer, Reason: rewards.ReasonNotOpen, Detail: "the brand has it no more"}
}

func simulatedGrant(c rewards.Claim) SimulatedGrant {
	o := c.Offered
	return SimulatedGrant{Offer: o.ID, Version: o.Version, Kind: o.Terms.Gives.Kind, Label: o.Terms.Label, Worth: o.Terms.Worth.Money(), Ordinal: c.Ordinal}
}

// decisive are the offers that a version may give, those about which its decisions ask, and the accounts.
func decisive(v *forms.Version) (gives, asked, accounts []string) {
	chains := [][]rewards.Offered{v.Offers}
	for _, variant := range v.Variants {
		chains = append(chains, variant.Chain)
	}
	unique := func(list []string) []string {
		slices.Sort(list)
		return slices.Compact(list)
	}
	for _, chain := range chains {
		for _, o := range decidable(v, chain) {
			gives = append(gives, o.ID)
		}
		for _, p := range askedOffers(v, chain, forms.Schedule{}, time.Time{}) {
			asked = append(asked, p.Offer)
		}
		accounts = append(accounts, askedAccounts(v, chain)...)
	}
	return unique(gives), unique(asked), unique(accounts)
}

// maxLent bounds what is lent to somebody who is not there.
const maxLent = 1_000_000_000

// checkSimulation finds what the request asks for that there is not.
func checkSimulation(b *brand, v *forms.Version, program string, r SimulateRequest) error {
	bad := &fault.Error{Code: fault.Invalid, Title: "Not simulated", Detail: "the request does not fit the form"}
	add := func(pointer, code, right, detail string) {
		if len(bad.Fields) < forms.MaxFaults {
			bad.Fields = append(bad.Fields, fault.Field{Pointer: pointer, Code: code, Detail: detail, Right: right})
		}
	}
	gives, asked, accounts := decisive(v)
	switch {
	case len(gives) == 0:
		add("/form", "unknown_choice", "name a form with an offer", "the form gives nothing")
	case program != "" && !slices.ContainsFunc(gives, func(id string) bool { return strings.HasPrefix(id, program+"/") }):
		add("/form", "unknown_choice", "name a form that gives an offer of the program, or another program", "the form gives nothing of the program "+program+"; it may give "+strings.Join(gives, " "))
	}
	if r.Stage != "" && !slices.Contains(b.stages, r.Stage) {
		add("/stage", "unknown_choice", forms.Suggest(r.Stage, b.stages), "the brand has no such stage")
	}
	if r.Channel != "" && !slices.Contains(Channels, r.Channel) {
		add("/channel", "unknown_choice", forms.Suggest(r.Channel, Channels), "this is not a channel")
	}
	if r.Locale != "" && !slices.Contains(v.Locales, r.Locale) {
		add("/locale", "unknown_choice", forms.Suggest(r.Locale, v.Locales), "the form is not offered in this locale")
	}
	if r.Ref != "" && (r.Held != nil || r.Points != nil) {
		add("/ref", "out_of_range", "give a person's ref, or what somebody made up holds", "held and points are lent to somebody made up, and ref names a person who has their own")
	}
	for _, offer := range slices.Sorted(maps.Keys(r.Held)) {
		if !slices.Contains(asked, offer) {
			add("/held/"+pointed(offer), "unknown_choice", forms.Suggest(offer, asked), "no decision about this form asks for this offer")
		} else if r.Held[offer] < 0 || r.Held[offer] > maxLent {
			add("/held/"+pointed(offer), "out_of_range", "0 to "+strconv.Itoa(maxLent), "nobody holds so many")
		}
	}
	for _, account := range slices.Sorted(maps.Keys(r.Points)) {
		if !slices.Contains(accounts, account) {
			add("/points/"+pointed(account), "unknown_choice", forms.Suggest(account, accounts), "no decision about this form asks for this account")
		} else if r.Points[account] < 0 || r.Points[account] > maxLent {
			add("/points/"+pointed(account), "out_of_range", "0 to "+strconv.Itoa(maxLent), "nobody has so many")
		}
	}
	if k := r.Knowledge; k != nil && (k.Total < 0 || k.Total > maxLent || k.Correct < 0 || k.Correct > k.Total || k.Points < -maxLent || k.Points > maxLent) {
		add("/knowledge", "out_of_range", "points, and correct of total questions, none below 0", "no quiz comes to this")
	}
	if r.At != nil && (r.At.Year() < 2000 || r.At.Year() > 2200) {
		add("/at", "out_of_range", "a time from 2000 to 2200", "the time is too far away")
	}
	if bad.Fields != nil {
		return bad
	}
	return nil
}

// pointed writes a name as a part of a JSON pointer.
func pointed(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
