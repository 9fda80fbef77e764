package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/engine"
	"proffer/storage"
)

func (m Main) report() *cli.Command {
	return &cli.Command{
		Name:     "report",
		Category: groupRead,
		Usage:    "sum up what answers cost",
		Commands: []*cli.Command{m.reportCost()},
		Action:   m.group,
	}
}

var costFormats = map[string]func(m Main, list []engine.CostLine) error{
	"table":    Main.costTable,
	"csv":      Main.costCSV,
	formatJSON: func(m Main, list []engine.CostLine) error { return writeJSON(m.Stdout, list) },
}

func (m Main) reportCost() *cli.Command {
	return &cli.Command{
		Name:  "cost",
		Usage: "sum up what was granted for answers, by form, offer and attribute",
		Description: "For each form, each version of an offer and each attribute: what was granted in money, what of it was redeemed,\n" +
			"has expired, was taken back and is still open, how many answers were kept, and what one of them cost. It reads\n" +
			"no value, names nobody, and runs beside a server. cmd/proffer/README.md says how the sums are made.",
		Flags: m.besideFlags(
			m.Env.Text("", "brand", "", "`BRAND`'s id (default: all)"),
			m.Env.Text("", "form", "", "`FORM`'s id, or BRAND/FORM (default: all)"),
			m.Env.Text("", "from", "", "`TIME` from which answers count: a day such as 2026-11-01 (from midnight UTC), or RFC 3339"),
			m.Env.Text("", "to", "", "`TIME` up to which, and without it"),
			m.Env.Text("", "format", "table", "`FORMAT`: table, csv or json"),
		),
		Metadata: example("proffer report cost --store sqlite:///var/lib/proffer/proffer.db --form fieldnote/find-your-coffee --from 2026-11-01"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			_, c, err := placed(cmd)
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, "table", "csv", formatJSON)
			if err != nil {
				return err
			}
			r := engine.CostRequest{Brand: cmd.String("brand"), Form: cmd.String("form")}
			if r.Form != "" {
				if r.Brand, r.Form, err = brandAndForm(r.Brand, r.Form); err != nil {
					return err
				}
			}
			if r.From, err = moment("from", cmd.String("from")); err != nil {
				return err
			}
			if r.To, err = moment("to", cmd.String("to")); err != nil {
				return err
			}
			if !r.From.IsZero() && !r.To.IsZero() && !r.To.After(r.From) {
				return misuse("--to is not after --from, so that no answer is between them")
			}
			return m.beside(ctx, c, func(store storage.Store, e *engine.Engine) error {
				if r.Brand != "" {
					if _, err := brandOf(ctx, store, r.Brand); err != nil {
						return err
					}
				}
				list, err := e.Cost(ctx, r)
				if err == nil && len(list) == 0 {
					err = errors.New("there are no answers of this brand, form and time; see that --form is its id, such as fieldnote/find-your-coffee")
				}
				if err != nil {
					return err
				}
				return costFormats[format](m, list)
			})
		},
	}
}

var costColumns = []string{"level", "brand", "form", "offer", "version", "attribute", "responses", "unlisted", "grants", "answers",
	"currency", "granted", "redeemed", "expired", "takenBack", "open", "perAnswer"}

// costRow are a line's cells in the order of costColumns.
func costRow(l engine.CostLine) []string {
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	row := []string{l.Level, l.Brand, l.Form, l.Offer, l.Version, l.Attribute, count(l.Responses), count(l.Unlisted), count(l.Grants), count(l.Answers), l.Currency}
	for _, a := range []*engine.Amount{l.Granted, l.Redeemed, l.Expired, l.TakenBack, l.Open, l.PerAnswer} {
		if a == nil {
			row = append(row, "")
			continue
		}
		row = append(row, a.String())
	}
	return row
}

func (m Main) costCSV(list []engine.CostLine) error {
	w := csv.NewWriter(m.Stdout)
	rows := [][]string{costColumns}
	for _, l := range list {
		rows = append(rows, costRow(l))
	}
	return w.WriteAll(rows)
}

// costTable has a block for each form: the form, its offers and its attributes, a line for each currency. What of the answers can't
// be counted any more is told under it.
func (m Main) costTable(list []engine.CostLine) error {
	out := columns(m.Stdout)
	var notes []string
	block := ""
	for _, l := range list {
		if of := l.Brand + "/" + l.Form; of != block {
			if block != "" {
				fmt.Fprintln(out)
			}
			block = of
			fmt.Fprintln(out, of+"\tRESPONSES\tGRANTS\tANSWERS\t\tGRANTED\tREDEEMED\tEXPIRED\tTAKEN BACK\tOPEN\tPER ANSWER")
			if l.Unlisted > 0 {
				notes = append(notes, fmt.Sprintf("%s: of %s the answers have ended; they are in no count of answers, and what they earned in no cost of one.",
					of, plural(l.Unlisted, "response")))
			}
		}
		name := "all"
		switch l.Level {
		case engine.CostOffer:
			name = "  offer " + l.Offer + " " + l.Version
		case engine.CostAttribute:
			name = "  attribute " + l.Attribute
		}
		row := costRow(l)
		for j, cell := range row {
			if cell == "" {
				row[j] = "-"
			}
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", name, row[6], row[8], row[9], strings.Join(row[10:], "\t"))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, note := range notes {
		if _, err := fmt.Fprintln(m.Stdout, note); err != nil {
			return err
		}
	}
	return nil
}
