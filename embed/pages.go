package embed

import (
	"embed"
	"html/template"
)

//go:embed pages/*.html
var sources embed.FS

// Page is what every page of the server shows: whose it is and in which language. Nothing in it is
// about the person who looks at the page.
type Page struct {
	// Lang and Dir stand on the html element: a locale of the brand, and "ltr" or "rtl".
	Lang, Dir string
	// Brand is the id, BrandName what people read. Both are empty where no brand is known.
	Brand, BrandName string
	// Logo is the URL of the brand's logo, from this server, or empty.
	Logo string
	// Home is the brand's own site, or empty: the name and logo then link nowhere.
	Home string
	// Controller is the controller's name, PolicyURL its policy; either may be empty.
	Controller, PolicyURL string
	// Theme is the brand's theme as brand.json has it: accent, accentDark, radius, font.
	Theme map[string]string
	// Texts are the interface strings of Lang, flat, as forms/texts has them.
	Texts map[string]string
}

// Settings is what the page's own script reads from the data block with the id "page".
func (p Page) Settings() map[string]any {
	return map[string]any{"brand": p.Brand, "lang": p.Lang, "dir": p.Dir, "theme": p.Theme, "texts": p.Texts}
}

// Hosted is the data of "hosted": a form that fills its page.
type Hosted struct {
	Page
	// Form is the id; Title and Intro are the form's texts in Lang.
	Form, Title, Intro string
	// Stage and Channel ("hosted" or "qr") go to the widget; Stage may be empty.
	Stage, Channel string
}

// Privacy is the data of "privacy": the page on which a person sees, downloads and deletes what the
// brand holds. The page itself holds no personal data; its script asks /v1/me with the token it has.
type Privacy struct {
	Page
	// Centre is the id of the form in which the person can correct single answers, or empty.
	Centre string
}

// Settings is what the page's own script reads, with the form for corrections.
func (p Privacy) Settings() map[string]any {
	settings := p.Page.Settings()
	settings["centre"] = p.Centre
	return settings
}

// Problem is the data of "problem": what went wrong, in plain words.
type Problem struct {
	Page
	// Title and Detail are ready to be read by a visitor: no internal text. ID joins them with the log
	// and may be empty.
	Title, Detail, ID string
	// Missing tells that there is no such page: it then says so in the page's own language.
	Missing bool
}

// Pages returns the templates "hosted", "privacy" and "problem", to be executed with the structs of
// the same names. They contain no inline script and no inline style; all they load comes from
// /static/{hash}/{name} and /proffer-{hash}.js on the same server.
func Pages() *template.Template { return pages }

var pages = template.Must(template.New("pages").Funcs(template.FuncMap{
	"static": func(name string) (string, error) {
		file, ok := files[name]
		if !ok {
			return "", &missing{name}
		}
		return "/static/" + file.Hash + "/" + file.Name, nil
	},
	"widget": func() string { return "/proffer-" + Widget().Hash + ".js" },
	"text": func(page Page, key string) string {
		if text, ok := page.Texts[key]; ok {
			return text
		}
		return key
	},
}).ParseFS(sources, "pages/*.html"))

type missing struct{ name string }

func (m *missing) Error() string { return "embed: no built file " + m.name + ": see embed/build.mjs" }
