package cli

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"proffer/forms"
)

// The brands that `new` writes, as folders. In them __BRAND__, __NAME__ and __HOST__ stand for the
// brand's id, its name and the first part of its host name, which is the id.
//
//go:embed templates
var templateFiles embed.FS

var templates = []string{"quiz", "poll", "survey", "preferences", "loyalty"}

func (m Main) new() *cli.Command {
	return &cli.Command{
		Name:     "new",
		Category: groupWrite,
		Usage:    "write a small brand to start from",
		Description: "Writes a brand folder that lints clean, in English and Italian: a quiz with a reward, a poll, a survey,\n" +
			"a preference centre, or a loyalty program's welcome. Its JSON names the schemas beside it, so that an editor\n" +
			"completes and explains each field. DIR must not exist, or be empty; its name becomes the brand's id.",
		UsageText: "proffer new DIR [--template TEMPLATE] [--name NAME]",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "template", Value: "quiz", Usage: "`TEMPLATE` to write: " + strings.Join(templates, ", ")},
			&cli.StringFlag{Name: "name", Usage: "the brand's `NAME` as people read it; without it the id, as a word"},
		},
		Metadata: example("proffer new ./brands/sunflower --template quiz --name \"Sunflower Plants\""),
		Action: func(_ context.Context, cmd *cli.Command) error {
			args, err := arguments(cmd, "DIR")
			if err != nil {
				return err
			}
			return m.writeBrand(args[0], cmd.String("template"), cmd.String("name"))
		},
	}
}

var brandID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

func (m Main) writeBrand(dir, template, name string) error {
	if !slices.Contains(templates, template) {
		return misuse("there is no template %q; write one of %s", template, strings.Join(templates, ", "))
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	id := strings.ToLower(strings.NewReplacer(" ", "-", "_", "-").Replace(filepath.Base(absolute)))
	if !brandID.MatchString(id) {
		return misuse("the folder's name becomes the brand's id, and %q can't be one: lower-case letters, digits and -, beginning with a letter", id)
	}
	if name == "" {
		words := strings.ReplaceAll(id, "-", " ")
		name = strings.ToUpper(words[:1]) + words[1:]
	}
	if strings.ContainsAny(name, "\"\\") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return misuse("the name %q has a quotation mark, a backslash or a control character; write it without", name)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty; nothing was written", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	files, err := brandFiles(template, id, name)
	if err != nil {
		return err
	}
	for _, f := range files {
		to := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { //nolint:gosec // a brand is no secret: editors and servers of other users read it
			return err
		}
		if err := os.WriteFile(to, f.body, 0o644); err != nil { //nolint:gosec // as above
			return err
		}
		if !strings.HasPrefix(f.name, ".") {
			fmt.Fprintln(m.Stdout, to)
		}
	}
	fmt.Fprintf(m.Stdout, "\nNext:\n  proffer demo --brands %[1]s --watch   see it, and see each change as you save\n  proffer lint %[1]s                    judge it\n  proffer serve --brands %[1]s          serve it\n", dir)
	return nil
}

type brandFile struct {
	name string
	body []byte
}

// brandFiles are the files of a new brand: the template's, the schemas that they name, and a note.
func brandFiles(template, id, name string) ([]brandFile, error) {
	fill := strings.NewReplacer("__BRAND__", id, "__NAME__", name, "__HOST__", id)
	var out []brandFile
	root := path.Join("templates", template)
	err := fs.WalkDir(templateFiles, root, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := templateFiles.ReadFile(at)
		out = append(out, brandFile{name: strings.TrimPrefix(at, root+"/"), body: []byte(fill.Replace(string(raw)))})
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, kind := range forms.SchemaKinds() {
		text, err := forms.Schema(kind)
		if err != nil {
			return nil, err
		}
		out = append(out, brandFile{name: ".schema/" + kind + ".json", body: text})
	}
	return out, nil
}
