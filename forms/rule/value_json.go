package rule

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// MarshalJSON gives the JSON value; null when absent.
func (v Value) MarshalJSON() ([]byte, error) { return v.appendJSON(nil), nil }

func (v Value) appendJSON(b []byte) []byte {
	switch v.kind {
	case Bool:
		return strconv.AppendBool(b, v.number != 0)
	case Number:
		return appendNumber(b, v.number)
	case Text, Date:
		return appendText(b, v.text)
	case List:
		b = append(b, '[')
		for i, e := range v.elements() {
			if i > 0 {
				b = append(b, ',')
			}
			b = e.appendJSON(b)
		}
		return append(b, ']')
	}
	return append(b, "null"...)
}

// appendNumber writes a finite number as encoding/json and JavaScript both do: the shortest
// decimal that reads back as the same double.
func appendNumber(b []byte, n float64) []byte {
	s, err := json.Marshal(n)
	if err != nil { // not finite: no Value holds one
		return append(b, "null"...)
	}
	return append(b, s...)
}

// appendText writes a JSON string without the escapes that only matter inside HTML.
func appendText(b []byte, s string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // a string always encodes
		return append(b, `""`...)
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}
