package embed_test

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"proffer/embed"
)

func TestFilesAreNamedByTheirContent(t *testing.T) {
	names := []string{}
	for _, file := range append(embed.Static(), embed.Widget()) {
		names = append(names, file.Name)
		sum := sha256.Sum256(file.Body)
		if want := hex.EncodeToString(sum[:])[:16]; file.Hash != want {
			t.Errorf("%s: hash %s, want %s", file.Name, file.Hash, want)
		}
		if len(file.Body) == 0 || file.Type == "" {
			t.Errorf("%s: %d bytes of type %q", file.Name, len(file.Body), file.Type)
		}
	}
	if got, want := strings.Join(names, " "), "hosted.js page.css privacy.js proffer.js"; got != want {
		t.Errorf("files are %s, want %s", got, want)
	}
}

var page = embed.Page{
	Lang: "ar", Dir: "rtl", Brand: "fieldnote", BrandName: `Field & "Note" </script>`, Logo: "/assets/fieldnote/0123/logo.svg",
	Home: "https://fieldnote.example", Controller: "Fieldnote Coffee Srl", PolicyURL: "https://fieldnote.example/privacy",
	Theme: map[string]string{"accent": "#7a4a2b"}, Texts: map[string]string{"page.by": "Run by", "me.title": "Your data </script><b>"},
}

func render(t *testing.T, name string, data any) string {
	t.Helper()
	var out strings.Builder
	if err := embed.Pages().ExecuteTemplate(&out, name, data); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPagesHoldToTheStrictestPolicy(t *testing.T) {
	pages := map[string]any{
		"hosted":  embed.Hosted{Page: page, Form: "quiz", Title: "<i>Find</i>", Intro: "A few taps.", Stage: "discover", Channel: "qr"},
		"privacy": embed.Privacy{Page: page},
		"problem": embed.Problem{Page: page, Title: "Nothing here", Detail: "Check the address.", ID: "0192"},
	}
	inline := regexp.MustCompile(`<style|\sstyle=|\son[a-z]+=|<script(?:>| type="module">)|javascript:`)
	linked := regexp.MustCompile(`(?:src|href)="(/(?:static|proffer-)[^"]*)"`)
	served := map[string]bool{"/proffer-" + embed.Widget().Hash + ".js": true}
	for _, file := range embed.Static() {
		served["/static/"+file.Hash+"/"+file.Name] = true
	}
	for name, data := range pages {
		html := render(t, name, data)
		if found := inline.FindString(html); found != "" {
			t.Errorf("%s has %q, which its policy refuses", name, found)
		}
		if strings.Contains(html, "<i>") || strings.Contains(html, "<b>") || strings.Count(html, "</script>") != strings.Count(html, "<script") {
			t.Errorf("%s does not escape what it is given:\n%s", name, html)
		}
		links := linked.FindAllStringSubmatch(html, -1)
		if len(links) == 0 {
			t.Errorf("%s loads nothing", name)
		}
		for _, link := range links {
			if !served[link[1]] {
				t.Errorf("%s links to %s, which no file has", name, link[1])
			}
		}
		for _, want := range []string{`lang="ar"`, `dir="rtl"`, `href="/privacy/fieldnote"`, "Fieldnote Coffee Srl"} {
			if !strings.Contains(html, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
}

func TestHostedPageHandsTheWidgetItsForm(t *testing.T) {
	html := render(t, "hosted", embed.Hosted{Page: page, Form: "quiz", Title: "Find", Channel: "hosted"})
	if want := `<proffer-form brand="fieldnote" form="quiz" lang="ar" mode="page" channel="hosted">`; !strings.Contains(html, want) {
		t.Errorf("the page lacks %s:\n%s", want, html)
	}
}

func TestAProblemNeedsNoBrand(t *testing.T) {
	html := render(t, "problem", embed.Problem{Title: "Nothing here", Detail: "Check the address."})
	if !strings.Contains(html, `<html lang="en" dir="ltr">`) || strings.Contains(html, "<footer") || strings.Contains(html, "<header") {
		t.Errorf("a problem without a brand shows one:\n%s", html)
	}
}
