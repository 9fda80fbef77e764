package forms

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"proffer/rewards"
)

// Values in a shape that is not theirs, of which it is plain what was meant: one finding that shows it written
// right, in the place of several that each name a part.

var (
	moneyType    = reflect.TypeFor[rewards.Money]()
	worthType    = reflect.TypeFor[rewards.Worth]()
	discountType = reflect.TypeFor[rewards.Discount]()
	nextType     = reflect.TypeFor[[]Next]()
)

var recipientName = regexp.MustCompile(`^/recipients/[^/]+/name$`)

// slip says what is wrong with a value and how it is written; "" where nothing plain was meant.
func slip(n *Node, t reflect.Type, pointer string) (detail, right string) {
	detail = "this is " + n.Kind.String()
	switch {
	case (t == moneyType || t == worthType) && (n.Kind == Number || n.Kind == String):
		return detail, `write {"amount": ` + amount(n.Text) + `, "currency": "EUR"}`
	case t.Kind() == reflect.String && n.Kind == Object && recipientName.MatchString(pointer):
		return detail, "write a string: a recipient's name is the same in every locale"
	case t.Kind() == reflect.String && n.Kind == Number && (strings.HasSuffix(pointer, "/amount") || strings.HasSuffix(pointer, "/eur")):
		return detail, "write " + amount(n.Text)
	case t == discountType && n.Kind == Object && n.Member("amount") != nil && !slices.ContainsFunc(n.Members, func(m Member) bool { return m.Name != "amount" && m.Name != "currency" }):
		return "an amount stands where the kind of the discount does", `write {"fixed": {"amount": ` + amount(n.Member("amount").Text) + `, "currency": "EUR"}}`
	case t == nextType && n.Kind == String:
		return detail, `write [{"page": ` + strconv.Quote(n.Text) + `}]`
	case t == nextType && n.Kind == Object:
		return detail, `write [{"page": ...}], a list of which the first that holds wins`
	}
	return "", ""
}

// amount is a number of currency as definitions write it.
func amount(text string) string {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f < 0 {
		f = 2
	}
	return strconv.Quote(strconv.FormatFloat(f, 'f', 2, 64))
}

// otherNames are what fields are called elsewhere; nearest would not find them.
var otherNames = map[reflect.Type]map[string]string{
	reflect.TypeFor[Next]():     {"if": "when", "goto": "page", "to": "page", "then": "page", "target": "page"},
	reflect.TypeFor[Outcome]():  {"if": "when", "showIf": "when"},
	reflect.TypeFor[Question](): {"if": "showIf", "when": "showIf"},
	reflect.TypeFor[Page]():     {"if": "showIf", "when": "showIf"},
}
