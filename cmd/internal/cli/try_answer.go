package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"proffer/engine"
	"proffer/forms"
)

// unreadableError says why a line is no answer, before the engine is asked.
type unreadableError struct{ text string }

func (e *unreadableError) Error() string { return e.text }

func unreadable(format string, args ...any) error {
	return &unreadableError{fmt.Sprintf(format, args...)}
}

var declined = json.RawMessage(`{"declined":true}`)

// The parts of an address, as they are asked for, with their interface texts.
var addressParts = []string{"street", "street2", "postcode", "city", "region", "country"}

// read reads the answer to a question; nil where it is skipped.
func (t *trial) read(q engine.AheadQuestion) (json.RawMessage, error) {
	switch q.Question.Type {
	case "matrix":
		return t.readRows(q)
	case "address":
		return t.readAddress()
	}
	text, err := t.line("> ")
	if err != nil {
		return nil, err
	}
	if value, err, is := command(q, text); is {
		return value, err
	}
	text = strings.TrimPrefix(text, `\`)
	switch q.Question.Type {
	case "multiple", "ranking":
		return t.readPicks(q, text)
	case "rating", "scale", "nps", "slider", "number":
		return readNumber(text)
	}
	if len(q.Question.Choices) > 0 || q.Question.Type == "consent" {
		return t.readPick(q, text)
	}
	return encode(text), nil
}

// command tells whether a line is none of an answer's: skip, decline, back, quit.
func command(q engine.AheadQuestion, text string) (value json.RawMessage, err error, is bool) { //nolint:revive // the error is what the command is, whether it is one comes last
	switch text {
	case "":
		if q.Known != nil && q.Known.Mode == forms.KnownPrefill {
			return q.Known.Value, nil, true // what is filled in is confirmed
		}
		return nil, nil, true
	case "-":
		if q.Question.Type == "consent" {
			return nil, unreadable("A no is an answer here: 2, or an empty line."), true
		}
		return declined, nil, true
	case "<":
		return nil, errBack, true
	case "q":
		return nil, errQuit, true
	}
	return nil, nil, false
}

// readPick reads one choice by its number.
func (t *trial) readPick(q engine.AheadQuestion, text string) (json.RawMessage, error) {
	if q.Question.Type == "consent" {
		switch said := strings.ToLower(text); {
		case slices.Contains([]string{"1", "y", "yes", strings.ToLower(t.text("yes"))}, said):
			return json.RawMessage("true"), nil
		case slices.Contains([]string{"2", "n", "no", strings.ToLower(t.text("no"))}, said):
			return json.RawMessage("false"), nil
		}
		return nil, unreadable("Type 1 for yes or 2 for no.")
	}
	i, err := pick(q, text)
	if err != nil {
		return nil, err
	}
	if i == len(q.Question.Choices) {
		return t.readOther()
	}
	return json.RawMessage(q.Question.Choices[i].Value), nil
}

// readPicks reads several choices by their numbers, of a ranking in their order.
func (t *trial) readPicks(q engine.AheadQuestion, text string) (json.RawMessage, error) {
	var out []json.RawMessage
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		i, err := pick(q, part)
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if i == len(q.Question.Choices) {
			if value, err = t.readOther(); err != nil {
				return nil, err
			}
		} else {
			value = json.RawMessage(q.Question.Choices[i].Value)
		}
		out = append(out, value)
	}
	return encode(out), nil
}

// pick is the place of a choice; that of the free text is behind them.
func pick(q engine.AheadQuestion, text string) (int, error) {
	last := len(q.Question.Choices)
	if q.Question.Other {
		last++
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > last {
		return 0, unreadable("Type a number from 1 to %d.", last)
	}
	return n - 1, nil
}

func (t *trial) readOther() (json.RawMessage, error) {
	text, err := t.line("  " + t.text("other.text") + "> ")
	if err != nil {
		return nil, err
	}
	return encode(map[string]string{"other": text}), nil
}

func readNumber(text string) (json.RawMessage, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, unreadable("Type a number, with a point before decimals.")
	}
	return encode(n), nil
}

// readRows reads a matrix row by row. A row without an answer is left out.
func (t *trial) readRows(q engine.AheadQuestion) (json.RawMessage, error) {
	said := map[string]json.RawMessage{}
	for i := 0; i < len(q.Question.Rows); {
		row := q.Question.Rows[i]
		text, err := t.line("  " + row.Label.In(t.ticket.Locale) + "> ")
		if err != nil {
			return nil, err
		}
		i++
		if value, err, is := command(q, text); is {
			if err != nil || value != nil {
				return value, err
			}
			continue
		}
		chosen, err := pick(q, text)
		if err != nil {
			t.say(err.Error())
			i--
			continue
		}
		said[row.Row] = json.RawMessage(q.Question.Choices[chosen].Value)
	}
	if len(said) == 0 {
		return nil, nil
	}
	return encode(said), nil
}

// readAddress reads an address line by line; the first one may be a command.
func (t *trial) readAddress() (json.RawMessage, error) {
	said := map[string]string{}
	for _, part := range addressParts {
		text, err := t.line("  " + t.text("address."+part) + "> ")
		if err != nil {
			return nil, err
		}
		if part == addressParts[0] || slices.Contains([]string{"<", "q"}, text) {
			if value, err, is := command(engine.AheadQuestion{}, text); is {
				return value, err
			}
		}
		if text = strings.TrimPrefix(text, `\`); text != "" {
			said[part] = text
		}
	}
	return encode(said), nil
}

// encode writes a value of our own.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}

// isTerminal tells whether somebody is typing.
func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
