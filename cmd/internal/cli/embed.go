package cli

import (
	"context"
	"fmt"
	"regexp"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
)

func (m Main) embed() *cli.Command {
	return &cli.Command{
		Name:     "embed",
		Category: groupWrite,
		Usage:    "print what a website needs to show a form",
		Description: "Prints the two lines to paste into a page, and what the site's Content-Security-Policy has to allow\n" +
			"if it has one. The site's origin has to stand in the brand's \"origins\".",
		UsageText: "proffer embed BRAND FORM [--url URL]",
		Flags: []cli.Flag{
			m.Env.Text("", "url", "http://127.0.0.1:8080", "`URL` of the Proffer server, as browsers reach it"),
		},
		Metadata: example("proffer embed fieldnote find-your-coffee --url https://answers.fieldnote.example"),
		Action: func(_ context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "BRAND", "FORM")
			if err != nil {
				return err
			}
			for i, name := range []string{"BRAND", "FORM"} {
				if !idPattern.MatchString(args[i]) {
					return misuse("%s is %q; an id has lower-case letters, digits, - and _, and starts with a letter", name, args[i])
				}
			}
			url, err := config.PublicURL("url", cmd.String("url"))
			if err != nil {
				return misuse("%w", err)
			}
			fmt.Fprint(m.Stdout, snippet(url, args[0], args[1]))
			return nil
		},
	}
}

// idPattern keeps what is pasted into HTML free of anything but ids.
var idPattern = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

func snippet(url, brand, form string) string {
	return fmt.Sprintf(`<script type="module" src="%[1]s/proffer.js"></script>
<proffer-form brand="%[2]s" form="%[3]s"><a href="%[1]s/f/%[2]s/%[3]s">Open the form</a></proffer-form>

If the page has a Content-Security-Policy, let it allow:
script-src %[1]s; connect-src %[1]s; img-src %[1]s
`, url, brand, form)
}
