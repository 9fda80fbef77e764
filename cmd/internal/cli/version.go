package cli

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/urfave/cli/v3"
)

func (m Main) version() *cli.Command {
	return &cli.Command{
		Name:     "version",
		Category: groupDevelop,
		Usage:    "print this program's version",
		Metadata: example("proffer version"),
		Action: func(_ context.Context, cmd *cli.Command) error {
			if _, err := arguments(cmd); err != nil {
				return err
			}
			fmt.Fprintln(m.Stdout, "proffer", version())
			return nil
		},
	}
}

// version is what the Go toolchain wrote into the binary: the module's version, or the commit it
// was built from, and the Go release.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "development"
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
				v += " " + setting.Value[:12]
			}
		}
	}
	return v + " " + info.GoVersion
}
