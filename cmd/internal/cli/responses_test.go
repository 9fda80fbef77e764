package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
)

// What people type ends up in somebody's spreadsheet, which would run a cell that begins like a
// formula.
func TestCSVRunsNoFormula(t *testing.T) {
	for in, want := range map[string]string{
		`"plain"`:                 "plain",
		`"=HYPERLINK(\"x\")"`:     `'=HYPERLINK("x")`,
		`"+1+1"`:                  "'+1+1",
		`"-2+3"`:                  "'-2+3",
		`"@SUM(A1)"`:              "'@SUM(A1)",
		`"\t=1"`:                  "'\t=1",
		`"\r=1"`:                  "'\r=1",
		`"\n=1"`:                  "'\n=1",
		`"＝1"`:                    "'＝1",
		`-4`:                      "-4",
		`4.5`:                     "4.5",
		`true`:                    "true",
		`["chocolate","spice"]`:   "chocolate; spice",
		`["=1","spice"]`:          "'=1; spice",
		`[]`:                      "",
		`"two\nlines, and \"q\""`: "two\nlines, and \"q\"",
		`{"other":"=1"}`:          `{"other":"=1"}`,
	} {
		if got := guarded(cell(json.RawMessage(in))); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
	if got := guarded(cell(nil)); got != "" {
		t.Errorf("no answer: %q, want nothing", got)
	}
}

func TestCSVHasAColumnForEachQuestionOfAnyResponse(t *testing.T) {
	grant := uuid.MustParse("01920000-0000-7000-8000-000000000002")
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("CET", 3600))
	rows := []engine.ExportRow{
		{Response: uuid.MustParse("01920000-0000-7000-8000-000000000001"), Form: "quiz", Version: 1, At: at, Ref: "r1",
			Values: map[string]json.RawMessage{"roast": json.RawMessage(`"dark"`)}},
		{Response: uuid.MustParse("01920000-0000-7000-8000-000000000003"), Form: "quiz", Version: 2, At: at, Ref: "r2",
			Values: map[string]json.RawMessage{"milk": json.RawMessage(`true`)}, Offer: "welcome/ten-percent", Grant: &grant},
	}
	var out strings.Builder
	if err := writeCSV(&out, rows); err != nil {
		t.Fatal(err)
	}
	want := `response,form,version,at,ref,offer,grant,milk,roast
01920000-0000-7000-8000-000000000001,quiz,1,2026-11-22T08:00:00Z,r1,,,,dark
01920000-0000-7000-8000-000000000003,quiz,2,2026-11-22T08:00:00Z,r2,welcome/ten-percent,01920000-0000-7000-8000-000000000002,true,
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
