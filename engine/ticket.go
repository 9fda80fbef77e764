package engine

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// TicketLife is how long a ticket can be answered with, and replayed.
const TicketLife = 7 * 24 * time.Hour

// Channels are the ways on which a form reaches a person.
var Channels = rewards.Channels

// TicketRequest asks for the right to answer one form once.
type TicketRequest struct {
	Brand    string
	Form     string
	Subject  string // a subject token, "" for somebody new
	Identity string
	Locale   string
	Stage    string
	Channel  string
	Context  *forms.Node
	Test     bool // see Options.Tests
}

// TicketReply is the wire contract's answer.
type TicketReply struct {
	Ticket    string              `json:"ticket"`
	Expires   time.Time           `json:"expires"`
	Form      string              `json:"form"`
	Version   int                 `json:"version"`
	Locale    string              `json:"locale"`
	Subject   SubjectToken        `json:"subject"`
	Offer     *forms.PublicOffer  `json:"offer"`
	Nothing   *rewards.Refusal    `json:"nothing,omitempty"`
	Fallbacks []forms.PublicOffer `json:"fallbacks"`
	// Bonuses are given on top once several offers are held, as the terms of the offer say.
	Bonuses  []forms.PublicOffer `json:"bonuses,omitempty"`
	Notice   forms.Notice        `json:"notice"`
	Known    []Known             `json:"known"`
	Standing []Standing          `json:"standing,omitempty"`
	Order    *Order              `json:"order,omitempty"`
	Test     bool                `json:"test,omitempty"`
	// Stage, Context and Today are what rules see beside answers: so nobody has to read the ticket.
	Stage   string                     `json:"stage,omitempty"`
	Context map[string]json.RawMessage `json:"context,omitempty"`
	Today   string                     `json:"today"`
}

// SubjectToken is the device token that speaks for the person from now on.
type SubjectToken struct {
	Token string `json:"token"`
}

// ticketClaims are all that the server remembers of a ticket: it writes nothing until the answer.
type ticketClaims struct {
	jwt.RegisteredClaims
	Brand   string `json:"b"`
	Form    string `json:"f"`
	Version int    `json:"v"`
	Locale  string `json:"l"`
	Stage   string `json:"s,omitempty"`
	Channel string `json:"c,omitempty"`
	Offer   string `json:"o,omitempty"` // what the person was shown; "" if nothing
	Nothing string `json:"n,omitempty"` // why nothing was shown
	// Context is what the page passed in, canonical JSON by field; it was checked when the ticket was made. In the
	// JWT it stands sealed.
	Context map[string]json.RawMessage `json:"-"`
	Sealed  string                     `json:"z,omitempty"`
	// Known are the revisions of the answers that were known, by question; Test marks an exchange that
	// counts for nothing and is stored nowhere.
	Known map[string]int64 `json:"k,omitempty"`
	Test  bool             `json:"t,omitempty"`
	// Opens tells that the ticket was asked for with what reads everything, and not with a device's token.
	Opens bool `json:"w,omitempty"`
}

// ticket is a verified one.
type ticket struct {
	ticketClaims
	subject uuid.UUID
	nonce   uuid.UUID
	issued  time.Time
	// known are the answers that were known when the ticket was made and still hold, by question. The
	// path takes one where its question is shown, its mode is skip and nothing else was answered.
	known map[string]forms.Answer
	// standing is what was said before to the purposes that a preference centre asks consent for.
	standing map[string]bool
}

