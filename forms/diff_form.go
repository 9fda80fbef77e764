package forms

import (
	"slices"
	"strconv"
)

// forms compares the forms by their ids.
func (d *differ) forms() {
	digests := func(b *Bundle) map[string]string {
		out := map[string]string{}
		resolved, err := b.Resolve()
		for _, r := range resolved {
			if err == nil {
				out[r.Draft.Form] = r.Draft.Digest
			}
		}
		return out
	}
	was, now := digests(d.before), digests(d.after)
	for _, f := range d.before.Forms {
		if d.after.form(f.ID) == nil {
			d.file = d.before.files[f.ID].name
			d.add("removed_form", "", "it takes no answers any more; what was answered stays", "the form %q is gone", f.ID)
		}
	}
	for _, f := range d.after.Forms {
		d.file = d.after.files[f.ID].name
		before := d.before.form(f.ID)
		if before == nil {
			d.add("added_form", "", "people can answer it", "the form %q is new", f.ID)
			continue
		}
		d.form(before, f)
		if was[f.ID] != now[f.ID] {
			d.add("new_version", "", "who has begun the old one can still finish it", "the form %q gets a new version", f.ID)
		}
	}
}

func (b *Bundle) form(id string) *Form {
	for _, f := range b.Forms {
		if f.ID == id {
			return f
		}
	}
	return nil
}

func (d *differ) form(was, now *Form) {
	if was.Kind != now.Kind {
		d.add("changed_kind", "/kind", "it is another thing to answer", "%q was a %s and becomes a %s", now.ID, was.Kind, now.Kind)
	}
	if !equal(was.RepeatRule(), now.RepeatRule()) {
		d.add("changed_repeat", "/repeat", "who answered before is held to the new rule", "how often one may answer has changed")
	}
	if !equal([]any{was.Opens, was.Closes, was.Capacity, was.Stages}, []any{now.Opens, now.Closes, now.Capacity, now.Stages}) {
		d.add("changed_schedule", "", "it holds for every version, at once", "when or for how many it is open has changed")
	}
	d.offers(was, now)
	d.questions(was, now)
	d.outcomes(was, now)
}

// asking is a question with its pointer.
type asking struct {
	at   string
	page string
	q    *Question
}

func (f *Form) places() (ids []string, by map[string]asking) {
	by = map[string]asking{}
	f.eachQuestion(func(at string, p *Page, q *Question) {
		ids = append(ids, q.ID)
		by[q.ID] = asking{at, p.ID, q}
	})
	return ids, by
}

func (d *differ) questions(was, now *Form) {
	before, old := was.places()
	after, young := now.places()
	for _, id := range before {
		if _, there := young[id]; there {
			continue
		}
		if to := slices.IndexFunc(after, func(other string) bool {
			_, had := old[other]
			return !had && old[id].q.Attribute != "" && young[other].q.Attribute == old[id].q.Attribute
		}); to >= 0 {
			d.add("renamed_question", young[after[to]].at+"/id", "the preference goes on; answers told apart by question begin anew", "%q is asked as %q", id, after[to])
			continue
		}
		d.add("removed_question", old[id].at, "it is asked no more; what was answered stays", "the question %q is gone", id)
	}
	for _, id := range after {
		b, had := old[id]
		a := young[id]
		switch {
		case !had && slices.ContainsFunc(before, func(other string) bool {
			_, there := young[other]
			return !there && a.q.Attribute != "" && old[other].q.Attribute == a.q.Attribute
		}): // told as renamed
		case !had:
			d.add("added_question", a.at, "people are asked more than before", "the question %q is new", id)
		default:
			d.question(b, a)
		}
	}
	paths := func(f *Form) any {
		var out []any
		for _, p := range f.Pages {
			ids := []string{}
			for _, q := range p.Questions {
				if _, kept := old[q.ID]; kept && young[q.ID].q != nil {
					ids = append(ids, q.ID)
				}
			}
			out = append(out, p.ID, p.ShowIf, p.Next, p.Shuffle, p.Pick, ids)
		}
		return out
	}
	if !equal(paths(was), paths(now)) {
		d.add("changed_path", "/pages", "people meet questions in another order, or others of them", "the way through the form has changed")
	}
}

func (d *differ) question(was, now asking) {
	b, a := was.q, now.q
	switch {
	case b.Attribute != a.Attribute:
		d.add("changed_question", now.at+"/attribute", "what is answered is kept as another thing", "%q asked for %q and asks for %q", a.ID, b.Attribute, a.Attribute)
	case b.Purpose != a.Purpose:
		d.add("changed_question", now.at+"/purpose", "a yes is given to another purpose", "%q asked for consent to %q and asks for %q", a.ID, b.Purpose, a.Purpose)
	case b.Type != a.Type:
		d.add("changed_question", now.at+"/type", "it is answered in another way", "%q was a %s and becomes a %s", a.ID, b.Type, a.Type)
	}
	if !equal([]any{b.Label, b.Why, b.Help, b.Body, b.DeclineLabel, b.example()}, []any{a.Label, a.Why, a.Help, a.Body, a.DeclineLabel, a.example()}) {
		d.add("changed_wording", now.at, "stored answers keep the words they were given under", "%q is asked in other words", a.ID)
	}
	if !equal(b.ShowIf, a.ShowIf) {
		d.add("changed_condition", now.at+"/showIf", "it is asked of others", "who is asked %q has changed", a.ID)
	}
	if b.Required != a.Required {
		d.add("changed_required", now.at+"/required", "only who begins from now on meets it so", "whether %q may be skipped has changed", a.ID)
	}
	if !equal([]any{b.Choices, b.Rows, b.Top, b.Min, b.Max, b.Step, b.MaxLength, b.Ends, b.Scores, b.Correct, b.Points, b.Explain}, []any{a.Choices, a.Rows, a.Top, a.Min, a.Max, a.Step, a.MaxLength, a.Ends, a.Scores, a.Correct, a.Points, a.Explain}) {
		d.add("changed_choices", now.at, "an answer may count otherwise than it did", "what can be answered to %q, or what it counts, has changed", a.ID)
	}
	if b.Known != a.Known {
		d.add("changed_known", now.at+"/known", "only who begins from now on meets it so", "what happens with a known answer to %q has changed", a.ID)
	}
}

func (d *differ) outcomes(was, now *Form) {
	old := map[string]Outcome{}
	for _, o := range was.Outcomes {
		old[o.ID] = o
	}
	for i, o := range now.Outcomes {
		at := "/outcomes/" + strconv.Itoa(i)
		before, had := old[o.ID]
		delete(old, o.ID)
		switch {
		case !had:
			d.add("added_outcome", at, "people can get it from now on", "the outcome %q is new", o.ID)
		case !equal(before, o):
			d.add("changed_outcome", at, "who has a result keeps it as it was", "the outcome %q has changed", o.ID)
		}
	}
	for i, o := range was.Outcomes {
		if _, gone := old[o.ID]; gone {
			d.add("removed_outcome", "/outcomes/"+strconv.Itoa(i), "who got it keeps it, and nobody gets it any more", "the outcome %q is gone", o.ID)
		}
	}
	if was.OutcomeBy != now.OutcomeBy || !equal(was.Computed, now.Computed) || !equal(was.Knowledge, now.Knowledge) {
		d.add("changed_judgement", "", "the same answers may lead to another result", "how answers are judged has changed")
	}
	if !equal(was.Recommend, now.Recommend) {
		d.add("changed_recommend", "/recommend", "the same answers may lead to other items", "what is recommended has changed")
	}
}
