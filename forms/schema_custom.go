package forms

import (
	"encoding/json"
	"slices"

	"github.com/invopop/jsonschema"

	"proffer/forms/rule"
	"proffer/rewards"
)

// customSchemas are the types that read themselves from JSON.
var customSchemas = map[string]func() *jsonschema.Schema{
	"Text": func() *jsonschema.Schema {
		text := &jsonschema.Schema{Type: "string", MinLength: count(1)}
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{text, {
			Type: "object", MinProperties: count(1), AdditionalProperties: text,
			PropertyNames: &jsonschema.Schema{Pattern: `^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`},
		}}}
	},
	"Period": func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Pattern: `^P(\d{1,3}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?$`, MinLength: count(3)}
	},
	"Span": func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Pattern: `^P(\d{1,4}D)?(T(\d{1,5}H)?(\d{1,6}M)?)?$`, MinLength: count(3)}
	},
	"Scalar": func() *jsonschema.Schema {
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "boolean"}}}
	},
	"Repeat": func() *jsonschema.Schema {
		per := jsonschema.NewProperties()
		per.Set("per", &jsonschema.Schema{Type: "string", Pattern: `^context\.[a-z][a-z0-9_]{0,39}$`, Description: "The context field, e.g. context.order_id."})
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
			{Enum: []any{"once", "always"}}, {Ref: "#/$defs/Period"},
			{Type: "object", Properties: per, Required: []string{"per"}, AdditionalProperties: jsonschema.FalseSchema},
		}}
	},
	"Correct": func() *jsonschema.Schema { return oneOrMany("string", "boolean", "number") },
	"Values":  func() *jsonschema.Schema { return oneOrMany("string", "boolean", "number") },
	"Rule":    ruleSchema,
}

func count(n uint64) *uint64 { return &n }

func oneOrMany(types ...string) *jsonschema.Schema {
	var one []*jsonschema.Schema
	for _, t := range types {
		one = append(one, &jsonschema.Schema{Type: t})
	}
	return &jsonschema.Schema{AnyOf: append(slices.Clone(one), &jsonschema.Schema{Type: "array", MinItems: count(1), Items: &jsonschema.Schema{AnyOf: one}})}
}

// ruleSchema is a literal, a list of literals, or an operator with its operands.
func ruleSchema() *jsonschema.Schema {
	self := &jsonschema.Schema{Ref: "#/$defs/Rule"}
	operators := jsonschema.NewProperties()
	for _, o := range rule.Operators() {
		operands := &jsonschema.Schema{Type: "array", Items: self, MinItems: count(uint64(o.Least))}
		if o.Most > 0 {
			operands.MaxItems = count(uint64(o.Most))
		}
		shape := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{operands}}
		if o.Least <= 1 {
			shape.AnyOf = append(shape.AnyOf, self) // one operand may stand without brackets
		}
		if o.Name == "var" || o.Name == "answered" {
			shape = &jsonschema.Schema{Type: "string"}
		}
		shape.Description = o.Usage
		operators.Set(o.Name, shape)
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "boolean"}, {Type: "number"}, {Type: "string"}, {Type: "array", Items: self},
		{Type: "object", MinProperties: count(1), MaxProperties: count(1), Properties: operators, AdditionalProperties: jsonschema.FalseSchema},
	}}
}

// schemaRequired are the members that a program's own check demands: package rewards decodes leniently.
var schemaRequired = map[string]bool{
	"Program.program": true, "Program.name": true, "Program.offers": true, "Offer.label": true, "Offer.worth": true, "Offer.gives": true,
	"Gives.kind": true, "Generate.length": true, "Variant.offer": true, "Variant.share": true, "Money.amount": true, "Money.currency": true, "Worth.amount": true, "Worth.currency": true, "Key.kid": true, "Key.alg": true, "Key.public": true,
}

// limit adds the words and patterns that a member allows.
func limit(at *jsonschema.Schema, key string) {
	if words := schemaWords[key]; words != nil {
		for _, w := range words {
			at.Enum = append(at.Enum, w)
		}
	}
	if pattern := schemaPatterns[key]; pattern != "" {
		at.Pattern = pattern
	}
	if names := schemaNames[key]; names != "" {
		at.PropertyNames = &jsonschema.Schema{Pattern: names}
	}
	if n, ok := schemaMinimum[key]; ok {
		at.Minimum = n
	}
}

