package rewards

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What the README shows is what the package reads and what every event type looks like.
func TestReadmeExamples(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	programs, endpoints, simulations, schema := 0, 0, 0, eventSchema(t)
	for _, block := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(readme, -1) {
		var top map[string]json.RawMessage
		if err := json.Unmarshal(block[1], &top); err != nil {
			t.Fatalf("%v in\n%s", err, block[1])
		}
		switch {
		case top["program"] != nil:
			programs++
			var p Program
			if err := json.Unmarshal(block[1], &p); err != nil {
				t.Fatal(err)
			}
			if fields := p.Validate(); len(fields) != 0 {
				t.Errorf("the program of the README: %v", fields)
			}
		case top["form"] != nil:
			simulations++ // package engine reads them
		case top["endpoints"] != nil:
			endpoints++
			if _, fields := ParseEndpoints(block[1]); len(fields) != 0 {
				t.Errorf("the endpoints of the README: %v", fields)
			}
		default:
			var e struct{ Type string }
			if err := json.Unmarshal(block[1], &e); err != nil {
				t.Fatal(err)
			}
			body, err := jsonschema.UnmarshalJSON(bytes.NewReader(block[1]))
			if err == nil {
				err = schema.Validate(body)
			}
			if err != nil {
				t.Errorf("not an event: %v in\n%s", err, block[1])
			}
			types = append(types, e.Type)
		}
	}
	slices.Sort(types)
	want := append(slices.Clone(EventTypes), EventEndpointPing)
	slices.Sort(want)
	if programs != 7 || endpoints != 1 || simulations != 2 || !slices.Equal(types, want) {
		t.Errorf("%d programs, %d endpoints files, events %v", programs, endpoints, types)
	}
}
