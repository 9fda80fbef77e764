package cli

import (
	"fmt"
	"math"
	"strings"

	"proffer/forms"
)

// lintBalance prints what each form asks and gives: a table of its paths, and one of its questions with
// the factors that make their Ask. Forms that something else is wrong with have none.
func (m Main) lintBalance(dir string) error {
	folders, err := brandFolders(dir)
	if err != nil {
		return misuse("%w", err)
	}
	for _, folder := range folders {
		ways, _ := forms.Ways(brandFS(folder))
		for _, way := range ways {
			if err := m.balanceTable(way.Paths); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m Main) balanceTable(p forms.Paths) error {
	fmt.Fprintf(m.Stdout, "\n%s\n", pathsHead(p))
	if p.Kind == forms.KindPreferences {
		fmt.Fprintln(m.Stdout, "A preference centre is weighed against nothing: the person came to edit.")
	}
	w := columns(m.Stdout)
	fmt.Fprintln(w, "ASK\tGIVE\tOF IT REWARD\tBALANCE\tMOST COSTLY\tPATH")
	for _, path := range p.Paths {
		fmt.Fprintf(w, "%.2f\t%.2f\t%.2f\t%s\t%s\t%s\n", round(path.Ask), round(path.Give), round(path.Reward), balanceOf(path.Weight), mostCostly(path.Questions), path)
	}
	fmt.Fprintln(w, "\nQUESTION\tSENSITIVITY\tEFFORT\tTIME\tSHARING\tASK\tGIVES")
	for _, q := range p.Questions {
		effort, gives := fmt.Sprintf("%v", q.Effort), ""
		if q.Times > 1 {
			effort = fmt.Sprintf("%d x %v", q.Times, q.Effort)
		}
		if q.Give > 0 {
			gives = "changes the result"
		}
		if q.Conditional {
			gives = strings.TrimPrefix(gives+", not asked of everybody", ", ")
		}
		fmt.Fprintf(w, "%s\t%v\t%s\t%v\t%v\t%.2f\t%s\n", q.Question, q.Sensitivity, effort, q.Time, q.Sharing, round(q.Ask), gives)
	}
	return w.Flush()
}

// round takes 5.625 for 5.63, as the findings do, and not for the nearest binary fraction.
func round(x float64) float64 { return math.Round(x*100) / 100 }

// mostCostly names up to three questions of a path, which stand in the order of their Ask.
func mostCostly(of []forms.Factors) string {
	var named []string
	for _, f := range of {
		if f.Ask > 0 && len(named) < 3 {
			named = append(named, fmt.Sprintf("%s %.2f", f.Question, round(f.Ask)))
		}
	}
	return strings.Join(named, ", ")
}