var schemaMinimum = map[string]json.Number{
	"Recommend.limit": "1", "PollResults.minimum": "2", "Page.pick": "1", "Question.top": "1", "Question.maxLength": "1", "Form.capacity": "1",
	"Audience.minAge": "0", "Limits.perPerson": "1", "Limits.stock": "1", "Limits.lowStock": "0", "Variant.share": "1", "Gives.points": "1", "Gives.winners": "1", "Gives.expected": "1",
}

const (
	idPattern     = `^[a-z][a-z0-9_]{0,39}$`
	hyphenPattern = `^[a-z][a-z0-9_-]{0,39}$`
)

var schemaPatterns = map[string]string{
	"Brand.brand": `^[a-z][a-z0-9-]{0,39}$`, "Form.form": hyphenPattern, "Page.id": hyphenPattern, "Question.id": idPattern, "Question.attribute": idPattern,
	"Question.purpose": idPattern, "Outcome.id": hyphenPattern, "Outcome.score": idPattern, "Next.page": hyphenPattern, "Catalog.catalog": hyphenPattern,
	"CatalogItem.id": hyphenPattern, "Program.program": hyphenPattern, "Form.offer": `^[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*$`, "Offer.ifExhausted": `^[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*$`,
	"Variant.offer": `^[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*$`, "Gives.account": hyphenPattern, "Gives.pool": hyphenPattern, "Gives.badge": hyphenPattern,
	"Purpose.dpv": `^dpv:[A-Z][A-Za-z]{1,79}$`, "Theme.accent": `^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`, "Theme.accentDark": `^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`,
	"Attribute.earliest": `^(today|\d{4}-\d{2}-\d{2})$`, "Attribute.latest": `^(today|\d{4}-\d{2}-\d{2})$`, "Money.amount": `^\d{1,12}(\.\d+)?$`, "Money.currency": `^[A-Z]{3}$`, "Worth.amount": `^\d{1,12}(\.\d+)?$`, "Worth.currency": `^[A-Z]{3}$`, "Worth.eur": `^\d{1,12}(\.\d+)?$`,
	"Recipient.country": `^[A-Z]{2}$`, "Address.country": `^[A-Z]{2}$`,
}

// schemaNames are what the member names of a dictionary look like.
var schemaNames = map[string]string{
	"Brand.purposes": idPattern, "Brand.attributes": idPattern, "Form.context": idPattern, "Form.computed": idPattern, "Attribute.values": hyphenPattern,
	"Attribute.rows": idPattern, "Program.offers": hyphenPattern, "Question.scores": idPattern, "Choice.scores": idPattern,
}

var schemaWords = map[string][]string{
	"Form.kind":          {KindQuiz, KindSurvey, KindPoll, KindPreferences},
	"Form.outcomeBy":     {OutcomeByHighest},
	"Form.identity":      {IdentityDevice, IdentitySigned},
	"Knowledge.explain":  {ExplainEnd, ExplainAfter},
	"PollResults.show":   {"after", "always", "never"},
	"Question.known":     {KnownAsk, KnownSkip, KnownPrefill},
	"Question.type":      questionTypes,
	"ContextField.type":  {"text", "integer", "number", "boolean", "date"},
	"Attribute.type":     {"choice", "choices", "boolean", "text", "email", "phone", "url", "integer", "number", "date", "address", "ranking", "matrix"},
	"Attribute.category": categories,
	"Purpose.basis":      {BasisContract, BasisConsent, BasisLegitimateInterest},
	"Recipient.role":     {RoleSelf, RoleProcessor, RoleController},
	"Audience.children":  {"not_directed", "directed"},
	"Key.alg":            keyAlgs,
	"Gives.kind":         rewards.Kinds(),
	"Generate.charset":   rewards.Charsets(),
	"Limits.period":      {"day", "week", "month", "year"},
}
