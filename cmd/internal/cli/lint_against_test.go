package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A server that is asked for what it has published can't send lint to another machine, nor keep it reading.
func TestAgainstHostileServer(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"a redirect": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) }, "answers 302"},
		"no end": {func(w http.ResponseWriter, _ *http.Request) {
			for part := []byte(`{"notice": "` + strings.Repeat("x", 1<<16)); ; part = part[12:] {
				if _, err := w.Write(part); err != nil {
					return
				}
				if len(part) < 1<<16 {
					part = []byte(strings.Repeat("x", 1<<16))
				}
			}
		}, "is no form"},
		"no JSON":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, "is no form"},
		"other types": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"notice": {"attributes": 7}}`)) }, "is no form"},
		"too deep":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("[", 1<<16))) }, "is no form"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(c.answer)
			defer server.Close()
			if _, err := servedForm(t.Context(), server.URL, "leaf", "tea"); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
	if reached {
		t.Error("another machine was asked")
	}
}
