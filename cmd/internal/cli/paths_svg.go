package cli

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"proffer/forms"
)

// svgStyle follows the reader's light or dark setting; the picture has no script and loads nothing.
const svgStyle = `
    svg { color-scheme: light dark; --paper: #ffffff; --ink: #1d2430; --soft: #5b6472; --line: #8a94a3; --box: #f4f6f9; --edge: #b9c1cc; --end: #e6efe8; }
    @media (prefers-color-scheme: dark) { svg { --paper: #14181f; --ink: #e8ecf2; --soft: #a5afbd; --line: #7a8494; --box: #1f2630; --edge: #465061; --end: #1d3326; } }
    .paper { fill: var(--paper); }
    text { font: 12px system-ui, sans-serif; fill: var(--ink); text-anchor: middle; unicode-bidi: plaintext; }
    .name { font-weight: 600; font-size: 13px; }
    .soft, .label text { fill: var(--soft); }
    .page rect { fill: var(--box); stroke: var(--edge); }
    .conditional rect { fill: var(--box); stroke: var(--line); stroke-dasharray: 5 4; }
    .end rect { fill: var(--end); stroke: var(--edge); }
    .label rect { fill: var(--paper); stroke: none; }
    path { fill: none; stroke: var(--line); stroke-width: 1.4; }
    .tip { fill: var(--line); stroke: none; }
`

// svg draws a flow as a picture that stands by itself.
func svg(out io.Writer, f forms.Flow) error {
	layers, width, height := layout(f)
	b := &strings.Builder{}
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" aria-labelledby="title">`, width, height, width, height)
	fmt.Fprintf(b, "\n  <title id=\"title\">%s</title>\n  <style>%s  </style>\n  <rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n", text(f.Title+": the ways through the form"), svgStyle)
	for _, layer := range layers {
		for _, from := range layer {
			for _, to := range from.down {
				edge(b, from, to)
			}
		}
	}
	for _, layer := range layers {
		for _, node := range layer {
			draw(b, node)
		}
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// edge draws a part of an edge, with its tip where it arrives at a page.
func edge(b *strings.Builder, from, to *box) {
	y1, y2 := from.y+from.height/2, to.y-to.height/2
	arrives := len(to.lines) > 0 && to.kind != "label"
	if arrives {
		y2 -= 7
	}
	bend := (y2 - y1) / 2
	fmt.Fprintf(b, "  <path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"/>\n", from.x, y1, from.x, y1+bend, to.x, y2-bend, to.x, y2)
	if arrives {
		fmt.Fprintf(b, "  <path class=\"tip\" d=\"M%.1f %.1fl-4 -8h8z\"/>\n", to.x, y2+7)
	}
}

func draw(b *strings.Builder, n *box) {
	if n.kind == "point" {
		fmt.Fprintf(b, "  <path d=\"M%.1f %.1fv%.1f\"/>\n", n.x, n.y-n.height/2, n.height)
		return
	}
	fmt.Fprintf(b, "  <g class=\"%s\"><title>%s</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"8\"/>", n.kind, text(strings.Join(n.lines, "\n")), n.x-n.width/2, n.y-n.height/2, n.width, n.height)
	y := n.y - float64(len(n.lines)-1)*lineHeight/2 + 4
	for i, line := range n.lines {
		class := "soft"
		if i == 0 {
			class = "name"
		}
		if n.kind == "label" {
			class = "soft"
		}
		fmt.Fprintf(b, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", class, n.x, y+float64(i)*lineHeight, text(cut(line)))
	}
	b.WriteString("</g>\n")
}

// cut shortens a line to what its box has room for.
func cut(line string) string {
	if runes := []rune(line); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return line
}

// text escapes what a brand wrote; characters that XML cannot hold are replaced.
func text(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
