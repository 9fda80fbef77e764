package engine

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"proffer/forms"
)

// points are those of a right answer.
func points(q *forms.Question) int64 {
	if q.Points == nil {
		return 1
	}
	return *q.Points
}

// isRight tells whether an answer is right: of several picks exactly the listed set, of anything else
// one that is listed. Texts are compared in NFC, without the white space around them and without
// regard to upper and lower case; numbers by their value.
func isRight(q *forms.Question, a forms.Answer) bool {
	if a.Declined || len(a.JSON) == 0 {
		return false
	}
	if a.JSON[0] == '[' {
		return samePicks(q.Correct, a.JSON)
	}
	given, ok := readScalar(a.JSON)
	return ok && slices.ContainsFunc(q.Correct, func(raw string) bool {
		want, ok := readScalar([]byte(raw))
		if text, is := want.(string); is && q.Type == "short_text" {
			said, is := given.(string)
			return ok && is && fold(text) == fold(said)
		}
		return ok && want == given
	})
}

func samePicks(correct forms.Correct, given json.RawMessage) bool {
	var picks []any
	if json.Unmarshal(given, &picks) != nil || len(picks) != len(correct) {
		return false
	}
	return !slices.ContainsFunc(correct, func(raw string) bool {
		want, ok := readScalar([]byte(raw))
		return !ok || !slices.ContainsFunc(picks, func(pick any) bool { text, is := pick.(string); return is && text == want })
	})
}

// readScalar reads a string, a boolean or a number.
func readScalar(raw json.RawMessage) (any, bool) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil, false
	}
	switch v.(type) {
	case string, bool, float64:
		return v, true
	}
	return nil, false
}

func fold(text string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(strings.TrimSpace(text))))
}
