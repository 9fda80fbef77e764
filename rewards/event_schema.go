package rewards

import _ "embed"

// EventSchema is the JSON Schema (draft 2020-12) of what an endpoint gets, payload v1.
//
//go:embed event.schema.json
var EventSchema []byte
