package forms

import (
	"slices"
	"testing"
)

// Each edit of testdata/good is told as what it means, beside the new versions that it makes.
func TestChanges(t *testing.T) {
	const (
		bike, ride = quiz + " new_version ", survey + " new_version "
		vote       = poll + " new_version "
	)
	versions := []string{bike, ride, vote}
	for name, c := range map[string]struct {
		edits []edit
		want  []string
	}{
		"nothing":          {nil, nil},
		"white space":      {[]edit{{poll, `"kind": "poll", `, `"kind":   "poll",  `}}, nil},
		"controller":       {[]edit{{brandFile, `"Ada Neri"`, `"Eva Neri"`}}, append([]string{"brand.json changed_controller /controller"}, versions...)},
		"time zone":        {[]edit{{brandFile, `"Europe/Rome"`, `"Europe/Paris"`}}, append([]string{"brand.json changed_timezone /timezone"}, versions...)},
		"locale":           {[]edit{{brandFile, `"locales": ["en"]`, `"locales": ["en", "it"]`}}, []string{"brand.json added_locale /locales"}},
		"recipient":        {[]edit{{brandFile, `"name": "Mailer GmbH"`, `"name": "Mailer SE"`}}, []string{"brand.json changed_recipient /recipients/mailer", bike}},
		"value gone":       {[]edit{{brandFile, `"slate": {"label": "Slate"}`, `"sand": {"label": "Sand"}`}}, []string{"brand.json ! removed_value /attributes/colour/values", "brand.json added_value /attributes/colour/values/sand", vote}},
		"value renamed":    {[]edit{{brandFile, `"slate": {"label": "Slate"}`, `"sand": {"label": "Sand", "was": ["slate"]}`}}, []string{"brand.json renamed_value /attributes/colour/values/sand/was", vote}},
		"value retired":    {[]edit{{brandFile, `{"label": "Slate"}`, `{"label": "Slate", "retired": true}`}}, []string{"brand.json retired_value /attributes/colour/values/slate/retired", vote}},
		"value's label":    {[]edit{{brandFile, `{"label": "Slate"}`, `{"label": "Grey"}`}}, []string{"brand.json changed_label /attributes/colour/values/slate/label", vote}},
		"type":             {[]edit{{brandFile, `"colour": {"type": "choice"`, `"colour": {"type": "choices"`}, {poll, `"type": "single"`, `"type": "multiple"`}}, []string{"brand.json ! changed_type /attributes/colour/type", poll + " changed_question /pages/0/questions/0/type", vote}},
		"category":         {[]edit{{brandFile, `"label": "Next colour", "category": "feedback"`, `"label": "Next colour", "category": "preference"`}}, []string{"brand.json changed_category /attributes/colour/category", vote}},
		"purposes":         {[]edit{{brandFile, `"label": "Next colour", "category": "feedback", "purposes": ["result", "service"]`, `"label": "Next colour", "category": "feedback", "purposes": ["result", "shelf"]`}}, []string{"brand.json removed_purpose_of /attributes/colour/purposes", "brand.json added_purpose_of /attributes/colour/purposes/1", vote}},
		"keep":             {[]edit{{brandFile, `"keep": {"shelf": "P6M"}`, `"keep": {"shelf": "P3M"}`}}, []string{"brand.json changed_keep /attributes/terrain/keep", bike}},
		"bounds":           {[]edit{{brandFile, `"min": 1, "max": 5`, `"min": 1, "max": 7`}}, []string{"brand.json changed_bounds /attributes/pace", bike}},
		"attribute":        {[]edit{{brandFile, `"remark": {"type"`, `"comment": {"type"`}, {survey, `"attribute": "remark"`, `"attribute": "comment"`}}, []string{"brand.json removed_attribute /attributes/remark", "brand.json added_attribute /attributes/comment", survey + " changed_question /pages/0/questions/0/attribute", ride}},
		"use":              {[]edit{{brandFile, `At most two emails a month.`, `At most ten emails a month.`}}, []string{"brand.json changed_terms /purposes/news", bike}},
		"longer":           {[]edit{{brandFile, `"keep": "P90D"`, `"keep": "P99D"`}}, []string{"brand.json changed_terms /purposes/service", ride, vote}},
		"shorter":          {[]edit{{brandFile, `"keep": "P90D"`, `"keep": "P60D"`}}, []string{"brand.json narrowed_purpose /purposes/service", ride, vote}},
		"recipient less":   {[]edit{{brandFile, `"recipients": ["mailer"], `, ``}}, []string{"brand.json narrowed_purpose /purposes/news", bike}},
		"recipient more":   {[]edit{{brandFile, `"recipients": ["shop"]`, `"recipients": ["shop", "mailer"]`}}, []string{"brand.json changed_terms /purposes/shelf", bike}},
		"purpose's label":  {[]edit{{brandFile, `"label": "Improve our service"`, `"label": "Do better"`}}, []string{"brand.json changed_label /purposes/service/label", ride, vote}},
		"purpose more":     {[]edit{{brandFile, `"service": {"label"`, `"party": {"label": "P", "use": "U.", "basis": "contract", "keep": "P30D"}, "service": {"label"`}}, []string{"brand.json added_purpose /purposes/party"}},
		"form gone":        {[]edit{{poll, "", ""}}, []string{poll + " removed_form "}},
		"schedule":         {[]edit{{quiz, `"2030-01-01T00:00:00Z"`, `"2031-01-01T00:00:00Z"`}}, []string{quiz + " changed_schedule "}},
		"repeat":           {[]edit{{poll, `"repeat": "once"`, `"repeat": "P90D"`}}, []string{poll + " changed_repeat /repeat", vote}},
		"offer":            {[]edit{{spokes, `"points": 100`, `"points": 80`}}, []string{quiz + " changed_offer /offer", bike, survey + " changed_offer /offer", ride}},
		"more in stock":    {[]edit{{thanks, `"stock": 5000`, `"stock": 6000`}}, []string{quiz + " changed_limits /offer"}},
		"a time for it":    {[]edit{{spokes, `"limits": {"perPerson": 1}`, `"limits": {"perPerson": 1, "closes": "2030-01-01T00:00:00Z"}`}}, []string{quiz + " changed_limits /offer", survey + " changed_limits /offer"}},
		"a variant":        {[]edit{{votes, `"limits": {}`, `"limits": {}, "variants": [{"offer": "spokes/hundred", "share": 50}]`}}, []string{poll + " changed_variants /offer", "forms/next-colour.json new_version "}},
		"a bonus":          {[]edit{{votes, `"limits": {}}`, `"limits": {}}, "more": ` + moreSpokes(`["spokes/hundred"]`)}}, []string{quiz + " changed_bonuses /offer", bike, survey + " changed_bonuses /offer", ride}},
		"no offer":         {[]edit{{survey, `"offer": "spokes/hundred", `, ``}}, []string{survey + " changed_offer /offer", ride}},
		"question renamed": {[]edit{{survey, `"id": "remark"`, `"id": "said"`}}, []string{survey + " renamed_question /pages/0/questions/0/id", ride}},
		"question gone":    {[]edit{{quiz, `{"id": "hello", "type": "statement", "label": "Welcome", "body": "Four questions about your rides.\n\nEach says why we ask."},`, ``}}, []string{quiz + " removed_question /pages/0/questions/0", bike}},
		"question more":    {[]edit{{poll, `"questions": [`, `"questions": [{"id": "hi", "type": "statement", "label": "L"},`}}, []string{poll + " added_question /pages/0/questions/0", vote}},
		"wording":          {[]edit{{poll, `"Which colour should we paint next?"`, `"Which one?"`}}, []string{poll + " changed_wording /pages/0/questions/0", vote}},
		"condition":        {[]edit{{quiz, `"showIf": {"<": [{"var": "score.wild"}, 4]}`, `"showIf": {"<": [{"var": "score.wild"}, 3]}`}}, []string{quiz + " changed_condition /pages/3/questions/0/showIf", bike}},
		"required":         {[]edit{{quiz, `"required": true, `, ``}}, []string{quiz + " changed_required /pages/0/questions/1/required", bike}},
		"choices":          {[]edit{{quiz, `{"value": "trail", "scores": {"wild": 2}}`, `{"value": "trail", "scores": {"wild": 3}}`}}, []string{quiz + " changed_choices /pages/0/questions/1", bike}},
		"known":            {[]edit{{quiz, `"required": true, `, `"required": true, "known": "skip", `}}, []string{quiz + " changed_known /pages/0/questions/1/known", bike}},
		"path":             {[]edit{{quiz, `"page": "town"}, {"page": "outside"}`, `"page": "town"}, {"page": "you"}`}, {quiz, `"next": [{"page": "you"}]`, `"next": [{"page": "outside"}]`}}, []string{quiz + " changed_path /pages", bike}},
		"outcome":          {[]edit{{quiz, `"title": "The explorer"`, `"title": "The pathfinder"`}}, []string{quiz + " changed_outcome /outcomes/1", bike}},
		"outcome renamed":  {[]edit{{quiz, `"id": "rider"`, `"id": "all"`}}, []string{quiz + " added_outcome /outcomes/2", quiz + " removed_outcome /outcomes/2", bike}},
		"recommend":        {[]edit{{quiz, `"limit": 2`, `"limit": 3`}}, []string{quiz + " changed_recommend /recommend", bike}},
		"title alone":      {[]edit{{poll, `"title": "Which colour next?"`, `"title": "The next colour?"`}}, []string{vote}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, change := range Changes(loaded(t), loaded(t, c.edits...)) {
				mark := ""
				if change.Breaks {
					mark = "! "
				}
				got = append(got, change.File+" "+mark+change.Code+" "+change.Pointer)
				if change.Detail == "" || change.Effect == "" {
					t.Errorf("incomplete: %+v", change)
				}
			}
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
				t.Errorf("\n got %q\nwant %q", got, want)
			}
			// What breaks is exactly what publishing refuses.
			breaks := slices.ContainsFunc(Changes(loaded(t), loaded(t, c.edits...)), func(x Change) bool { return x.Breaks })
			if _, err := loaded(t, c.edits...).Admit([]byte(encoded(t, loaded(t).Registry()))); (err != nil) != breaks {
				t.Errorf("diff says %t, and publishing %v", breaks, err)
			}
		})
	}
}
