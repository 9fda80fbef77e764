package forms

import "slices"

// questionTypes are all types of question, as the reference lists them.
var questionTypes = []string{
	"single", "dropdown", "picture", "multiple", "yes_no", "short_text", "long_text", "email", "phone", "url", "number", "slider",
	"rating", "scale", "nps", "ranking", "matrix", "date", "address", "consent", "statement",
}

// typeMembers says which types a member belongs to, for those that do not belong to all.
var typeMembers = map[string][]string{
	"attribute":    except(questionTypes, "consent", "statement"),
	"purpose":      {"consent"},
	"required":     except(questionTypes, "consent", "statement"),
	"body":         {"statement"},
	"placeholder":  {"short_text", "long_text", "email", "phone", "url", "number"},
	"declineLabel": except(questionTypes, "consent", "statement"),
	"choices":      {"single", "dropdown", "picture", "multiple", "yes_no", "ranking", "matrix"},
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

// boundedByItself are the types that have bounds of their own only as knowledge questions: otherwise the
// attribute has them.
var boundedByItself = []string{"number", "slider", "scale"}

// checkMembers reports members that belong to other types.
func (q *Question) checkMembers(c *checks, at string) {
	for _, m := range []struct {
		name  string
		given bool
	}{
		{"choices", len(q.Choices) > 0}, {"ends", len(q.Ends) > 0}, {"min", q.Min != nil}, {"max", q.Max != nil}, {"step", q.Step != nil},
		{"maxLength", q.MaxLength != nil}, {"placeholder", len(q.Placeholder) > 0}, {"rows", len(q.Rows) > 0}, {"top", q.Top != nil},
		{"shuffle", q.Shuffle}, {"scores", len(q.Scores) > 0}, {"body", len(q.Body) > 0}, {"declineLabel", len(q.DeclineLabel) > 0},
		{"points", q.Points != nil && !q.IsKnowledge()}, {"explain", len(q.Explain) > 0 && !q.IsKnowledge()},
	} {
		types := typeMembers[m.name]
		if (m.name == "min" || m.name == "max") && !q.IsKnowledge() {
			types = except(types, boundedByItself...)
		}
		if m.name == "points" || m.name == "explain" {
			types = nil
		}
		switch {
		case !m.given || slices.Contains(types, q.Type):
		case types == nil:
			c.fault(at+"/"+m.name, "unknown_field", `leave it out, or add "correct"`, "without a right answer the question has no %s", m.name)
		default:
			c.fault(at+"/"+m.name, "unknown_field", "it belongs to "+orList(types), "%s has no %s", article(q.Type), m.name)
		}
	}
	if q.Required && (q.Type == "consent" || q.Type == "statement") {
		c.fault(at+"/required", "out_of_range", "leave it out", "a %s can't be required", q.Type)
	}
}
