package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v3"
)

// The groups of verbs in help.
const (
	groupTry     = "Try it"
	groupWrite   = "Write and embed"
	groupRun     = "Run it"
	groupRead    = "Read what was told"
	groupDevelop = "Develop and measure"
)

// exampleKey is the Metadata entry under which a verb keeps its example.
const exampleKey = "example"

func example(text string) map[string]any { return map[string]any{exampleKey: text} }

// asked finds the command that args name, and its help if --help is among them or if the command
// only has commands and none was given.
func asked(cmd *cli.Command, args []string) (string, bool) {
	name, rest := cmd.Name, args[min(1, len(args)):]
	for len(rest) > 0 && cmd.Command(rest[0]) != nil {
		cmd = cmd.Command(rest[0])
		name, rest = name+" "+cmd.Name, rest[1:]
	}
	for _, arg := range rest {
		if arg == "--" {
			break
		}
		if arg == "--help" || arg == "-h" {
			return help(name, cmd), true
		}
	}
	return help(name, cmd), len(rest) == 0 && len(cmd.Commands) > 0
}

// help is what --help shows of the command that one types as name.
func help(name string, cmd *cli.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", name, cmd.Usage)
	if cmd.Description != "" {
		fmt.Fprintf(&b, "\n%s\n", cmd.Description)
	}
	switch {
	case cmd.UsageText != "":
		fmt.Fprintf(&b, "\nUsage:\n  %s\n", cmd.UsageText)
	case len(cmd.Commands) > 0:
		fmt.Fprintf(&b, "\nUsage:\n  %s COMMAND [options]\n", name)
	default:
		fmt.Fprintf(&b, "\nUsage:\n  %s [options]\n", name)
	}
	helpCommands(&b, cmd.Commands)
	helpFlags(&b, cmd.Flags)
	if text, ok := cmd.Metadata[exampleKey].(string); ok {
		fmt.Fprintf(&b, "\nExample:\n  %s\n", text)
	}
	if len(cmd.Commands) > 0 {
		fmt.Fprintf(&b, "\n%s COMMAND --help shows what a command does and its options.\n", name)
	}
	if len(cmd.Flags) > 0 {
		b.WriteString("\nEach option is also an environment variable: --listen is PROFFER_LISTEN.\n")
	}
	return b.String()
}

func helpCommands(b *strings.Builder, commands []*cli.Command) {
	width := 0
	for _, sub := range commands {
		width = max(width, len(sub.Name))
	}
	last := ""
	for i, sub := range commands {
		group := sub.Category
		if group == "" {
			group = "Commands"
		}
		if i == 0 || group != last {
			fmt.Fprintf(b, "\n%s:\n", group)
			last = group
		}
		fmt.Fprintf(b, "  %-*s  %s\n", width, sub.Name, sub.Usage)
	}
}

func helpFlags(b *strings.Builder, flags []cli.Flag) {
	type line struct{ group, left, right string }
	var lines []line
	width := 0
	for _, flag := range flags {
		doc, ok := flag.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		word, usage := placeholder(doc.GetUsage())
		left := "--" + flag.Names()[0]
		if doc.TakesValue() {
			left += " " + word
		}
		if value := doc.GetValue(); doc.TakesValue() && value != "" && value != "0" {
			usage += fmt.Sprintf(" (default: %s)", strings.Trim(value, `"`))
		}
		group := "Options"
		if in, ok := flag.(cli.CategorizableFlag); ok && in.GetCategory() != "" {
			group = in.GetCategory()
		}
		lines = append(lines, line{group, left, usage})
		width = max(width, len(left))
	}
	last := ""
	for _, l := range lines {
		if l.group != last {
			fmt.Fprintf(b, "\n%s:\n", l.group)
			last = l.group
		}
		fmt.Fprintf(b, "  %-*s  %s\n", width, l.left, l.right)
	}
}

// placeholder finds the word between backquotes, which stands for the value behind the flag's name,
// and returns the usage without the backquotes.
func placeholder(usage string) (word, rest string) {
	before, after, found := strings.Cut(usage, "`")
	if !found {
		return "VALUE", usage
	}
	word, after, found = strings.Cut(after, "`")
	if !found {
		return "VALUE", usage
	}
	return word, before + word + after
}
