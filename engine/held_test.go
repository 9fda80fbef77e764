package engine_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"proffer/storage/vault"
)

// What follows holds that no value stands in any file under no purpose that holds. Each value that is given
// is another one, so that the files can be searched for it: the values of bounded attributes are stored as
// they are, and stand in the definitions once. What is sealed is searched for as it was typed, in the vault's files
// and in the logs too; as it is stored it can't be, so its rows are counted, and the keys of the erased are searched for.

// markers is how many values each attribute has.
const markers = 120

// markedValues are values of one attribute that stand nowhere else.
func markedValues(attribute string) string {
	var all []string
	for i := range markers {
		all = append(all, fmt.Sprintf(`"%s": {"label": "V%d"}`, marker(attribute, i), i))
	}
	return strings.Join(all, ",")
}

func marker(attribute string, i int) string { return fmt.Sprintf("zq%s%03dx", attribute, i) }

// markedPurposes are the purposes of each marked attribute; plain is sealed, since it is a text.
var markedPurposes = map[string][]string{"both": {"result", "recommend"}, "yes": {"recommend"}, "wait": {"service"}, "plain": {"recommend", "result"}}

// markedWorld asks for them in a survey and in a preference centre. before is what stands in its files.
func markedWorld(t *testing.T) (w *world, before []byte) {
	t.Helper()
	attributes, questions := "", ""
	for _, id := range slices.Sorted(maps.Keys(markedPurposes)) {
		// The publish gate would not let "yes" be asked before its consent; a store may hold forms that do.
		purposes := strings.Replace(`"`+strings.Join(markedPurposes[id], `", "`)+`"`, `"recommend"`, `"recommend", "result"`, map[string]int{"yes": 1}[id])
		body := `"type": "choice", "category": "preference", "values": {` + markedValues(id) + `}`
		kind := "dropdown"
		switch id {
		case "plain":
			body, kind = `"type": "text", "category": "preference"`, "short_text"
		case "wait":
			body = strings.Replace(body, `"preference"`, `"feedback"`, 1)
		}
		attributes += fmt.Sprintf(`"%s": {"label": "A", "purposes": [%s], %s}, `, id, purposes, body)
		questions += fmt.Sprintf(`, {"id": "%s", "type": "%s", "attribute": "%s", "label": "L", "why": "W"}`, id, kind, id)
	}
	const ok = `{"id": "shop_ok", "type": "consent", "purpose": "recommend", "label": "L", "why": "W"}`
	w = newWorld(t)
	more := map[string]string{}
	for id, kind := range map[string]string{"told": "survey", "centre": "preferences"} {
		more[id+".json"] = `{"form": "` + id + `", "kind": "` + kind + `", "title": "F", "repeat": "always", "pages": [{"id": "p", "questions": [` + ok + questions + `]}]}`
	}
	more["told.json"] = strings.Replace(more["told.json"], `"pages"`, `"offer": "leaves/hundred", "pages"`, 1)
	b := bundleWith(t, more, `"origin": {`, attributes+`"origin": {`)
	yes, _ := b.Brand.Attributes.Get("yes")
	yes.Purposes = markedPurposes["yes"]
	b.Brand.Attributes.Set("yes", yes)
	for range 2 { // the second time it is there already, and all that is new is written back
		_, err := w.Publish(t.Context(), b)
		w.must(err)
		if before == nil {
			w.reopen()
			before = w.files()
		}
	}
	return w, before
}

// heldOne is a value of somebody, by what it is held for, with the time at which that ends.
type heldOne struct {
	attribute, value string
	until            map[string]time.Time
}

// owner is what the README says is held of one person.
type owner struct {
	token  string
	values []heldOne
	yes    time.Time // until when the consent stands
	object bool
}

func (o *owner) lose(purpose string) {
	for _, v := range o.values {
		delete(v.until, purpose)
	}
}

// tell is what answers of the form do: a consent's answer, an objection, then each value that was given.
func (o *owner) tell(now time.Time, consent *bool, objects bool, given map[string]string) {
	if consent != nil {
		if o.yes = (time.Time{}); *consent {
			o.yes = now.AddDate(1, 0, 0)
		} else {
			o.lose("recommend")
		}
	}
	if objects {
		o.object = true
		o.lose("service")
	}
	for attribute, value := range given {
		until := map[string]time.Time{}
		for _, p := range markedPurposes[attribute] {
			switch {
			case p == "result":
				until[p] = now.AddDate(0, 0, 30)
			case p == "recommend" && o.yes.After(now):
				until[p] = now.AddDate(1, 0, 0)
			case p == "service" && !o.object:
				until[p] = now.AddDate(0, 0, 90)
			}
		}
		if len(until) == 0 {
			continue
		}
		if attribute != "wait" {
			o.remove(attribute)
		}
		o.values = append(o.values, heldOne{attribute, value, until})
	}
}

