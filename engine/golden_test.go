package engine_test

import (
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"proffer/rewards"
)

// go test ./engine -run Golden -update writes the files anew; read the difference before you keep it.
var update = flag.Bool("update", false, "write testdata/golden anew")

var (
	anyID    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)
	anyToken = regexp.MustCompile(`(token|receipt)=[A-Za-z0-9_.-]+`)
	anyTerms = regexp.MustCompile(`"version": "[0-9a-f]{8}"`)
	anyCode  = regexp.MustCompile(`TEA-[0-9A-Z]{6}`)
	anyRef   = regexp.MustCompile(`"ref": "[A-Za-z0-9_-]{43}"`)
)

// golden compares JSON with a file, with what is different each time named for what it is: ids by
// the order in which they occur.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	var tidy any
	if err := json.Unmarshal(got, &tidy); err != nil {
		t.Fatalf("%v in %s", err, got)
	}
	raw, err := json.MarshalIndent(tidy, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	s := anyID.ReplaceAllStringFunc(string(raw), func(id string) string {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		return "<id " + string(rune('a'+slices.Index(ids, id))) + ">"
	})
	s = anyToken.ReplaceAllString(s, "$1=<token>")
	s = anyTerms.ReplaceAllString(s, `"version": "<digest>"`)
	s = anyCode.ReplaceAllString(s, "<code>")
	s = anyRef.ReplaceAllString(s, `"ref": "<ref>"`)
	path := "testdata/golden/" + name + ".json"
	if *update {
		if err := os.WriteFile(path, []byte(s+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s+"\n" != string(want) {
		t.Errorf("%s\n got %s\nwant %s", path, s, want)
	}
}

// What leaves, to whom, in the wire contract's shape: the files in testdata/golden are read by people.
func TestGolden(t *testing.T) {
	w := newWorld(t)
	r, token := w.answer("tea", "", yesToBoth)
	golden(t, "reply", []byte(encoded(t, r)))
	golden(t, "me", []byte(encoded(t, w.record(token))))
	shop := w.events("shop")
	golden(t, "response_completed", w.rendered(only(t, shop, rewards.EventResponseCompleted), "shop"))
	golden(t, "reward_granted", w.rendered(only(t, shop, rewards.EventRewardGranted), "shop"))
	w.answer("tea", token, `{"leaf": "green", "strength": 1, "shop_ok": true}`)
	w.answer("tea", token, `{"leaf": {"declined": true}, "shop_ok": false}`)
	golden(t, "response_completed_later", w.rendered(only(t, shop, rewards.EventResponseCompleted), "shop"))
}

// keys are an object's member names, those inside it too: "preferences.attribute".
func keysOf(prefix string, v any) []string {
	var out []string
	switch x := v.(type) {
	case []any:
		for _, item := range x {
			out = append(out, keysOf(prefix, item)...)
		}
	case map[string]any:
		for name, inside := range x {
			out = append(out, prefix+name)
			out = append(out, keysOf(prefix+name+".", inside)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// The members of a webhook's body are those of API.md, no more and no fewer.
func TestBodyMembers(t *testing.T) {
	w := newWorld(t)
	_, token := w.answer("tea", "", yesToBoth)
	shop := w.events("shop")
	w.answer("tea", token, `{"leaf": "green"}`)
	completed := `brand data data.consents data.consents.given data.consents.purpose data.consents.version data.form data.grant data.preferences
		data.preferences.attribute data.preferences.purposes data.preferences.value data.preferences.withheld data.response data.version id payload ref seq timestamp type`
	granted := `brand data data.grant data.grant.code data.grant.discount data.grant.discount.percent data.grant.expires data.grant.grant data.grant.kind data.grant.offer
		data.grant.state data.grant.version data.response id payload ref seq timestamp type`
	for kind, want := range map[string]string{rewards.EventResponseCompleted: completed, rewards.EventRewardGranted: granted} {
		if got := keysOf("", w.body(only(t, shop, kind), "shop")); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s has %v\nwant %v", kind, got, strings.Fields(want))
		}
	}
}

// A store's events are numbered without a gap, in the order of the commits.
func TestSeq(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.answer("tea", "", yesToBoth)
	}
	for i, ev := range w.events("shop") {
		if body := w.body(ev, "shop"); ev.Seq != int64(i+1) || body["seq"] != float64(ev.Seq) || body["id"] != ev.ID.String() {
			t.Errorf("event %d has seq %d: %v", i+1, ev.Seq, body)
		}
	}
}
