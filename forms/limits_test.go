package forms

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"proffer/forms/rule"
)

// limits are those of the README's table. Those of definitions are held by lint_*_test.go, of JSON by tree_test.go, of
// rules by rule/parse_test.go, of faults by answer_types_test.go, of answers here.
var limits = map[string]int{
	"a file of definitions": maxDefinition, "an image": maxAsset, "JSON inside one another": maxDepth, "pages of a form": maxPages, "questions of a form": maxQuestions,
	"computed values of a form": maxComputed, "items that are recommended": maxRecommended, "points of a right answer": maxPoints, "a number, from zero": maxNumber,
	"a short text": maxTextLength, "a long text": maxLongLength, "a free text beside values": maxOther, "an e-mail address": maxEmail, "its part before the @": maxLocal,
	"a phone number as it is typed": maxPhone, "a web address": maxURL, "faults that one answer is told of": MaxFaults,
	"a rule, written compactly": rule.MaxBytes, "operators of a rule inside one another": rule.MaxDepth, "operators, variables and values of a rule": rule.MaxNodes,
}

// The README tells every limit, and each as it is.
func TestReadmeTellsLimits(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	_, table, _ := strings.Cut(string(raw), "| what | at most |")
	table, _, _ = strings.Cut(table, "\n\n")
	for _, row := range regexp.MustCompile(`(?m)^\| (.+?) \| ([0-9,]+)`).FindAllStringSubmatch(table, -1) {
		var n int
		if _, err := fmt.Sscan(strings.ReplaceAll(row[2], ",", ""), &n); err != nil {
			t.Fatal(err)
		}
		told[row[1]] = n
	}
	if !maps.Equal(told, limits) {
		t.Errorf("told %v, and is %v", told, limits)
	}
}

// What is as long as it may be is accepted, and one more is not.
func TestLimitsOfAnswers(t *testing.T) {
	v := everyQuestion(t)
	email := func(n int) string { // of n bytes, in labels that a host may have
		host := strings.Repeat(strings.Repeat("a", 49)+".", 10)
		return strings.Repeat("l", 20) + "@" + host[len(host)-(n-24):] + "org"
	}
	url := func(n int) string {
		const start = "https://example.org/"
		return start + strings.Repeat("a", n-len(start))
	}
	phone := func(n int) string { return "+39" + strings.Repeat(" ", n-13) + "0110000000" }
	for _, c := range []struct {
		question string
		most     int
		of       func(n int) string
	}{
		{"dropdown", maxOther, func(n int) string { return `{"other": "` + strings.Repeat("é", n) + `"}` }},
		{"email", maxEmail, func(n int) string { return `"` + email(n) + `"` }},
		{"email", maxLocal, func(n int) string { return `"` + strings.Repeat("l", n) + `@example.org"` }},
		{"phone", maxPhone, func(n int) string { return `"` + phone(n) + `"` }},
		{"url", maxURL, func(n int) string { return `"` + url(n) + `"` }},
		{"free", maxNumber, func(n int) string { return fmt.Sprint(n) }},
		{"free", maxNumber, func(n int) string { return fmt.Sprint(-n) }},
	} {
		if got := refused(t, v, c.question, c.of(c.most)); got != nil {
			t.Errorf("%s: %d are refused: %v", c.question, c.most, got)
		}
		if got := refused(t, v, c.question, c.of(c.most+1)); got == nil {
			t.Errorf("%s: %d are accepted", c.question, c.most+1)
		}
	}
}

func refused(t *testing.T, v *Version, question, given string) []string {
	t.Helper()
	n, faults, _ := ParseTree([]byte(given))
	if n == nil || faults != nil {
		t.Fatalf("%s: %v", given, faults)
	}
	_, bad := v.Answer(v.Question(question), n, someDay)
	var codes []string
	for _, f := range bad {
		codes = append(codes, f.Code)
	}
	return slices.Compact(codes)
}