// Ticket issues a ticket for the current version of a form. It writes nothing.
func (e *Engine) Ticket(ctx context.Context, r TicketRequest) (*TicketReply, error) {
	b, c, err := e.form(r.Brand, r.Form)
	if err != nil {
		return nil, err
	}
	now, v := e.o.Now(), c.version
	if !c.schedule.Open(now) {
		return nil, fault.At(fault.Conflict, "", "closed", "the form %q takes no answers now", r.Form)
	}
	if err := e.checkTicket(b, v, r); err != nil {
		return nil, err
	}
	who, err := e.who(b, r, now)
	if err != nil {
		return nil, err
	}
	if v.Form.Identity == forms.IdentitySigned && !who.signed {
		return nil, fault.At(fault.Unauthorized, "/identity", "identity_missing", "the form %q is for those whom the brand has signed in; send its identity", r.Form)
	}
	passed, err := passedIn(v, r.Context, who.context)
	if err != nil {
		return nil, err
	}
	subject := who.subject(0)
	facts, err := e.o.Store.Facts(ctx, e.asking(v, c.schedule, subject, passed, now), now)
	for n := 1; fault.Is(err, fault.Gone) && who.signed && n <= maxReturns; n++ {
		// Whoever was erased and comes back signed in is a new person to us.
		subject = who.subject(n)
		facts, err = e.o.Store.Facts(ctx, e.asking(v, c.schedule, subject, passed, now), now)
	}
	if err != nil {
		return nil, err
	}
	if facts.Answered {
		return nil, errAnswered(v, facts.Again)
	}
	if err := errFull(r.Form, c.schedule, facts); err != nil {
		c.full.Store(true)
		return nil, err
	}
	reply := &TicketReply{Form: r.Form, Version: v.Number, Expires: now.Add(TicketLife).UTC().Truncate(time.Second), Fallbacks: []forms.PublicOffer{}, Notice: v.Notice(), Known: []Known{}, Test: r.Test,
		Stage: r.Stage, Context: onPath(v, passed), Today: now.UTC().Format(time.DateOnly)}
	reply.Locale = forms.Pick(v.Locales, r.Locale)
	claims := &ticketClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			ID: e.o.NewID().String(), Subject: subject.String(), Audience: jwt.ClaimStrings{audienceTicket},
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(reply.Expires),
		},
		Brand: r.Brand, Form: r.Form, Version: v.Number, Locale: reply.Locale, Stage: r.Stage, Channel: r.Channel, Test: r.Test, Opens: who.opens,
	}
	if err := e.o.Keys.seal(claims, passed); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "")
	}
	if !v.Form.Anonymous {
		e.showOffer(v, c.schedule, e.o.Keys.chain(v, subject), facts, now, reply, claims)
		if err := e.tellKnown(ctx, v, subject, who.opens, facts, reply, claims); err != nil {
			return nil, err
		}
	}
	reply.Order = draw(v, uuid.MustParse(claims.ID))
	if reply.Ticket, err = sign(e.o.Keys.Tickets, claims); err != nil {
		return nil, err
	}
	reply.Subject.Token, err = e.token(Caller{Brand: r.Brand, Subject: subject, Reach: who.reach}, now, who.life)
	return reply, err
}

// checkTicket names all that does not fit of what was asked. Whether the identity is good is found out
// after that.
func (e *Engine) checkTicket(b *brand, v *forms.Version, r TicketRequest) error {
	bad := &fault.Error{Code: fault.Invalid, Title: "Ticket not issued", Detail: "the request does not fit the form"}
	add := func(pointer, code, right, detail string) {
		bad.Fields = append(bad.Fields, fault.Field{Pointer: pointer, Code: code, Detail: detail, Right: right})
	}
	if r.Stage != "" && !slices.Contains(b.stages, r.Stage) {
		add("/stage", "unknown_choice", forms.Suggest(r.Stage, b.stages), "the brand has no such stage")
	}
	if r.Channel != "" && !slices.Contains(Channels, r.Channel) {
		add("/channel", "unknown_choice", forms.Suggest(r.Channel, Channels), "this is not a channel")
	}
	if r.Identity != "" && len(b.keys) == 0 {
		add("/identity", "unknown_field", `leave it out, or add "keys" to brand.json`, "the brand has published no keys to verify an identity with")
	}
	if r.Test && !e.o.Tests {
		add("/test", "unknown_field", "leave it out; proffer demo --watch and proffer try take tests", "this server takes no tests")
	}
	bad.Fields = append(bad.Fields, checkContext(v, r.Context)...)
	if bad.Fields != nil {
		return bad
	}
	return nil
}

// readTicket verifies a ticket: signature first, then expiry.
func (e *Engine) readTicket(token string) (*ticket, error) {
	t := &ticket{}
	forged := fault.At(fault.Unauthorized, "/ticket", "ticket_forged", "this is not a ticket of this server, or it was altered; ask for a new one")
	if err := e.verify(token, e.o.Keys.Tickets, audienceTicket, &t.ticketClaims); err != nil {
		if errors.Is(err, jwt.ErrTokenExpired) {
			return nil, fault.At(fault.Gone, "/ticket", "ticket_expired", "the ticket has expired; ask for a new one")
		}
		return nil, forged
	}
	var err, err2 error
	t.subject, err = uuid.Parse(t.Subject)
	t.nonce, err2 = uuid.Parse(t.ID)
	if err != nil || err2 != nil || t.IssuedAt == nil {
		return nil, forged
	}
	if e.o.Keys.unseal(&t.ticketClaims) != nil {
		return nil, forged
	}
	t.issued = t.IssuedAt.Time
	return t, nil
}

// TicketBrand is the brand that a ticket belongs to.
func (e *Engine) TicketBrand(token string) (string, error) {
	t, err := e.readTicket(token)
	if err != nil {
		return "", err
	}
	return t.Brand, nil
}

// opened is a verified ticket with the version that it was made for.
func (e *Engine) opened(ctx context.Context, token string) (*ticket, *forms.Version, error) {
	t, err := e.readTicket(token)
	if err != nil {
		return nil, nil, err
	}
	v, err := e.version(ctx, t.Brand, t.Form, t.Version)
	return t, v, err
}
