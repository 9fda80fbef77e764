package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v3"
)

// The formats that several verbs can print.
const (
	formatText = "text"
	formatJSON = "json"
)

// textOrJSON is the flag of a verb that prints for people or for machines.
func (m Main) textOrJSON() cli.Flag {
	return m.Env.Text("", "format", formatText, "`FORMAT`: text or json")
}

// formatOf reads --format, which has to be one of these.
func formatOf(cmd *cli.Command, known ...string) (string, error) {
	format := cmd.String("format")
	if !slices.Contains(known, format) {
		last := len(known) - 1
		return "", misuse("--format is %q; give %s or %s", format, strings.Join(known[:last], ", "), known[last])
	}
	return format, nil
}

// writeJSON is for machines, and for a person who looks what they got.
func writeJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// columns aligns cells that are parted by tabs, once it is flushed.
func columns(out io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(out, 0, 0, 2, ' ', 0) }

// writeTable writes rows, the first of which names the columns. An empty cell is a dash.
func writeTable(out io.Writer, rows [][]string) error {
	w := columns(out)
	for _, row := range rows {
		for i, cell := range row {
			if cell == "" {
				row[i] = "-"
			}
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	return w.Flush()
}

func plural[N int | int64](n N, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
