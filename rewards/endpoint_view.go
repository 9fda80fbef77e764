package rewards

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// EndpointView is an endpoint as it is shown: without a secret, unless it was made just now, and without
// a query of its URL, which may be one.
type EndpointView struct {
	Endpoint  string    `json:"endpoint"`
	Recipient string    `json:"recipient"`
	Purposes  []string  `json:"purposes"`
	Events    []string  `json:"events"`
	Programs  []string  `json:"programs,omitempty"`
	URL       string    `json:"url"`
	Origin    string    `json:"origin"`
	Created   time.Time `json:"created"`
	Signature string    `json:"signature"`
	PublicKey string    `json:"publicKey,omitempty"` // of v1a
	Secret    string    `json:"secret,omitempty"`    // of v1, when it was made just now
	// Former is when the last of the former secrets stops signing.
	Former *time.Time `json:"former,omitempty"`
	// State is one of StateActive, StatePaused, StateDisabled and StateUnfit.
	State    string    `json:"state"`
	Disabled *Disabled `json:"disabled,omitempty"`
	Unfit    string    `json:"unfit,omitempty"`
	// Circuit is "open" where only one attempt at a time is made, since so many failed, else "closed".
	Circuit    string           `json:"circuit"`
	Failures   int              `json:"failures"`
	Failing    *time.Time       `json:"failing,omitempty"`
	Succeeded  *time.Time       `json:"succeeded,omitempty"`
	Deliveries map[string]int64 `json:"deliveries"`
}

// The states of an endpoint.
const (
	StateActive   = "active"
	StatePaused   = "paused"
	StateDisabled = "disabled"
	StateUnfit    = "unfit"
)

// View shows an endpoint with how it fares; fresh tells that its secret was made just now and is shown.
func (d *Desk) View(ctx context.Context, e Endpoint, fresh bool) (EndpointView, error) {
	health, err := d.Store.EndpointHealth(ctx, e.Brand, e.ID)
	if err != nil {
		return EndpointView{}, err
	}
	counts, err := d.Store.Deliveries(ctx, e.Brand, e.ID)
	if err != nil {
		return EndpointView{}, err
	}
	v := EndpointView{
		Endpoint: e.ID, Recipient: e.Recipient, Purposes: e.Purposes, Events: e.Events, Programs: e.Programs, Origin: e.Origin, Created: e.Created,
		Signature: SignatureShared, State: e.State(), Disabled: e.Disabled, Unfit: e.Unfit, Circuit: "closed", Failures: health.Failures,
		Failing: given(health.Failing), Succeeded: given(health.Succeeded), Deliveries: counts,
	}
	if u, err := url.Parse(e.URL); err == nil {
		v.URL = bare(u)
	}
	if health.Open() {
		v.Circuit = "open"
	}
	if secret, err := ParseSecret(e.Secret); err == nil && strings.HasPrefix(e.Secret, privatePrefix) {
		v.Signature, v.PublicKey = SignaturePrivate, secret.Public().String()
	} else if fresh {
		v.Secret = e.Secret
	}
	for _, f := range e.Former {
		if d.Now().Before(f.Until) && (v.Former == nil || f.Until.After(*v.Former)) {
			v.Former = given(f.Until)
		}
	}
	return v, nil
}

// State is the first reason for which nothing is sent to the endpoint, or StateActive.
func (e Endpoint) State() string {
	switch {
	case e.Disabled != nil:
		return StateDisabled
	case e.Paused:
		return StatePaused
	case e.Unfit != "":
		return StateUnfit
	}
	return StateActive
}
