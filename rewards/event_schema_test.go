package rewards

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func eventSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(EventSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:proffer:event:v1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:proffer:event:v1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every type has a rule of its own in the schema, so none can be sent that the schema says nothing about.
func TestEventSchemaHasEveryType(t *testing.T) {
	for _, kind := range append(slices.Clone(EventTypes), EventEndpointPing) {
		if !bytes.Contains(EventSchema, []byte(`"`+kind+`"`)) {
			t.Errorf("the schema says nothing about %s", kind)
		}
	}
	s := eventSchema(t)
	for name, body := range map[string]string{
		"no type":        `{"id": "01920f3e-5b7a-7c11-8a52-3f6d0c9b1e03", "payload": "v1", "seq": 1, "timestamp": "2026-11-22T06:40:00Z", "brand": "b", "data": {}}`,
		"a bare grant":   `{"id": "01920f3e-5b7a-7c11-8a52-3f6d0c9b1e03", "type": "reward.granted", "payload": "v1", "seq": 1, "timestamp": "2026-11-22T06:40:00Z", "brand": "b", "ref": "r", "data": {}}`,
		"a stock's ref":  `{"id": "01920f3e-5b7a-7c11-8a52-3f6d0c9b1e03", "type": "stock.low", "payload": "v1", "seq": 1, "timestamp": "2026-11-22T06:40:00Z", "brand": "b", "ref": "r", "data": {"offer": "o/p", "left": 1}}`,
		"another format": `{"id": "1", "type": "stock.low", "payload": "v1", "seq": 1, "timestamp": "2026-11-22T06:40:00Z", "brand": "b", "data": {"offer": "o/p", "left": 1}}`,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

// A ping is as the schema has it, though it is no event of the feed.
func TestPingKeepsToTheSchema(t *testing.T) {
	raw, err := pingBody(Event{ID: uuid.New(), Type: EventEndpointPing, Brand: "fieldnote", At: noon}, "shop")
	if err != nil {
		t.Fatal(err)
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err == nil {
		err = eventSchema(t).Validate(body)
	}
	if err != nil {
		t.Errorf("%v in\n%s", err, raw)
	}
}

// Payload v1 only grows: whatever the schema of the first release had is there still, required where it was required, with the
// type it had; a list of what may stand somewhere has lost nothing. testdata/event.v1.json is that schema, and never changes.
func TestEventSchemaOnlyGrows(t *testing.T) {
	raw, err := os.ReadFile("testdata/event.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var first, now any
	if err := json.Unmarshal(raw, &first); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(EventSchema, &now); err != nil {
		t.Fatal(err)
	}
	for _, lost := range lacks("", first, now) {
		t.Error(lost)
	}
}

// lacks tells what of one schema is not in a later one. Descriptions may change.
func lacks(at string, first, now any) []string {
	var out []string
	switch f := first.(type) {
	case map[string]any:
		n, is := now.(map[string]any)
		if !is {
			return []string{at + " is no object any more"}
		}
		for name, value := range f {
			if name == "description" || name == "title" {
				continue
			}
			later, there := n[name]
			if !there {
				out = append(out, at+"/"+name+" is gone")
				continue
			}
			out = append(out, lacks(at+"/"+name, value, later)...)
		}
	case []any:
		n, _ := now.([]any)
		for i, value := range f {
			if !slices.ContainsFunc(n, func(later any) bool { return len(lacks("", value, later)) == 0 }) {
				out = append(out, at+" has lost its entry "+string(rune('0'+i%10)))
			}
		}
	default:
		if !reflect.DeepEqual(first, now) {
			out = append(out, at+" is another value")
		}
	}
	return out
}
