package cli

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"proffer/forms"
)

// drawnFlow is a flow as a form can have it: every page is reached, every edge leads forwards.
func drawnFlow(t *rapid.T) forms.Flow {
	n := rapid.IntRange(1, 20).Draw(t, "pages")
	f := forms.Flow{Form: "f", Title: "A <form> & \"more\""}
	for i := range n {
		p := forms.FlowPage{ID: fmt.Sprint("p", i)}
		if rapid.Bool().Draw(t, "conditional") {
			p.ShowIf = `a == "b" < 3`
		}
		for j := range rapid.IntRange(1, 9).Draw(t, "questions") {
			p.Questions = append(p.Questions, forms.FlowQuestion{ID: fmt.Sprint("q", j), Type: "single", Label: strings.Repeat("x", rapid.IntRange(1, 90).Draw(t, "label"))})
		}
		f.Pages = append(f.Pages, p)
		to := map[int]bool{i + 1: true}
		for range rapid.IntRange(0, 3).Draw(t, "jumps") {
			to[rapid.IntRange(i+1, n).Draw(t, "to")] = true
		}
		for target := range n + 1 {
			if to[target] {
				rule := ""
				if len(to) > 1 {
					rule = fmt.Sprintf("x%d == %d", i, target)
				}
				f.Edges = append(f.Edges, forms.FlowEdge{From: i, To: target, Rule: rule})
			}
		}
	}
	return f
}

// In a drawing no box lies on another, every edge runs down, layer by layer, and each is labelled once.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawnFlow(t)
		layers, width, height := layout(f)
		labels, pages := 0, 0
		bottom := 0.0
		for l, layer := range layers {
			top, low := math.Inf(1), 0.0
			for i, b := range layer {
				if i > 0 && b.x-b.width/2 < layer[i-1].x+layer[i-1].width/2+between-0.01 {
					t.Fatalf("layer %d: %v lies on %v", l, b.lines, layer[i-1].lines)
				}
				if b.x-b.width/2 < 0 || b.x+b.width/2 > width || b.y+b.height/2 > height {
					t.Fatalf("%v lies outside of %v x %v", b, width, height)
				}
				top, low = min(top, b.y-b.height/2), max(low, b.y+b.height/2)
				for _, next := range b.down {
					if next.layer != b.layer+1 {
						t.Fatalf("an edge leaves out a layer: %d to %d", b.layer, next.layer)
					}
				}
				switch b.kind {
				case "label":
					labels++
				case "point":
				default:
					pages++
					if l%2 != 0 {
						t.Fatalf("the page %v stands among the labels", b.lines)
					}
				}
			}
			if len(layer) > 0 && top < bottom {
				t.Fatalf("layer %d begins at %v, and the one above ends at %v", l, top, bottom)
			}
			bottom = low
		}
		rules := 0
		for _, e := range f.Edges {
			if e.Rule != "" {
				rules++
			}
		}
		if labels != rules || pages != len(f.Pages)+1 {
			t.Fatalf("%d labels for %d rules, %d boxes for %d pages", labels, rules, pages, len(f.Pages))
		}
	})
}

// A picture is well-formed, loads nothing and runs nothing, whatever a brand wrote.
func TestSVG(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawnFlow(t)
		f.Pages[0].ID = `<script>alert("1")</script>`
		f.Pages[0].Questions[0].Label = rapid.String().Draw(t, "label")
		var out strings.Builder
		if err := svg(&out, f); err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(strings.NewReader(out.String())); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, out.String())
			}
			if start, ok := token.(xml.StartElement); ok {
				if !strings.Contains(" svg title style rect path g text ", " "+start.Name.Local+" ") {
					t.Fatalf("an element %s", start.Name.Local)
				}
				for _, a := range start.Attr {
					if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
						t.Fatalf("an attribute %s", a.Name.Local)
					}
				}
			}
		}
		if strings.Contains(out.String(), "url(") || strings.Contains(out.String(), "@import") && !strings.Contains(f.Pages[0].Questions[0].Label, "@import") {
			t.Fatal("it loads something")
		}
	})
}

// A Mermaid text keeps what has a meaning there out of its labels.
func TestMermaid(t *testing.T) {
	f := forms.Flow{Title: "T", Outcomes: []string{"A [b]"}, Pages: []forms.FlowPage{
		{ID: "a", Title: `say "hi"`, Questions: []forms.FlowQuestion{{Type: "single", Label: "1 < 2 & #3; `x`\nmore", ShowIf: "y"}}},
		{ID: "b", ShowIf: "x == 1", Pick: 1, Questions: []forms.FlowQuestion{{Type: "single", Label: "L"}, {Type: "single", Label: "M"}}},
	}, Edges: []forms.FlowEdge{{From: 0, To: 1, Rule: `n > 3`}, {From: 0, To: 2, Rule: "otherwise"}, {From: 1, To: 2}}}
	var out strings.Builder
	if err := mermaid(&out, f); err != nil {
		t.Fatal(err)
	}
	want := `flowchart TD
  p0["a: say #quot;hi#quot;<br/>single: 1 #lt; 2 #amp; #35;3; #96;x#96; more (if y)"]
  p1(["b<br/>if x == 1<br/>draws 1 of 2<br/>single: L<br/>single: M"])
  p2((("end<br/>A [b]")))
  p0 -->|"n #gt; 3"| p1
  p0 -->|"otherwise"| p2
  p1 --> p2
`
	if out.String() != want {
		t.Errorf("%s", out.String())
	}
}
