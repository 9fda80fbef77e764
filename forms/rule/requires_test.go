package rule

import "testing"

func TestRequires(t *testing.T) {
	for source, want := range map[string]bool{
		`{"==": [{"var": "ok"}, true]}`: true,
		`{"==": [true, {"var": "ok"}]}`: true,
		`{"var": "ok"}`:                 true,
		`{"and": [{"answered": "x"}, {"==": [{"var": "ok"}, true]}]}`:                       true,
		`{"and": [{"answered": "x"}, {"and": [{"var": "ok"}]}]}`:                            true,
		`{"or": [{"var": "ok"}, {"==": [{"var": "fine"}, true]}]}`:                          true,
		`{"==": [{"and": [{"var": "ok"}, {"var": "x"}]}, true]}`:                            true,
		`{"==": [{"var": "ok"}, false]}`:                                                    false,
		`{"!=": [{"var": "ok"}, false]}`:                                                    false,
		`{"answered": "ok"}`:                                                                false,
		`{"!": {"var": "ok"}}`:                                                              false,
		`{"!": {"==": [{"var": "ok"}, true]}}`:                                              false,
		`{"or": [{"var": "ok"}, {"answered": "x"}]}`:                                        false,
		`{"==": [{"var": "other"}, true]}`:                                                  false,
		`{"==": [{"var": "ok"}, {"var": "fine"}]}`:                                          false,
		`{"if": [{"var": "x"}, {"var": "ok"}, true]}`:                                       false,
		`{"==": [{"==": [{"var": "ok"}, true]}, false]}`:                                    false,
		`{"and": [{"or": [{"var": "ok"}, {"var": "x"}]}, {"!=": [{"var": "fine"}, true]}]}`: false,
	} {
		r, bad := Parse([]byte(source))
		if r == nil {
			t.Fatalf("%s: %v", source, bad)
		}
		if got := r.Requires(func(name string) bool { return name == "ok" || name == "fine" }); got != want {
			t.Errorf("%s: %t", source, got)
		}
	}
}
