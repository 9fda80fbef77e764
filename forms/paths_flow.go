package forms

import (
	"io/fs"
	"strings"
)

// Flow is a form's pages and what leads from one to another, to be drawn.
type Flow struct {
	Form     string
	Title    string
	Pages    []FlowPage
	Edges    []FlowEdge
	Outcomes []string // their titles
}

// FlowPage is one page, with its rule and those of its questions in words; "" where there is none.
type FlowPage struct {
	ID        string
	Title     string
	ShowIf    string
	Pick      int // how many questions it draws; 0: it asks all
	Questions []FlowQuestion
}

// FlowQuestion is one question of a page.
type FlowQuestion struct {
	ID     string
	Type   string
	Label  string
	ShowIf string
}

// FlowEdge leads from one page to another, by their places; the end lies behind the last page.
type FlowEdge struct {
	From, To int
	Rule     string // "" where it always does
}

// Flow gives the form's flow with the texts of a locale.
func (v *Version) Flow(locale string) Flow {
	f := &v.Form
	out := Flow{Form: f.ID, Title: f.Title.In(locale)}
	for i := range f.Pages {
		p := &f.Pages[i]
		page := FlowPage{ID: p.ID, Title: unanswered(p.Title.In(locale))}
		if p.ShowIf != nil {
			page.ShowIf = inWords(p.ShowIf, true)
		}
		if p.Pick != nil {
			page.Pick = int(*p.Pick)
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			asked := FlowQuestion{ID: q.ID, Type: q.Type, Label: unanswered(q.Label.In(locale))}
			if q.ShowIf != nil {
				asked.ShowIf = inWords(q.ShowIf, true)
			}
			page.Questions = append(page.Questions, asked)
		}
		out.Pages = append(out.Pages, page)
		exits := f.exits(i)
		for _, to := range exits {
			edge := FlowEdge{From: i, To: to}
			if len(exits) > 1 {
				edge.Rule = f.leads(i, to)
			}
			out.Edges = append(out.Edges, edge)
		}
	}
	for _, o := range f.Outcomes {
		out.Outcomes = append(out.Outcomes, unanswered(o.Title.In(locale)))
	}
	return out
}

// Way is one form of a brand folder with its paths.
type Way struct {
	File    string
	Version *Version
	Paths   Paths
}

// Ways reads a brand folder and lists the paths of each form, in the order of their files, also of
// forms that only their balance keeps from being published. There are none while anything else is
// wrong; the findings are those of Load.
func Ways(root fs.FS) ([]Way, []Finding) {
	l := loader{root: root, report: &report{}}
	b := l.load()
	findings := l.report.sorted()
	for _, f := range findings {
		if f.Severity == SeverityError && !strings.HasPrefix(f.Code, "balance_") {
			return nil, findings
		}
	}
	var out []Way
	for _, form := range b.Forms {
		v := b.resolve(form)
		out = append(out, Way{File: b.files[form.ID].name, Version: v, Paths: v.Paths()})
	}
	return out, findings
}

// unanswered is a text as it reads where nothing is answered: with its fallbacks.
func unanswered(text string) string {
	return FillPipes(text, func(string) string { return "" })
}
