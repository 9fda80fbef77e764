// Package embed carries the built front end inside the binary: the widget, the scripts and style of
// the server's own pages, and the templates of those pages. It reads nothing at run time.
package embed

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
	"sort"
)

//go:embed dist/*
var dist embed.FS

// File is one built file as it goes over the wire.
type File struct {
	// Name is the file's name without a folder, such as "page.css".
	Name string
	// Type is the value of its Content-Type header.
	Type string
	// Hash is the first 16 hexadecimal digits of the SHA-256 of Body. It names the content, so a URL
	// that contains it may be cached for ever.
	Hash string
	// Body is shared by all callers: they must not change it.
	Body []byte
}

const widgetName = "proffer.js"

var files = load()

// Widget returns the one module a website loads. The server gives it under /proffer.js with a short
// life and under /proffer-{Hash}.js as immutable.
func Widget() File { return files[widgetName] }

// Static returns the files of the server's own pages, in the order of their names. The server gives
// each under /static/{Hash}/{Name} as immutable; the templates of Pages link to exactly that.
func Static() []File {
	var all []File
	for name, file := range files {
		if name != widgetName {
			all = append(all, file)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// load panics when dist is not what `npm run build` leaves there: a binary without its front end is a
// mistake of the build, and every test finds it.
func load() map[string]File {
	entries, err := dist.ReadDir("dist")
	if err != nil {
		panic("embed: no built front end: run `npm run build` in embed: " + err.Error())
	}
	loaded := make(map[string]File, len(entries))
	for _, entry := range entries {
		body, err := dist.ReadFile("dist/" + entry.Name())
		if err != nil {
			panic("embed: dist/" + entry.Name() + ": " + err.Error())
		}
		kind, known := types[path.Ext(entry.Name())]
		if !known {
			panic("embed: dist/" + entry.Name() + ": a built file ends in .js, .css or .svg")
		}
		sum := sha256.Sum256(body)
		loaded[entry.Name()] = File{Name: entry.Name(), Type: kind, Hash: hex.EncodeToString(sum[:])[:16], Body: body}
	}
	if _, ok := loaded[widgetName]; !ok {
		panic("embed: dist/" + widgetName + " is missing: run `npm run build` in embed")
	}
	return loaded
}

var types = map[string]string{
	".js":  "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
}
