package cli

import (
	"fmt"
	"io"
	"strings"

	"proffer/forms"
)

// mermaid writes a flow as a Mermaid flowchart, which many tools draw inside Markdown.
func mermaid(out io.Writer, f forms.Flow) error {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for i, p := range f.Pages {
		shape := `["%s"]`
		if p.ShowIf != "" {
			shape = `(["%s"])` // not everybody sees it
		}
		fmt.Fprintf(&b, "  p%d"+shape+"\n", i, strings.Join(escaped(pageLines(p)), "<br/>"))
	}
	fmt.Fprintf(&b, "  p%d(((\"%s\")))\n", len(f.Pages), strings.Join(escaped(endLines(f)), "<br/>"))
	for _, e := range f.Edges {
		if e.Rule == "" {
			fmt.Fprintf(&b, "  p%d --> p%d\n", e.From, e.To)
		} else {
			fmt.Fprintf(&b, "  p%d -->|\"%s\"| p%d\n", e.From, escaped([]string{e.Rule})[0], e.To)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// mermaidEntities are what has a meaning in a quoted text of Mermaid, or in the HTML that it becomes.
var mermaidEntities = strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;", "`", "#96;", "\n", " ")

func escaped(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = mermaidEntities.Replace(l)
	}
	return out
}

// pageLines are what a drawing says of a page: its name first, then its rule and its questions.
func pageLines(p forms.FlowPage) []string {
	name := p.ID
	if p.Title != "" {
		name += ": " + p.Title
	}
	lines := []string{name}
	if p.ShowIf != "" {
		lines = append(lines, "if "+p.ShowIf)
	}
	if p.Pick > 0 {
		lines = append(lines, fmt.Sprintf("draws %d of %d", p.Pick, len(p.Questions)))
	}
	for i, q := range p.Questions {
		if i == 6 && len(p.Questions) > 7 {
			lines = append(lines, fmt.Sprintf("and %d more", len(p.Questions)-i))
			break
		}
		line := q.Type + ": " + q.Label
		if q.ShowIf != "" {
			line += " (if " + q.ShowIf + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

func endLines(f forms.Flow) []string { return append([]string{"end"}, f.Outcomes...) }
