package rewards

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"proffer/forms/fault"
)

// ParseEndpoints reads the endpoints file, {"endpoints": [...]}. Each endpoint has every field, programs
// aside, and no other; no two of a brand share an id. All that is wrong is returned, with pointers from the file's
// top, and then no endpoint. No text of it repeats a secret or a URL. Whether the brand has the
// recipient and the purposes is for whoever knows the brand to check.
func ParseEndpoints(raw []byte) ([]Endpoint, []fault.Field) {
	p := &endpointParser{}
	file, problem := topObject(raw)
	if problem != nil {
		return nil, []fault.Field{*problem}
	}
	var endpoints []Endpoint
	seen := map[[2]string]int{}
	values := p.object("", file, []string{"endpoints"}, []string{"$schema"})
	var items []json.RawMessage
	if list, there := values["endpoints"]; there && !p.as("/endpoints", list, &items, "an array of endpoints") {
		return nil, p.fields
	}
	for i, item := range items {
		at := "/endpoints/" + strconv.Itoa(i)
		e := p.endpoint(at, item)
		key := [2]string{e.Brand, e.ID}
		if first, twice := seen[key]; twice && e.ID != "" {
			p.add(at+"/endpoint", "duplicate", "give it another id", "the brand %q has the endpoint %q already, at /endpoints/%d", e.Brand, e.ID, first)
		} else {
			seen[key] = i
		}
		endpoints = append(endpoints, e)
	}
	if p.fields != nil {
		return nil, p.fields
	}
	return endpoints, nil
}

type endpointParser struct{ validator }

func (p *endpointParser) endpoint(at string, raw json.RawMessage) Endpoint {
	var e Endpoint
	members, err := objectMembers(raw)
	if err != nil {
		p.add(at, "wrong_type", "write an object with endpoint, brand, recipient, purposes, events, url and secret", "this is not an endpoint")
		return e
	}
	names := []string{"endpoint", "brand", "recipient", "purposes", "events", "url", "secret"}
	e.Origin = OriginFile
	values := p.object(at, members, names, []string{"programs"})
	text := func(name string, into *string) bool {
		value, there := values[name]
		return there && p.as(at+"/"+name, value, into, "a string")
	}
	for _, named := range []struct {
		name string
		into *string
	}{{"endpoint", &e.ID}, {"brand", &e.Brand}, {"recipient", &e.Recipient}} {
		if text(named.name, named.into) {
			p.id(at+"/"+named.name, *named.into, named.name)
		}
	}
	if list, there := values["purposes"]; there && p.list(at+"/purposes", list, &e.Purposes, "the purposes whose values it may get") {
		for i, purpose := range e.Purposes {
			p.id(at+"/purposes/"+strconv.Itoa(i), purpose, "purpose")
		}
	}
	if list, there := values["events"]; there && p.list(at+"/events", list, &e.Events, "the events it wants") {
		for i, event := range e.Events {
			p.event(at+"/events/"+strconv.Itoa(i), event)
		}
	}
	if list, there := values["programs"]; there && p.list(at+"/programs", list, &e.Programs, "the programs whose events it wants") {
		for i, program := range e.Programs {
			p.id(at+"/programs/"+strconv.Itoa(i), program, "program")
		}
	}
	if text("url", &e.URL) {
		p.url(at+"/url", e.URL)
	}
	if text("secret", &e.Secret) {
		if _, err := ParseSecret(e.Secret); err != nil {
			p.add(at+"/secret", "bad_secret", "", "%s", err.Error())
		}
	}
	return e
}

// event reports a type that no event has, or that nobody subscribes to.
func (v *validator) event(at, event string) {
	if !slices.Contains(EventTypes, event) {
		v.add(at, "unknown_choice", "write one of "+strings.Join(EventTypes, ", "), "there is no event %q to subscribe to", event)
	}
}

// list reads an array of strings that is not empty and has none twice.
func (p *endpointParser) list(at string, raw json.RawMessage, into *[]string, what string) bool {
	if !p.as(at, raw, into, "an array of strings") {
		return false
	}
	if len(*into) == 0 {
		p.add(at, "required", "name at least one", "%s are missing", what)
	}
	seen := map[string]bool{}
	for i, s := range *into {
		if seen[s] {
			p.add(at+"/"+strconv.Itoa(i), "duplicate", "leave it out", "%q stands here twice", s)
		}
		seen[s] = true
	}
	return true
}

func (v *validator) url(at, text string) {
	right := "write http:// or https://, a host and a path, e.g. https://shop.example/hooks"
	u, err := url.Parse(text)
	switch {
	case text == "":
		v.add(at, "required", right, "the URL is empty")
	case err != nil:
		v.add(at, "bad_url", right, "this is not a URL")
	case u.Scheme != "http" && u.Scheme != "https":
		v.add(at, "bad_url", right, "the URL does not start with http:// or https://")
	case u.Hostname() == "":
		v.add(at, "bad_url", right, "the URL has no host")
	case u.User != nil:
		v.add(at, "bad_url", "leave it out: the signature is what the receiver trusts", "the URL has a user name or password")
	case strings.Contains(text, "#"):
		v.add(at, "bad_url", "leave out the # and what follows", "a fragment is never sent")
	case badPort(u.Port()):
		v.add(at, "bad_url", "write a port from 1 to 65535", "the URL's port is out of range")
	}
}

func badPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port != "" && (err != nil || n == 0)
}
