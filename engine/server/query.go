package server

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"proffer/forms/fault"
)

// query is a query as it is read, with what is wrong with it so far.
type query struct {
	name string // of the parameter that is being read
	bad  []fault.Field
}

// mostFaults are told of one query.
const mostFaults = 20

// readQuery reads a query strictly, since one that is misspelt would ask for something else: each parameter stands
// there once, and is known. A parameter is read as text that lives no longer than the request.
func readQuery(c *fiber.Ctx, title string, known map[string]func(*query, string)) error {
	q := &query{}
	seen := map[string]bool{}
	c.Request().URI().QueryArgs().VisitAll(func(key, value []byte) {
		q.name = string(key)
		read, is := known[q.name]
		switch {
		case seen[q.name]:
			q.refuse("duplicate_key", "this stands in the query twice", "leave one out")
		case !is:
			q.refuse("unknown_field", "there is no such parameter here", "known here: "+strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		default:
			read(q, string(value))
		}
		seen[q.name] = true
	})
	if len(q.bad) == 0 {
		return nil
	}
	return &fault.Error{Code: fault.Invalid, Title: title, Detail: "the query does not fit", Fields: q.bad}
}

func (q *query) refuse(code, detail, right string) {
	if len(q.bad) < mostFaults {
		q.bad = append(q.bad, fault.Field{Pointer: "/" + fault.Escape(q.name), Code: code, Detail: detail, Right: right})
	}
}

// number reads a whole number from least to most.
func (q *query) number(text string, least, most int64) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		q.refuse("out_of_range", "this is no number that "+q.name+" can be", "write a whole number from "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
	}
	return n
}

// choice reads one of a few words.
func (q *query) choice(text string, from []string) string {
	if !slices.Contains(from, text) {
		q.refuse("unknown_choice", "there is no such "+q.name, "write one of "+strings.Join(from, ", "))
	}
	return text
}
