package engine

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reading is what an answer says, as rules and scores see it.
type reading struct {
	value  any
	chosen []string
	parts  map[string]any
}

// read reads an answer to a question, whose choices the path may hide; ok is false if it does not fit. Of
// what is typed it only asks for something that looks like it.
func (w *second) read(q object, given any) (r reading, ok bool) {
	a, _ := w.attributes[textOf(q["attribute"])].(object)
	if q["correct"] != nil {
		a = q
	}
	switch kind := q["type"]; kind {
	case "single", "dropdown", "picture", "yes_no":
		if w.other(a, given) {
			return reading{value: "other", chosen: []string{"other"}}, true
		}
		return reading{value: given, chosen: []string{nameOf(given)}}, w.offers(q, given)
	case "multiple":
		return w.readSeveral(q, a, given)
	case "ranking":
		list, _ := given.([]any)
		top := len(q["choices"].([]any))
		if n, limited := q["top"].(float64); limited {
			top = int(n)
		}
		r = reading{value: given, parts: map[string]any{}}
		for i, item := range list {
			if slices.Contains(r.chosen, nameOf(item)) || !w.offers(q, item) {
				return r, false
			}
			r.chosen = append(r.chosen, nameOf(item))
			r.parts[strconv.Itoa(i)] = item
		}
		return r, len(list) == top
	case "matrix":
		return w.readRows(q, a, given)
	case "scale", "rating", "nps", "number", "slider":
		n, is := given.(float64)
		whole := kind != "number" && kind != "slider" || a["type"] == "integer"
		step, stepped := q["step"].(float64)
		least, _ := a["min"].(float64)
		return reading{value: given}, is && within(a, n) && (!whole || n == math.Trunc(n)) && (!stepped || math.Mod(n-least, step) == 0)
	case "date":
		text, _ := given.(string)
		_, err := time.Parse(time.DateOnly, text)
		return reading{value: given}, err == nil
	case "address":
		o, _ := given.(object)
		for _, part := range []string{"street", "city", "country"} {
			if text, is := o[part].(string); !is || text == "" {
				return r, false
			}
		}
		return reading{value: o["country"]}, true
	case "consent":
		_, is := given.(bool)
		return reading{value: given}, is
	case "statement":
		return r, false
	default:
		text, _ := given.(string)
		looks := map[any]string{"email": "@", "phone": "+", "url": "://"}[kind]
		return reading{value: given}, strings.TrimSpace(text) != "" && strings.Contains(text, looks)
	}
}

func (w *second) readSeveral(q, a object, given any) (r reading, ok bool) {
	list, is := given.([]any)
	all := []any{}
	exclusive := false
	for _, item := range list {
		if w.other(a, item) {
			item = "other"
		} else if !w.offers(q, item) {
			return r, false
		}
		if slices.Contains(all, item) {
			return r, false
		}
		all = append(all, item)
		exclusive = exclusive || choiceOf(q, item)["exclusive"] == true
		r.chosen = append(r.chosen, nameOf(item))
	}
	least, most := 1.0, math.Inf(1)
	if n, is := q["min"].(float64); is {
		least = n
	}
	if n, is := q["max"].(float64); is {
		most = n
	}
	r.value = all
	count := float64(len(all))
	return r, is && count >= least && count <= most && (!exclusive || count == 1)
}

func (w *second) readRows(q, a object, given any) (r reading, ok bool) {
	o, _ := given.(object)
	rows, _ := q["rows"].([]any)
	if rows == nil {
		for row := range a["rows"].(object) {
			rows = append(rows, row)
		}
	}
	said := []any{}
	r.parts = map[string]any{}
	for row, value := range o {
		if !slices.Contains(rows, any(row)) || !w.offers(q, value) {
			return r, false
		}
		said = append(said, value)
		r.parts[row] = value
		r.chosen = append(r.chosen, nameOf(value))
	}
	r.value = said
	return r, len(o) > 0 && (q["required"] != true || len(o) == len(rows))
}

// other tells whether an answer is a free text where one is allowed.
func (w *second) other(a object, given any) bool {
	o, is := given.(object)
	text, _ := o["other"].(string)
	return is && a["other"] == true && len(o) == 1 && strings.TrimSpace(text) != ""
}

// offers tells whether a value is among the choices that the path shows.
func (w *second) offers(q object, value any) bool {
	switch value.(type) {
	case string, bool:
		c := choiceOf(q, value)
		return c != nil && secondHolds(c["showIf"], w.sees)
	}
	return false
}

func choiceOf(q object, value any) object {
	choices, _ := q["choices"].([]any)
	for _, c := range choices {
		if c.(object)["value"] == value {
			return c.(object)
		}
	}
	return nil
}

func within(a object, n float64) bool {
	least, bounded := a["min"].(float64)
	most, limited := a["max"].(float64)
	return (!bounded || n >= least) && (!limited || n <= most)
}

func textOf(v any) string {
	text, _ := v.(string)
	return text
}

func nameOf(v any) string {
	if b, is := v.(bool); is {
		return strconv.FormatBool(b)
	}
	return textOf(v)
}