func (o *owner) remove(attribute string) {
	o.values = slices.DeleteFunc(o.values, func(v heldOne) bool { return v.attribute == attribute })
}

// pass ends what ends.
func (o *owner) pass(now time.Time) {
	for _, v := range o.values {
		maps.DeleteFunc(v.until, func(_ string, until time.Time) bool { return !until.After(now) })
	}
	o.values = slices.DeleteFunc(o.values, func(v heldOne) bool { return len(v.until) == 0 })
}

// TestNothingStandsWithoutPurpose lets people answer, say yes and no, object, edit and remove in a
// preference centre and be erased, while time passes, on a real store. Then the clock has been served
// (Expire) and the process ended, and every file is searched.
func TestNothingStandsWithoutPurpose(t *testing.T) {
	searched := 0
	for range 8 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed), func(t *testing.T) { searched += holdsNothingElse(t, rand.New(rand.NewPCG(seed, 1))) })
	}
	if searched == 0 {
		t.Error("nobody who had a key was erased: the test has seen too little")
	}
}

// holdsNothingElse gives how many parts of destroyed keys it has searched for.
func holdsNothingElse(t *testing.T, d *rand.Rand) int {
	w, before := markedWorld(t)
	people := make([]*owner, 3)
	// Somebody who stays: their key has to be found, else the search for the others' means nothing.
	witness := &owner{}
	_, witness.token = w.answer("told", "", `{"plain": "zqwitness"}`)
	witness.tell(w.time(), nil, false, map[string]string{"plain": "zqwitness"})
	stays := w.wrappedKey(witness.token)
	var destroyed [][]byte // parts of wrapped keys
	used := map[string]int{}
	value := func(attribute string) string {
		used[attribute]++
		return marker(attribute, used[attribute]-1)
	}
	for range 60 {
		now := w.time()
		i := d.IntN(len(people))
		o := people[i]
		if o == nil {
			o = &owner{}
			people[i] = o
		}
		o.pass(now)
		switch d.IntN(10) {
		case 0:
			w.set(now.Add(time.Duration(d.IntN(100*24)) * time.Hour))
			for _, o := range people { // or one who stays away for a year could not be erased any more
				if o != nil && o.token != "" {
					o.token = w.freshFor("told", o.token)
				}
			}
		case 1:
			if o.token != "" {
				key := w.wrappedKey(o.token)
				w.must(w.Erase(t.Context(), w.caller(o.token)))
				people[i] = nil
				if key != nil {
					destroyed = append(destroyed, keyParts(key, stays)...)
				}
				w.noneOf(destroyed) // while the server runs, so in the logs too
			}
		default:
			w.markedExchange(o, d, value)
		}
	}
	for n := 1; n > 0; { // until nothing is due any more, which each subject is at most once at one time
		var err error
		n, err = w.store.Expire(t.Context(), w.time(), len(people))
		w.must(err)
		if used["expiries"]++; used["expiries"] > 100 {
			t.Fatal("what has ended stays due")
		}
	}
	delete(used, "expiries")
	running := w.files() // with the logs of both, which end with the process
	for i := range used["plain"] {
		if m := marker("plain", i); bytes.Contains(running, []byte(m)) {
			t.Errorf("%s, which is sealed, stands in a file while the server runs", m)
		}
	}
	if parts := keyParts(stays, nil); len(parts) < 4 || !bytes.Contains(running, stays) || bytes.Contains(running, []byte("zqwitness")) {
		t.Errorf("of somebody who stays, the wrapped key (%d parts) is not found, or the sealed value is", len(parts))
	}
	w.noneOf(destroyed)
	w.reopen()
	w.noneOf(destroyed)
	held, sealed := map[string]bool{}, 0
	for _, o := range slices.Concat(people, []*owner{witness}) {
		if o == nil {
			continue
		}
		o.pass(w.time())
		for _, v := range o.values {
			held[v.value] = true
			if v.attribute == "plain" {
				sealed++
			}
		}
	}
	after := w.files()
	for attribute, n := range used {
		for i := range n {
			m := marker(attribute, i)
			was, is := bytes.Count(before, []byte(m)), bytes.Count(after, []byte(m))
			if attribute == "plain" {
				if is > 0 {
					t.Errorf("%s, which is sealed, stands in a file", m)
				}
			} else if held[m] != (is > was) || was == 0 {
				t.Errorf("%s stands %d times in the files beside the definition's %d, held for a purpose: %v", m, is-was, was, held[m])
			}
		}
	}
	w.sealedRows(sealed)
	return len(destroyed)
}

