package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"proffer/cmd/internal/cli"
)

// called runs the program as the shell would.
func called(args ...string) (code int, out string) {
	var b bytes.Buffer
	m := cli.Main{Stdin: strings.NewReader(""), Stdout: &b, Stderr: &b, Env: func(string) (string, bool) { return "", false }, Now: time.Now}
	return m.Run(context.Background(), append([]string{"proffer"}, args...)), b.String()
}

// Each command that a README shows is one, with the options that it shows.
func TestReadmesShowRealCommands(t *testing.T) {
	seen := 0
	for _, name := range []string{"README.md", "../../README.md", "../../CONTRIBUTING.md"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(raw), -1) {
			for line := range strings.Lines(strings.ReplaceAll(block[1], "\\\n", " ")) {
				line, _, _ = strings.Cut(line, "#")
				words := strings.Fields(line)
				if len(words) < 2 || words[0] != "proffer" {
					continue
				}
				seen++
				verbs := []string{words[1]}
				if words[1] == "webhooks" || words[1] == "keys" || words[1] == "report" || words[1] == "codes" {
					verbs = words[1:3:3]
				}
				code, help := called(append(verbs, "--help")...)
				if code != 0 || !strings.HasPrefix(help, "proffer "+strings.Join(verbs, " ")+":") {
					t.Errorf("%s shows %q, which is no command", name, line)
				}
				for _, word := range words {
					if flag, _, _ := strings.Cut(word, "="); strings.HasPrefix(flag, "--") && !strings.Contains(help, "  "+flag+" ") {
						t.Errorf("%s shows %q, and %s has no %s", name, line, verbs, flag)
					}
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d commands were looked at", seen)
	}
}

// The way that the project's README shows leads from nothing to a form that lints and can be tried.
func TestReadmeWritesABrand(t *testing.T) {
	raw, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(raw), "## Write your own\n")
	dir := filepath.Join(t.TempDir(), "mybrand")
	ran := 0
	for _, line := range regexp.MustCompile(`(?m)^proffer (.*?) +#`).FindAllStringSubmatch(section, -1) {
		args := strings.Fields(strings.ReplaceAll(line[1], "./mybrand", dir))
		switch args[0] {
		case "try":
			answers := filepath.Join(t.TempDir(), "answers.json")
			if err := os.WriteFile(answers, []byte(`{"light": "shade"}`), 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, "--answers", answers)
		case "demo", "serve": // they run until they are told to end; journeys hold them
			continue
		}
		code, out := called(args...)
		if ran++; code != 0 {
			t.Errorf("%s ends with %d: %s", line[1], code, out)
		}
	}
	if ran != 3 {
		t.Errorf("%d commands were run", ran)
	}
}
