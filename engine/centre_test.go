package engine

import (
	"testing"
	"time"

	"proffer/forms"
)

// The privacy page leads to the preference centre that is open: the first by id, and none that is not.
func TestCentre(t *testing.T) {
	kind := func(kind string, closes *time.Time) *current {
		return &current{version: &forms.Version{Form: forms.Form{Kind: kind}}, schedule: forms.Schedule{Closes: closes}}
	}
	past := noon.Add(-time.Hour)
	e := &Engine{o: Options{Now: func() time.Time { return noon }}, brands: map[string]*brand{
		"none": {forms: map[string]*current{"quiz": kind(forms.KindQuiz, nil)}},
		"some": {forms: map[string]*current{"z": kind(forms.KindPreferences, nil), "y": kind(forms.KindPreferences, nil), "a": kind(forms.KindPreferences, &past), "b": kind(forms.KindPoll, nil)}},
	}}
	for brand, want := range map[string]string{"none": "", "some": "y", "unknown": ""} {
		if got := e.Centre(brand); got != want {
			t.Errorf("%s: %q, want %q", brand, got, want)
		}
	}
}
