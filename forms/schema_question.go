package forms

import (
	"slices"

	"github.com/invopop/jsonschema"
)

// questionConditions refuse, for each type, the members that belong to others, and demand what it needs.
func questionConditions() []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, t := range questionTypes {
		is := jsonschema.NewProperties()
		is.Set("type", &jsonschema.Schema{Const: t})
		then := &jsonschema.Schema{Properties: jsonschema.NewProperties()}
		for _, member := range sortedKeys(typeMembers) {
			if !slices.Contains(typeMembers[member], t) {
				then.Properties.Set(member, jsonschema.FalseSchema)
			}
		}
		switch {
		case t == "consent":
			then.Required = []string{"purpose", "why"}
		case t == "statement":
		case slices.Contains(knowledgeTypes, t):
			then.Required = []string{"why"}
			then.OneOf = []*jsonschema.Schema{{Required: []string{"attribute"}}, {Required: []string{"correct"}}}
		default:
			then.Required = []string{"attribute", "why"}
		}
		out = append(out, &jsonschema.Schema{If: &jsonschema.Schema{Properties: is, Required: []string{"type"}}, Then: then})
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
