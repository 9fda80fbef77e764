package engine

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/forms"
)

// differentialCases is how many cases one run draws; PROFFER_DIFFERENTIAL=seed repeats a run.
const differentialCases = 4000

// The widget finds the path that the engine replays: on any form and any answers both show the same
// questions, take the same answers, and come to the same scores and computed values. A difference is
// made as small as it gets before it is printed.
func TestWidgetAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Node and takes seconds")
	}
	w := startWidget(t)
	seed := drawnSeed(t)
	var shown, refused, told int
	for i := range differentialCases {
		c := differentialCase(&drawer{Rand: rand.New(rand.NewPCG(seed, uint64(i)))})
		seen, difference := w.differ(c)
		if difference != "" {
			kind, _, _ := strings.Cut(difference, ": ")
			c = smallest(c, func(c drawn) bool { _, d := w.differ(c); return strings.HasPrefix(d, kind+": ") })
			_, difference = w.differ(c)
			t.Fatalf("case %d of seed %d: %s\nform    %s\nanswers %s\nticket  %s", i, seed, difference, mustJSON(c.form), mustJSON(c.answers), mustJSON(c.ticket))
		}
		shown, refused, told = shown+seen.shown, refused+seen.refused, told+seen.told
	}
	if shown < differentialCases || refused < differentialCases/10 || (differing.known && told == 0) {
		t.Errorf("%d questions shown, %d answers off the path, %d known: the test has seen too little", shown, refused, told)
	}
}

// widget is the widget's own logic, running in Node.
type widget struct {
	in  io.Writer
	out *bufio.Reader
}

func startWidget(t *testing.T) *widget {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("this test runs the widget's own logic: install Node.js 20 or newer, or leave it out with go test -short")
	}
	cmd := exec.CommandContext(t.Context(), node, "../embed/widget/logic-run.mjs")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		if err := cmd.Wait(); err != nil && complaint.Len() > 0 {
			t.Errorf("embed/widget/logic-run.mjs: %v: run npm ci in embed if a package is missing\n%s", err, complaint.String())
		}
	})
	return &widget{in: stdin, out: bufio.NewReader(stdout)}
}

// widgetPath is what the widget makes of a case.
type widgetPath struct {
	Shown    []string            `json:"shown"`
	Answers  map[string]any      `json:"answers"`
	Choices  map[string][]string `json:"choices"`
	Scores   map[string]any      `json:"scores"`
	Computed map[string]any      `json:"computed"`
	Error    string              `json:"error"`
}

func (w *widget) walk(request any) (p widgetPath, err error) {
	if _, err := w.in.Write(append(mustJSON(request), '\n')); err != nil {
		return p, err
	}
	line, err := w.out.ReadBytes('\n')
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(line, &p)
}

// counts is what a case exercised.
type counts struct{ shown, refused, told int }

