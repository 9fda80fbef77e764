package server_test

import (
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"proffer/engine"
	"proffer/engine/server"
	"proffer/forms"
	"proffer/rewards"
)

// Every route of routes.go stands in the document, and nothing else does.
func TestDocumentHasEveryRoute(t *testing.T) {
	s, err := server.New(server.Options{PublicURL: publicURL})
	must(t, err)
	parameter := regexp.MustCompile(`:([a-z]+)`)
	var routes, described []string
	for _, r := range s.App().GetRoutes(true) {
		if r.Method == http.MethodHead || r.Method == http.MethodOptions || r.Path == "/" {
			continue // HEAD goes with GET, OPTIONS is one route for all of /v1
		}
		routes = append(routes, r.Method+" "+parameter.ReplaceAllString(r.Path, "{$1}"))
	}
	for path, item := range loadDocument(t).Paths.Map() {
		for method := range item.Operations() {
			if method != http.MethodOptions {
				described = append(described, method+" "+path)
			} else if !strings.HasPrefix(path, "/v1/") {
				t.Errorf("%s: only /v1 answers preflights", path)
			}
		}
		if item.Options == nil && strings.HasPrefix(path, "/v1/") {
			t.Errorf("%s: the preflight is not described", path)
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	if !slices.Equal(slices.Compact(routes), described) {
		t.Errorf("routes.go has\n  %s\nopenapi.json has\n  %s", strings.Join(routes, "\n  "), strings.Join(described, "\n  "))
	}
}

// Every schema has exactly the members of the struct that is sent, requires exactly those that are
// never left out, and is closed.
func TestSchemasAreTheStructs(t *testing.T) {
	doc := loadDocument(t)
	for name, value := range map[string]any{
		"Offer": forms.PublicOffer{}, "Money": rewards.Money{}, "Discount": rewards.Discount{}, "Refusal": rewards.Refusal{}, "Grant": rewards.Grant{}, "HeldGrant": engine.GrantReply{},
		"Theme": forms.Theme{}, "Locale": forms.PublicLocale{}, "Schedule": forms.PublicSchedule{}, "PollSettings": forms.PollResults{}, "CurrentForm": forms.Public{},
		"Page": forms.PublicPage{}, "Question": forms.PublicQuestion{}, "Choice": forms.Choice{}, "Notice": forms.Notice{}, "Balance": forms.Balance{}, "Controller": forms.Controller{}, "Purpose": forms.NoticePurpose{},
		"Recipient": forms.Recipient{}, "Ticket": engine.TicketReply{}, "ResponseRequest": engine.ResponseRequest{}, "Response": engine.Reply{}, "Outcome": engine.OutcomeReply{},
		"Preference": engine.PreferenceReply{}, "Dropped": engine.Drop{}, "Consent": engine.ConsentReply{}, "Knowledge": engine.KnowledgeReply{}, "KnowledgeQuestion": engine.KnowledgeQuestion{},
		"RevealRequest": engine.RevealRequest{}, "Reveal": engine.RevealReply{}, "Results": engine.ResultsReply{}, "Record": engine.RecordReply{}, "Asked": engine.AskedReply{}, "Feed": engine.FeedReply{},
		"Redemption": rewards.Redemption{}, "PointsBalance": rewards.Balance{}, "GrantView": engine.GrantView{}, "GivenFor": engine.GivenFor{}, "Held": engine.HeldReply{}, "HeldFor": engine.HeldFor{},
		"Endpoint": rewards.EndpointView{}, "EndpointRequest": rewards.EndpointRequest{}, "EndpointChange": rewards.EndpointChange{}, "ReplayRequest": rewards.ReplayRequest{},
		"Delivery": rewards.DeliveryView{}, "Attempt": rewards.Attempt{}, "AttemptRequest": rewards.AttemptRequest{}, "AttemptResponse": rewards.AttemptResponse{}, "Timing": rewards.Timing{},
		"Program": engine.ProgramReply{}, "OfferStands": engine.OfferStands{}, "DrawStands": engine.DrawStands{}, "Pool": rewards.Pool{}, "Import": engine.ImportReply{}, "RefusedLine": rewards.RefusedLine{},
		"Draw": engine.DrawReply{}, "Drawing": rewards.Drawing{}, "DrawEntries": engine.DrawEntriesReply{}, "Claim": engine.ClaimReply{},
	} {
		schema := doc.Components.Schemas[name]
		if schema == nil {
			t.Errorf("there is no schema %s", name)
			continue
		}
		compare(t, name, schema.Value, reflect.TypeOf(value))
	}
	// The same form without what is current.
	current, version := doc.Components.Schemas["CurrentForm"].Value, doc.Components.Schemas["FormVersion"].Value
	for name := range current.Properties {
		if version.Properties[name] == nil && name != "schedule" && name != "texts" {
			t.Errorf("FormVersion lacks %s", name)
		}
	}
	if len(version.Properties) != len(current.Properties)-2 || len(version.Required) != len(current.Required)-2 {
		t.Error("FormVersion is not CurrentForm without schedule and texts")
	}
}

func compare(t *testing.T, name string, schema *openapi3.Schema, of reflect.Type) {
	t.Helper()
	// CurrentForm sends two members that a version leaves out.
	always := map[string]bool{"CurrentForm schedule": true, "CurrentForm texts": true}
	var members, required []string
	var add func(reflect.Type)
	add = func(of reflect.Type) {
		for i := range of.NumField() {
			f := of.Field(i)
			if f.Anonymous {
				add(f.Type)
				continue
			}
			tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if tag == "-" {
				continue
			}
			members = append(members, tag)
			if !strings.Contains(options, "omit") || always[name+" "+tag] {
				required = append(required, tag)
			}
		}
	}
	add(of)
	var have []string
	for property := range schema.Properties {
		have = append(have, property)
	}
	needed := slices.Clone(schema.Required)
	for _, list := range [][]string{members, required, have, needed} {
		slices.Sort(list)
	}
	if !slices.Equal(members, have) {
		t.Errorf("%s has the properties %v, the struct sends %v", name, have, members)
	}
	if !slices.Equal(required, needed) {
		t.Errorf("%s requires %v, the struct always sends %v", name, needed, required)
	}
	if open := schema.AdditionalProperties; open.Has == nil || *open.Has {
		t.Errorf("%s is not closed", name)
	}
}
