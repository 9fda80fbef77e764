package config

import (
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v3"
)

// Env looks an environment variable up, as os.LookupEnv does. Tests give their own.
type Env func(name string) (string, bool)

// Text is a flag with a string value. The word between backquotes in usage stands for the value in
// help; so it does for the other kinds.
func (e Env) Text(group, name, value, usage string) cli.Flag {
	return &cli.StringFlag{Name: name, Category: group, Value: value, Usage: usage, Sources: e.source(name)}
}

// List is a flag that may be given several times, or once with commas.
func (e Env) List(group, name, usage string) cli.Flag {
	return &cli.StringSliceFlag{Name: name, Category: group, Usage: usage, Sources: e.source(name)}
}

// Count is a flag with a whole number.
func (e Env) Count(group, name string, value int, usage string) cli.Flag {
	return &cli.IntFlag{Name: name, Category: group, Value: value, Usage: usage, Sources: e.source(name)}
}

// Span is a flag with a duration such as 10s.
func (e Env) Span(group, name string, value time.Duration, usage string) cli.Flag {
	return &cli.DurationFlag{Name: name, Category: group, Value: value, Usage: usage, Sources: e.source(name)}
}

// Switch is a flag without a value.
func (e Env) Switch(group, name, usage string) cli.Flag {
	return &cli.BoolFlag{Name: name, Category: group, Usage: usage, Sources: e.source(name)}
}

func (e Env) source(name string) cli.ValueSourceChain {
	key := "PROFFER_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
	return cli.NewValueSourceChain(&variable{env: e, key: key})
}

// variable is one environment variable, read through Env and not from the process, so that tests
// start the same code with an environment of their own.
type variable struct {
	env Env
	key string
}

func (v *variable) Lookup() (string, bool) { return v.env(v.key) }
func (v *variable) String() string         { return fmt.Sprintf("environment variable %s", v.key) }
func (v *variable) GoString() string       { return v.String() }
func (v *variable) IsFromEnv() bool        { return true }
func (v *variable) Key() string            { return v.key }
