package engine

// What the differential test asks for beside what has a shape of its own.

const plainAttributes = `,
	"shot": {"type": "choice", "label": {"en": "L"}, "category": "preference", "purposes": ["result"], "values": {"latte": {"label": {"en": "L"}, "image": "l.png"}, "mocha": {"label": {"en": "M"}, "image": "m.png"}}},
	"level": {"type": "number", "min": 0, "max": 2, "label": {"en": "L"}, "category": "preference", "purposes": ["result"]},
	"stars": {"type": "integer", "min": 1, "max": 5, "label": {"en": "L"}, "category": "feedback", "purposes": ["result"]},
	"again": {"type": "integer", "min": 0, "max": 10, "label": {"en": "L"}, "category": "feedback", "purposes": ["result"]},
	"story": {"type": "text", "label": {"en": "L"}, "category": "feedback", "purposes": ["result"]},
	"inbox": {"type": "email", "label": {"en": "L"}, "category": "contact", "purposes": ["result"]},
	"tel": {"type": "phone", "label": {"en": "L"}, "category": "contact", "purposes": ["result"]},
	"site": {"type": "url", "label": {"en": "L"}, "category": "social", "purposes": ["result"]}`

// plainAnswer is answer for these questions; what is none of them stays as it is.
func (d *drawer) plainAnswer(id string, q object) (object, any) {
	switch id {
	case "shot":
		return object{"type": "picture", "attribute": id, "choices": choicesOf("mocha", "latte")}, pick(d, "latte", "mocha")
	case "level":
		return object{"type": "slider", "attribute": id, "step": 0.5}, pick(d, 0.0, 0.5, 2.0)
	case "stars":
		return object{"type": "rating", "attribute": id}, float64(1 + d.IntN(5))
	case "again":
		return object{"type": "nps", "attribute": id}, float64(d.IntN(11))
	case "story":
		return object{"type": "long_text", "attribute": id}, pick(d, "Once", "Twice")
	case "inbox":
		return object{"type": "email", "attribute": id}, pick(d, "ada@example.org", "eve@example.org")
	case "tel":
		return object{"type": "phone", "attribute": id}, "+390110000000"
	case "site":
		return object{"type": "url", "attribute": id}, pick(d, "https://example.org/a", "http://example.org/b")
	case "year": // a knowledge question
		return object{"type": "number", "correct": []any{1905}, "points": 2, "min": 1800, "max": 2000}, pick(d, 1905.0, 1999.0)
	}
	return q, nil
}
