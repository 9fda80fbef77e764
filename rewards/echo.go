package rewards

import (
	"bytes"
	"encoding/json"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// told are the values of a body, as they can be recognised in an answer.
type told []string

const (
	// leastEcho is the length in bytes from which on a value is looked for; shorter ones stand in any text.
	leastEcho = 3
	// partEcho is how many letters and digits of a longer value are enough to know it by.
	partEcho = 24
)

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

// add adds a value; a long one in parts, since an answer may repeat a piece of it, or is cut where its first bytes end.
func (t *told) add(text string, inside bool) {
	folded := fold(text)
	if !inside || len(folded) < leastEcho {
		return
	}
	letters := []rune(folded)
	for len(letters) > partEcho {
		*t = append(*t, string(letters[:partEcho]))
		letters = letters[min(partEcho, len(letters)-partEcho):]
	}
	*t = append(*t, string(letters))
}

// in tells whether a text has one of the values in it, however it is escaped, spelled or parted.
func (t told) in(text []byte) bool {
	if len(t) == 0 || len(text) == 0 {
		return false
	}
	plain := string(text)
	readings := []string{plain}
	if strings.ContainsAny(plain, `\%&`) {
		readings = append(readings, unescape(plain), html.UnescapeString(plain), unquote(plain), unquote(html.UnescapeString(unescape(plain))))
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

var (
	escapes = regexp.MustCompile(`(?:\\+u[0-9a-fA-F]{4})+|\\+[bfnrt]`)
	quoted  = regexp.MustCompile(`(?:%|\\+x)[0-9a-fA-F]{2}`)
)

// unescape reads the escapes of JSON, also in a piece of it, or in JSON that stands in other JSON.
func unescape(text string) string {
	return escapes.ReplaceAllStringFunc(text, func(found string) string {
		var units []uint16
		for unit := range strings.SplitSeq(strings.ReplaceAll(found, `\`, ""), "u") {
			if n, err := strconv.ParseUint(unit, 16, 16); err == nil && len(unit) == 4 {
				units = append(units, uint16(n))
			}
		}
		return string(utf16.Decode(units)) // nothing for a line end or a tab
	})
}

// unquote reads bytes as URLs and as programs quote them, %C3 and \xC3.
func unquote(text string) string {
	return quoted.ReplaceAllStringFunc(text, func(found string) string {
		n, _ := strconv.ParseUint(found[len(found)-2:], 16, 8)
		return string([]byte{byte(n)})
	})
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