// markedExchange is one answer of somebody, in the survey or in the preference centre.
func (w *world) markedExchange(o *owner, d *rand.Rand, value func(string) string) {
	w.t.Helper()
	now, form := w.time(), []string{"told", "centre"}[d.IntN(2)]
	if o.token != "" {
		o.token = w.freshFor(form, o.token)
	}
	given, answers := map[string]string{}, []string{}
	for _, id := range slices.Sorted(maps.Keys(markedPurposes)) {
		switch d.IntN(4) {
		case 0, 1:
			given[id] = value(id)
			answers = append(answers, fmt.Sprintf(`"%s": "%s"`, id, given[id]))
		case 2:
			answers = append(answers, fmt.Sprintf(`"%s": {"declined": true}`, id))
		}
	}
	var consent *bool
	if d.IntN(3) == 0 {
		yes := d.IntN(2) == 0
		consent = &yes
		answers = append(answers, fmt.Sprintf(`"shop_ok": %t`, yes))
	}
	objections := []string{}
	if d.IntN(8) == 0 {
		objections = []string{"service"}
	}
	if form == "centre" {
		for _, a := range answers {
			if id, rest, _ := strings.Cut(strings.TrimPrefix(a, `"`), `"`); strings.Contains(rest, "declined") && id != "wait" {
				o.remove(id)
			}
		}
	}
	_, o.token = w.answer(form, o.token, "{"+strings.Join(answers, ", ")+"}", objecting(objections...))
	o.tell(now, consent, len(objections) > 0, given)
}

// wrappedKey is what the vault's file holds for somebody; nil if nothing.
func (w *world) wrappedKey(token string) (wrapped []byte) {
	w.t.Helper()
	v, err := vault.New([32]byte{}, nil) // with the key that openAgain gives the store
	w.must(err)
	h := v.Holder("leafline", w.caller(token).Subject)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "vault.db")+"?mode=ro")
	w.must(err)
	defer db.Close()
	if err := db.QueryRowContext(w.t.Context(), "SELECT wrapped FROM keys WHERE holder = ?", h[:]).Scan(&wrapped); !errors.Is(err, sql.ErrNoRows) {
		w.must(err)
	}
	return wrapped
}

// keyParts are pieces of a wrapped key, each long enough to be nobody else's, without what every key has.
func keyParts(wrapped, other []byte) (parts [][]byte) {
	for part := range slices.Chunk(wrapped, 16) {
		if len(part) == 16 && !bytes.Contains(other, part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// noneOf checks that nothing of what was destroyed stands in a file of the store or of the vault.
func (w *world) noneOf(destroyed [][]byte) {
	w.t.Helper()
	all := w.files()
	for _, part := range destroyed {
		if bytes.Contains(all, part) {
			w.t.Fatalf("part of an erased person's key stands in a file: %x", part)
		}
	}
}

// freshFor is a newer token of the same person: the one that is held may have ended with the time.
func (w *world) freshFor(form, token string) string {
	w.t.Helper()
	return w.ticket(form, token).Subject.Token
}

// sealedRows checks how many sealed values there are, and that none is of a person without a key.
func (w *world) sealedRows(want int) {
	w.t.Helper()
	w.must(w.store.Close())
	defer w.openAgain()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "proffer.db")+"?mode=ro")
	w.must(err)
	defer db.Close()
	var rows, orphans int
	w.must(db.QueryRowContext(w.t.Context(), `SELECT (SELECT count(*) FROM preferences WHERE sealed) + (SELECT count(*) FROM feedback WHERE sealed) + (SELECT count(*) FROM context)`).Scan(&rows))
	w.must(db.QueryRowContext(w.t.Context(), `SELECT count(*) FROM preferences p WHERE NOT EXISTS (SELECT 1 FROM subjects s WHERE s.n = p.subject AND (s.key IS NOT NULL OR NOT p.sealed))`).Scan(&orphans))
	if rows != want || orphans != 0 {
		w.t.Errorf("%d sealed values stand in the store, of which %d are nobody's; %d are held for a purpose", rows, orphans, want)
	}
}
