package cli

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/storage"
)

func (m Main) responses() *cli.Command {
	return &cli.Command{
		Name:     "responses",
		Category: groupRead,
		Usage:    "export a form's responses, as far as its purposes allow",
		Description: "Prints each response with the values that are still held for a purpose that names the recipient; without\n" +
			"--recipient, what the brand itself may have. With --summary, what the answers to each question come to:\n" +
			"counts, means, Net Promoter Score; of an anonymous poll, what was last published. It reads a copy, so it\n" +
			"runs beside a server.",
		Flags: append([]cli.Flag{
			m.Env.Text("", "form", "", "`FORM`'s id, or BRAND/FORM (required)"),
			m.Env.Text("", "brand", "", "`BRAND`'s id, where several publish a form of this id"),
			m.Env.Text("", "recipient", "", "`RECIPIENT` that shall get the export (default: the brand itself)"),
			m.Env.Switch("", "summary", "sum the answers up instead of listing them"),
			m.Env.Text("", "format", "csv", "`FORMAT`: csv, or ndjson for one JSON object a line"),
		}, config.PlaceFlags(m.Env)...),
		Metadata: example("proffer responses --form fieldnote/find-your-coffee --recipient shop --format csv > responses.csv"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			brand, form, err := brandAndForm(cmd.String("brand"), cmd.String("form"))
			if err != nil {
				return err
			}
			format, err := formatOf(cmd, "csv", "ndjson")
			if err != nil {
				return err
			}
			if cmd.Bool("summary") && cmd.String("recipient") != "" {
				return misuse("--summary is for the brand itself; leave --recipient out")
			}
			return m.export(ctx, c, brand, form, cmd.String("recipient"), format, cmd.Bool("summary"))
		},
	}
}

func brandAndForm(brand, form string) (string, string, error) {
	if before, after, found := strings.Cut(form, "/"); found {
		if brand != "" && brand != before {
			return "", "", misuse("--form names the brand %s and --brand %s; give one of them", before, brand)
		}
		brand, form = before, after
	}
	if form == "" {
		return "", "", misuse("give --form, such as --form find-your-coffee or --form fieldnote/find-your-coffee")
	}
	return brand, form, nil
}

func (m Main) export(ctx context.Context, c config.Config, brand, form, recipient, format string, summary bool) (err error) {
	e, end, err := m.openCopy(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	if brand == "" {
		brands, err := e.Brands(ctx, form)
		if err != nil {
			return err
		}
		if len(brands) != 1 {
			return misuse("%s publish a form %q; give --form BRAND/%s", plural(len(brands), "brand"), form, form)
		}
		brand = brands[0]
	}
	if summary {
		s, err := e.Summary(ctx, brand, form)
		if err != nil {
			return err
		}
		return writeSummary(m.Stdout, s, format)
	}
	if format == "ndjson" {
		encoder := json.NewEncoder(m.Stdout)
		encoder.SetEscapeHTML(false)
		return e.Export(ctx, brand, form, recipient, func(row engine.ExportRow) error { return encoder.Encode(row) })
	}
	// A column for each question needs all responses' questions before the first line, so the rows
	// wait: of an export that fits a spreadsheet, that is no burden.
	var rows []engine.ExportRow
	if err := e.Export(ctx, brand, form, recipient, func(row engine.ExportRow) error {
		rows = append(rows, row)
		return nil
	}); err != nil {
		return err
	}
	return writeCSV(m.Stdout, rows)
}

// writeCSV writes RFC 4180 with a header line. A list is written with "; " between its items.
func writeCSV(out io.Writer, rows []engine.ExportRow) error {
	questions, fields := map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		for question := range row.Values {
			questions[question] = true
		}
		for field := range row.Context {
			fields[field] = true
		}
	}
	columns := make([]string, 0, len(questions))
	for question := range questions {
		columns = append(columns, question)
	}
	slices.Sort(columns)
	passed := slices.Sorted(maps.Keys(fields))
	header := append([]string{"response", "form", "version", "at", "ref", "offer", "grant"}, columns...)
	for _, field := range passed {
		header = append(header, "context."+field)
	}

	w := csv.NewWriter(out)
	if err := w.Write(header); err != nil {
		return err
	}
	for _, row := range rows {
		record := []string{
			row.Response.String(), row.Form, strconv.Itoa(row.Version), row.At.UTC().Format(time.RFC3339), row.Ref, row.Offer, "",
		}
		if row.Grant != nil {
			record[len(record)-1] = row.Grant.String()
		}
		for _, question := range columns {
			record = append(record, guarded(cell(row.Values[question])))
		}
		for _, field := range passed {
			record = append(record, guarded(cell(row.Context[field])))
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// cell is a JSON value as a spreadsheet shows it: text without quotes, a list with "; " between its
// items, anything else as JSON; nothing for an answer that is not held or not allowed.
func cell(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && list != nil {
		parts := make([]string, len(list))
		for i, item := range list {
			parts[i] = cell(item)
		}
		return strings.Join(parts, "; ")
	}
	return string(raw)
}

// guarded keeps a spreadsheet from running what somebody typed: a cell that would be read as a
// formula gets an apostrophe in front (OWASP, CSV Injection). Numbers are left alone.
func guarded(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// openCopy opens an engine over a copy of store and vault in a temporary folder, since a store has
// one process at a time. end removes the copy; so does the system, should the process be killed.
func (m Main) openCopy(ctx context.Context, c config.Config) (_ *engine.Engine, end func() error, err error) {
	dir, err := os.MkdirTemp("", "proffer-copy-")
	if err != nil {
		return nil, nil, err
	}
	log := m.logger(slog.LevelWarn)
	remove := func() error { return os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			err = errors.Join(err, remove())
		}
	}()
	keys, err := config.ReadKeys(c.Keys)
	if err != nil {
		return nil, nil, err
	}
	if err := storage.Backup(ctx, c.Store, c.Vault, filepath.Join(dir, "copy")); err != nil {
		return nil, nil, err
	}
	copied := config.Config{Data: filepath.Join(dir, "copy"), Keys: c.Keys}
	copied.Store = config.FileURL(filepath.Join(copied.Data, "store.db"))
	if err := copied.Place(); err != nil {
		return nil, nil, err
	}
	store, err := m.openWith(ctx, copied, keys, parts{passing: true, log: log})
	if err != nil {
		return nil, nil, err
	}
	e, err := m.newEngine(store, keys, parts{publicURL: "http://localhost", log: log}, nil, nil)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return e, func() error { return errors.Join(store.Close(), remove()) }, nil
}
