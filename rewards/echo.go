package rewards

import (
	"bytes"
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"unicode"
)

// told are the values of a body, as they can be recognised in an answer.
type told []string

// leastEcho is the length from which on a value is looked for; shorter ones stand in any text.
const leastEcho = 3

// values are those that a webhook's body tells of a person: what stands in its data under value, context
// or code, whatever its shape. Ids and names of attributes are none.
func values(body []byte) told {
	var top struct {
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &top) != nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(top.Data))
	decoder.UseNumber()
	var data any
	if decoder.Decode(&data) != nil {
		return nil
	}
	var out told
	out.gather(data, false)
	return out
}

// gather walks JSON; inside tells that all of it is of a person.
func (t *told) gather(v any, inside bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			t.gather(member, inside || name == "value" || name == "context" || name == "code")
		}
	case []any:
		for _, item := range v {
			t.gather(item, inside)
		}
	case string:
		t.add(v, inside)
	case json.Number:
		t.add(v.String(), inside)
	}
}

func (t *told) add(text string, inside bool) {
	if folded := fold(text); inside && len(folded) >= leastEcho {
		*t = append(*t, folded)
	}
}

// in tells whether a text has one of the values in it, however it is escaped, spelled or parted.
func (t told) in(text []byte) bool {
	if len(t) == 0 || len(text) == 0 {
		return false
	}
	plain := string(text)
	readings := []string{plain, html.UnescapeString(plain)}
	if unescaped, err := url.QueryUnescape(plain); err == nil {
		readings = append(readings, unescaped)
	}
	var decoded any
	if json.Unmarshal(text, &decoded) == nil {
		var all strings.Builder
		texts(decoded, &all)
		readings = append(readings, all.String())
	}
	for _, reading := range readings {
		folded := fold(reading)
		for _, value := range t {
			if strings.Contains(folded, value) {
				return true
			}
		}
	}
	return false
}

// texts writes the strings of JSON, unescaped.
func texts(v any, to *strings.Builder) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			to.WriteString(name + " ")
			texts(member, to)
		}
	case []any:
		for _, item := range v {
			texts(item, to)
		}
	case string:
		to.WriteString(v + " ")
	}
}

// fold keeps letters and digits, small.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
