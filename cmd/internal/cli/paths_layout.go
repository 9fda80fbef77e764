package cli

import (
	"cmp"
	"slices"

	"proffer/forms"
)

// box is one node of a drawing: a page, the end, a label on its way, or a point that an edge passes.
type box struct {
	lines         []string
	kind          string // page, conditional, end, label or point
	layer         int
	x, y          float64 // its middle
	width, height float64
	up, down      []*box
}

// layout places a flow in layers from top to bottom, after the method of Sugiyama: pages on even layers,
// each below all that lead to it; an edge passes one box on every layer between, the first of which
// carries its label, so that neither edges nor labels run through a page.
func layout(f forms.Flow) (layers [][]*box, width, height float64) {
	end := len(f.Pages)
	depth := make([]int, end+1)
	for i := range end { // edges only lead forwards, so one pass finds the longest ways
		for _, e := range f.Edges {
			if e.From == i {
				depth[e.To] = max(depth[e.To], depth[i]+1)
			}
		}
	}
	layers = make([][]*box, 2*depth[end]+1)
	add := func(b *box) *box {
		layers[b.layer] = append(layers[b.layer], b)
		return b
	}
	pages := make([]*box, end+1)
	for i, p := range f.Pages {
		kind := "page"
		if p.ShowIf != "" {
			kind = "conditional"
		}
		pages[i] = add(sized(&box{lines: pageLines(p), kind: kind, layer: 2 * depth[i]}))
	}
	pages[end] = add(sized(&box{lines: endLines(f), kind: "end", layer: 2 * depth[end]}))
	for _, e := range f.Edges {
		last := pages[e.From]
		for l := last.layer + 1; l < pages[e.To].layer; l++ {
			b := &box{kind: "point", layer: l, width: 10}
			if l == pages[e.From].layer+1 && e.Rule != "" {
				b = &box{kind: "label", layer: l, lines: []string{e.Rule}}
			}
			last = join(last, add(sized(b)))
		}
		join(last, pages[e.To])
	}
	untangle(layers)
	return place(layers)
}

func join(from, to *box) *box {
	from.down, to.up = append(from.down, to), append(to.up, from)
	return to
}

const (
	charWidth  = 6.6 // of the drawing's font at 12 pixels, a little generously
	lineHeight = 17
	longest    = 46 // characters of a line; what is longer is cut, and whole in its tooltip
)

func sized(b *box) *box {
	chars := 0
	for _, l := range b.lines {
		chars = max(chars, min(len([]rune(l)), longest))
	}
	switch b.kind {
	case "label":
		b.width, b.height = float64(chars)*charWidth+14, 22
	case "point":
	default:
		b.width, b.height = max(float64(chars)*charWidth+28, 120), float64(len(b.lines))*lineHeight+18
	}
	return b
}

// untangle orders each layer by where its neighbours stand, down and up in turn, which leaves few edges
// crossing.
func untangle(layers [][]*box) {
	for round := range 12 {
		at := map[*box]float64{}
		for _, layer := range layers {
			for i, b := range layer {
				at[b] = float64(i)
			}
		}
		for k := range layers {
			l, near := k, func(b *box) []*box { return b.up }
			if round%2 == 1 {
				l, near = len(layers)-1-k, func(b *box) []*box { return b.down }
			}
			mean := map[*box]float64{}
			for _, b := range layers[l] {
				mean[b] = at[b]
				if n := near(b); len(n) > 0 {
					sum := 0.0
					for _, o := range n {
						sum += at[o]
					}
					mean[b] = sum / float64(len(n))
				}
			}
			slices.SortStableFunc(layers[l], func(a, b *box) int { return cmp.Compare(mean[a], mean[b]) })
			for i, b := range layers[l] {
				at[b] = float64(i)
			}
		}
	}
}

const (
	between = 26 // boxes of one layer
	below   = 22 // layers
	margin  = 24
)

// place gives each box its middle: near the mean of its neighbours', as far as its layer lets it.
func place(layers [][]*box) (_ [][]*box, width, height float64) {
	for _, layer := range layers {
		x := 0.0
		for _, b := range layer {
			b.x = x + b.width/2
			x += b.width + between
		}
		for _, b := range layer {
			b.x -= x / 2
		}
	}
	for range 40 {
		for _, layer := range layers {
			settle(layer)
		}
		for i := len(layers) - 1; i >= 0; i-- {
			settle(layers[i])
		}
	}
	left, right := 0.0, 0.0
	y := float64(margin)
	for _, layer := range layers {
		tallest := 0.0
		for _, b := range layer {
			tallest = max(tallest, b.height)
			left, right = min(left, b.x-b.width/2), max(right, b.x+b.width/2)
		}
		for _, b := range layer {
			b.y = y + tallest/2
			if b.kind == "point" {
				b.height = tallest // an edge goes straight down beside pages, and bends between the layers
			}
		}
		y += tallest + below
	}
	for _, layer := range layers {
		for _, b := range layer {
			b.x += margin - left
		}
	}
	return layers, right - left + 2*margin, y - below + margin
}

// settle moves the boxes of a layer to where their neighbours want them, without changing their order.
func settle(layer []*box) {
	want := make([]float64, len(layer))
	for i, b := range layer {
		near := slices.Concat(b.up, b.down)
		if want[i] = b.x; len(near) > 0 {
			want[i] = 0
			for _, o := range near {
				want[i] += o.x / float64(len(near))
			}
		}
	}
	at := slices.Clone(want)
	for i := 1; i < len(layer); i++ {
		at[i] = max(at[i], at[i-1]+apart(layer[i-1], layer[i]))
	}
	back := slices.Clone(want)
	for i := len(layer) - 2; i >= 0; i-- {
		back[i] = min(back[i], back[i+1]-apart(layer[i], layer[i+1]))
	}
	for i, b := range layer { // the middle of both keeps the distances, and leans to neither side
		b.x = (at[i] + back[i]) / 2
	}
}

func apart(a, b *box) float64 { return (a.width+b.width)/2 + between }