// differ compares both sides on a case, and says how they differ: the kind of difference, a colon, and
// what it is. The kind is "broken" if the case makes no sense.
func (w *widget) differ(c drawn) (seen counts, difference string) {
	defer func() {
		if r := recover(); r != nil { // only a case that was made smaller can be such
			difference = fmt.Sprintf("broken: %v", r)
		}
	}()
	v, err := forms.DecodeVersion(1, []byte(differentialVersion(c.form)))
	if err != nil {
		return seen, "broken: " + err.Error()
	}
	for _, p := range v.Form.Pages {
		for _, q := range p.Questions {
			if a, ok := v.Attributes.Get(q.Attribute); q.ID == "" || !ok && q.Type != "statement" && q.Type != "consent" && !q.IsKnowledge() || a.Values.Len() > 0 && q.Choices == nil {
				return seen, "broken: no version holds such a question"
			}
		}
	}
	k := someTicket()
	env := object{"locale": k.Locale, "today": k.issued.UTC().Format(time.DateOnly)}
	if stage, ok := c.ticket["stage"].(string); ok {
		k.Stage, env["stage"] = stage, stage
	}
	if nothing, ok := c.ticket["nothing"].(string); ok {
		k.Nothing, env["withoutContact"] = nothing, true
	}
	if context, ok := c.ticket["context"].(object); ok {
		k.Context, env["context"] = map[string]json.RawMessage{}, context
		for name, value := range context {
			k.Context[name] = mustJSON(value)
		}
	}
	if given, ok := c.ticket["known"].(object); ok {
		k.known = map[string]forms.Answer{}
		var known []any
		for _, id := range slices.Sorted(maps.Keys(given)) {
			q := v.Question(id)
			if q == nil || q.Known != forms.KnownSkip {
				continue
			}
			a, bad := readAnswer(v, q, mustJSON(given[id]))
			if bad != "" {
				return seen, "broken: " + bad
			}
			k.known[id] = a
			known = append(known, object{"question": id, "value": given[id], "mode": "skip"})
		}
		env["known"] = known
	}
	env["order"] = draw(v, k.nonce)
	scores, computed := []string{"s", "constructor"}, v.Form.Computed.Names()
	there, err := w.walk(object{"form": v.Public(), "answers": c.answers, "env": env, "scores": scores, "computed": append([]string{}, computed...)})
	if err != nil {
		return seen, "gone: the widget's logic: " + err.Error()
	}
	if there.Error != "" {
		return seen, "throws: the widget's logic: " + there.Error
	}

	here, err := walk(v, k, tree(there.Answers))
	if err != nil {
		return seen, fmt.Sprintf("refused: the widget would send %s, which the engine refuses: %v", mustJSON(there.Answers), err)
	}
	if !slices.Equal(shownIDs(here), there.Shown) {
		return seen, fmt.Sprintf("shown: the engine shows %v, the widget %v", shownIDs(here), there.Shown)
	}
	for _, name := range scores {
		if there.Scores[name] != here.scores[name] {
			return seen, fmt.Sprintf("score: score.%s is %v to the engine, %v to the widget", name, here.scores[name], there.Scores[name])
		}
	}
	for _, name := range computed {
		var want any
		if err := json.Unmarshal(mustJSON(here.value("computed."+name)), &want); err != nil || !reflect.DeepEqual(want, there.Computed[name]) {
			return seen, fmt.Sprintf("computed: computed.%s is %v to the engine, %v to the widget", name, want, there.Computed[name])
		}
	}
	seen.shown, seen.told = len(there.Shown), len(there.Shown)-len(there.Answers)
	// Whatever the widget leaves out, the engine has to refuse.
	for id, given := range c.answers {
		if sent, ok := there.Answers[id]; ok && string(mustJSON(sent)) == string(mustJSON(given)) {
			continue
		}
		more := maps.Clone(there.Answers)
		if more == nil {
			more = object{}
		}
		more[id] = given
		if _, err := walk(v, k, tree(more)); err == nil {
			return seen, fmt.Sprintf("left out: the widget leaves %s of %s out (it sends %s), which the engine takes", mustJSON(given), id, mustJSON(there.Answers[id]))
		}
		seen.refused++
	}
	return seen, ""
}

// readAnswer is a value as the path reads it.
func readAnswer(v *forms.Version, q *forms.Question, raw []byte) (forms.Answer, string) {
	a, bad := v.Answer(q, tree(json.RawMessage(raw)), noon)
	if bad != nil {
		return a, fmt.Sprint(bad)
	}
	return a, ""
}

func tree(v any) *forms.Node {
	n, faults, _ := forms.ParseTree(mustJSON(v))
	if n == nil || faults != nil {
		panic(fmt.Sprint(faults))
	}
	return n
}

// smallest takes parts of a case away, one by one, as long as the difference remains.
func smallest(c drawn, differs func(drawn) bool) drawn {
	for progress := true; progress; {
		progress = false
		whole := object{"form": c.form, "answers": c.answers, "ticket": c.ticket}
		for _, smaller := range without(whole) {
			m, ok := smaller.(object)
			if !ok {
				continue
			}
			form, _ := m["form"].(object)
			answers, _ := m["answers"].(object)
			ticket, _ := m["ticket"].(object)
			if next := (drawn{form, answers, ticket}); form != nil && answers != nil && ticket != nil && differs(next) {
				c, progress = next, true
				break
			}
		}
	}
	return c
}

// without gives every value that is v without one element or member, or with one of an operator's
// operands in its place, the greatest cuts first.
func without(v any) (out []any) {
	var within []any
	switch v := v.(type) {
	case object:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			less := maps.Clone(v)
			delete(less, name)
			out = append(out, less)
			for _, smaller := range without(v[name]) {
				changed := maps.Clone(v)
				changed[name] = smaller
				within = append(within, changed)
			}
			if operands, ok := v[name].([]any); ok && len(v) == 1 {
				for _, operand := range operands {
					if _, rule := operand.(object); rule {
						out = append(out, operand)
					}
				}
			}
		}
	case []any:
		for i := range v {
			out = append(out, slices.Delete(slices.Clone(v), i, i+1))
			for _, smaller := range without(v[i]) {
				changed := slices.Clone(v)
				changed[i] = smaller
				within = append(within, changed)
			}
		}
	}
	return append(out, within...)
}
