package main

import (
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be proffer: a script, or a test that starts a process under that
// name, runs exactly what main runs. proffer-hour and proffer-day are the same with a clock that is ahead.
func TestMain(m *testing.M) {
	ahead := func(by time.Duration) func() {
		return func() { os.Exit(run(func() time.Time { return time.Now().Add(by) })) }
	}
	testscript.Main(m, map[string]func(){"proffer": ahead(0), "proffer-hour": ahead(time.Hour), "proffer-day": ahead(24 * time.Hour)})
}

// TestJourneys runs the scripts of testdata: the command line and whole journeys, as an operator
// sees them. script_test.go has the commands they use beside testscript's own.
func TestJourneys(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               newJourney,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"start":   startCmd,
			"await":   awaitCmd,
			"end":     endCmd,
			"http":    httpCmd,
			"until":   untilCmd,
			"take":    takeCmd,
			"fill":    fillCmd,
			"closing": closingCmd,
			"usage":   usageCmd,
			"break":   breakCmd,
		},
	})
}
