// Command pages prints the server's own pages, rendered from the real templates, as JSON for the
// browser test.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"

	"proffer/embed"
)

func main() {
	raw, err := os.ReadFile("../forms/texts/en.json")
	if err != nil {
		log.Fatal(err)
	}
	page := embed.Page{
		Lang: "en", Dir: "ltr", Brand: "fieldnote", BrandName: "Fieldnote Coffee", Logo: "/assets/logo.svg",
		Controller: "Fieldnote Coffee Srl", PolicyURL: "https://fieldnote.example/privacy",
		Theme: map[string]string{"accent": "#7a4a2b", "accentDark": "#d9a27c"},
	}
	if err := json.Unmarshal(raw, &page.Texts); err != nil {
		log.Fatal(err)
	}
	rendered := map[string]string{}
	for name, data := range map[string]any{
		"hosted":  embed.Hosted{Page: page, Form: "find-your-coffee", Title: "Find your coffee", Intro: "A few taps."},
		"privacy": embed.Privacy{Page: page, Centre: "your-taste"},
		"problem": embed.Problem{Page: page, Title: "There is no such page", Detail: "Check the address, or start at the shop.", ID: "0192f000-0000-7000-8000-000000000000"},
	} {
		var out bytes.Buffer
		if err := embed.Pages().ExecuteTemplate(&out, name, data); err != nil {
			log.Fatal(err)
		}
		rendered[name] = out.String()
	}
	static := map[string][2]string{"/proffer-" + embed.Widget().Hash + ".js": {embed.Widget().Type, string(embed.Widget().Body)}}
	for _, file := range embed.Static() {
		static["/static/"+file.Hash+"/"+file.Name] = [2]string{file.Type, string(file.Body)}
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"pages": rendered, "files": static}); err != nil {
		log.Fatal(err)
	}
}
