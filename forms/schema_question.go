package forms

import (
	"slices"

	"github.com/invopop/jsonschema"
)

// questionTypes are all types of question, as the reference lists them.
var questionTypes = []string{
	"single", "dropdown", "picture", "multiple", "yes_no", "short_text", "long_text", "email", "phone", "url", "number", "slider",
	"rating", "scale", "nps", "ranking", "matrix", "date", "address", "consent", "statement",
}

// knowledgeTypes can have a right answer.
var knowledgeTypes = []string{"single", "dropdown", "picture", "multiple", "yes_no", "number", "slider", "scale", "short_text"}

// typeMembers says which types a member belongs to, for those that do not belong to all.
var typeMembers = map[string][]string{
	"attribute":    except(questionTypes, "consent", "statement"),
	"purpose":      {"consent"},
	"required":     except(questionTypes, "consent", "statement"),
	"body":         {"statement"},
	"placeholder":  {"short_text", "long_text", "email", "phone", "url", "number"},
	"declineLabel": except(questionTypes, "consent", "statement"),
	"choices":      {"single", "dropdown", "picture", "multiple", "yes_no", "ranking"},
	"scores":       {"number", "slider", "rating", "scale", "nps"},
	"ends":         {"slider", "rating", "scale", "nps"},
	"min":          {"multiple", "number", "slider", "scale"},
	"max":          {"multiple", "number", "slider", "scale"},
	"step":         {"number", "slider"},
	"maxLength":    {"short_text", "long_text"},
	"rows":         {"matrix"},
	"top":          {"ranking"},
	"shuffle":      {"single", "dropdown", "picture", "multiple", "ranking", "matrix"},
	"known":        except(questionTypes, "consent", "statement"),
	"correct":      knowledgeTypes,
	"points":       knowledgeTypes,
	"explain":      knowledgeTypes,
}

func except(all []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(names, s) })
}

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
