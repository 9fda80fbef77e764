package engine_test

import (
	"bytes"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"proffer/rewards"
)

// published is the schema that receivers are given; every body that a test renders is held to it.
var published = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(rewards.EventSchema))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:proffer:event:v1", doc); err != nil {
		return nil, err
	}
	return c.Compile("urn:proffer:event:v1")
})

func holdToSchema(t *testing.T, raw []byte) {
	t.Helper()
	s, err := published()
	if err != nil {
		t.Fatal(err)
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err == nil {
		err = s.Validate(body)
	}
	if err != nil {
		t.Errorf("not as rewards/event.schema.json has it: %v\n%s", err, raw)
	}
}
