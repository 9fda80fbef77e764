package forms

import (
	"slices"

	"github.com/invopop/jsonschema"

	"proffer/rewards"
)

// givesConditions refuse, for each kind of reward, the members that belong to others, and demand what it needs.
func givesConditions() []*jsonschema.Schema {
	all := map[string]bool{}
	for _, kind := range rewards.Kinds() {
		must, may := rewards.Members(kind)
		for _, member := range slices.Concat(must, may) {
			all[member] = true
		}
	}
	var out []*jsonschema.Schema
	for _, kind := range rewards.Kinds() {
		must, may := rewards.Members(kind)
		is := jsonschema.NewProperties()
		is.Set("kind", &jsonschema.Schema{Const: kind})
		then := &jsonschema.Schema{Properties: jsonschema.NewProperties(), Required: must}
		for _, member := range sortedKeys(all) {
			if !slices.Contains(must, member) && !slices.Contains(may, member) {
				then.Properties.Set(member, jsonschema.FalseSchema)
			}
		}
		if kind == rewards.KindCode {
			then.OneOf = []*jsonschema.Schema{{Required: []string{"generate"}}, {Required: []string{"pool"}}}
		}
		out = append(out, &jsonschema.Schema{If: &jsonschema.Schema{Properties: is, Required: []string{"kind"}}, Then: then})
	}
	return out
}
