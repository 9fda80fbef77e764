// Package demo holds what `proffer demo` shows: the brand Fieldnote Coffee, and its shop, which
// embeds the quiz as any website would and receives the webhooks of two recipients.
package demo

import (
	"bytes"
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed brand
var brandFiles embed.FS

// brandSite is the address under which Fieldnote's definitions know their own shop.
const brandSite = "https://fieldnote.example"

// Brands returns the demo's brand folders: one, fieldnote, as `proffer serve --brands` would read it.
func Brands() fs.FS {
	sub, err := fs.Sub(brandFiles, "brand")
	if err != nil {
		panic("demo: no brand folder: " + err.Error()) // it is compiled in
	}
	return sub
}

// BrandsAt returns Brands with every link to https://fieldnote.example pointing to the shop at
// origin (no trailing slash) instead, so that the result's links open a page that exists and the
// shop is among the brand's origins, and with the account's key as the brand's. Only the JSON files
// differ from Brands.
func BrandsAt(origin string, a *Account) fs.FS {
	return relinked{FS: Brands(), origin: strings.TrimRight(origin, "/"), key: a.public}
}

type relinked struct {
	fs.FS
	origin, key string
}

func (r relinked) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	if err != nil || path.Ext(name) != ".json" {
		return f, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	raw, err := fs.ReadFile(r.FS, name)
	if err != nil {
		return nil, err
	}
	raw = bytes.ReplaceAll(raw, []byte(brandSite), []byte(r.origin))
	raw = bytes.ReplaceAll(raw, []byte(brandKey), []byte(r.key))
	return &relinkedFile{Reader: bytes.NewReader(raw), info: relinkedInfo{FileInfo: info, size: int64(len(raw))}}, nil
}

type relinkedFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *relinkedFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *relinkedFile) Close() error               { return nil }

type relinkedInfo struct {
	fs.FileInfo
	size int64
}

func (i relinkedInfo) Size() int64 { return i.size }
