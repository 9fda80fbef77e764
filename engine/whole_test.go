package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// Of any form of the whole language, what is accepted holds only answers to questions that a second walker
// visits too, which comes to the same scores, points and outcome; what is refused is refused for the same
// questions, and nothing else is.
func TestWholeLanguageAgreesWithASecondWalker(t *testing.T) {
	accepted, refused, outcomes := 0, 0, map[string]bool{}
	everyCase(t, func(c drawn) string {
		w, k := ready(c)
		for _, answers := range []object{c.answers, fitting(w, k, c.answers)} {
			s := secondOf(w.version, k)
			s.walk(answers)
			p, err := walk(w.version, k, tree(answers))
			named := map[string]bool{}
			if err != nil {
				refused++
				for _, x := range fault.Of(err).Fields {
					id, _, _ := strings.Cut(strings.TrimPrefix(x.Pointer, "/answers/"), "/")
					named[strings.NewReplacer("~1", "/", "~0", "~").Replace(id)] = true
				}
			}
			if !maps.Equal(named, s.wrong) {
				return fmt.Sprintf("refused: %s is refused for %v, the second walker refuses %v: %v", mustJSON(answers), named, s.wrong, err)
			}
			if err != nil {
				continue
			}
			accepted++
			if !slices.Equal(shownIDs(p), s.shown) {
				return fmt.Sprintf("shown: %s shows %v, to the second walker %v", mustJSON(answers), shownIDs(p), s.shown)
			}
			for id := range p.answers {
				if _, told := s.told[id]; !told && !s.declined[id] {
					return fmt.Sprintf("taken: an answer to %s is taken, which the second walker has not", id)
				}
			}
			for name, points := range p.scores {
				if points != s.scores[name] {
					return fmt.Sprintf("score: score.%s is %v, to the second walker %v", name, points, s.scores[name])
				}
			}
			for _, name := range append([]string{"knowledge.points", "knowledge.correct", "knowledge.total"}, w.version.Form.Computed.Names()...) {
				if !strings.Contains(name, ".") {
					name = "computed." + name
				}
				if got := decodedAny(mustJSON(p.fact(name))); !alike(got, s.fact(name)) {
					return fmt.Sprintf("fact: %s is %v, to the second walker %v", name, got, s.fact(name))
				}
			}
			outcome := ""
			if r := judge(p, w.brand); r.outcome != nil {
				outcome = r.outcome.ID
			}
			outcomes[outcome] = true
			if outcome != s.outcome() {
				return fmt.Sprintf("outcome: %s comes to %q, to the second walker %q", mustJSON(answers), outcome, s.outcome())
			}
		}
		return ""
	})
	if accepted < wholeCases/2 || refused < wholeCases/4 || len(outcomes) < 5 {
		t.Errorf("%d accepted, %d refused, outcomes %v: the test has seen too little", accepted, refused, outcomes)
	}
}

// alike compares values of JSON; a number that was never added to is zero.
func alike(a, b any) bool {
	if b == nil {
		return a == nil
	}
	if n, is := b.(float64); is && n == 0 {
		return a == 0.0
	}
	return reflect.DeepEqual(a, b)
}

// outcomeOf is all of a decision that answers lead to: what the person is told, and what is kept of it.
func outcomeOf(d *Decision) string {
	r := d.Response
	kind := ""
	if d.Grant != nil {
		kind = d.Grant.Kind
	}
	return string(mustJSON([]any{r.Outcome, r.OutcomeBecause, r.Items, r.Catalog, r.CatalogRevision, r.Knowledge, r.Known, r.Declined, kind}))
}

// The result of an accepted exchange follows from version, answers, context, known values, catalog
// revision and nonce. Everything else is another one the second time: who answers and when on the day, on
// which channel, in which locale, at which stage, for which endpoints, with which shop's stock, after what
// other people did, from the version as it is stored, and with the answers written in another order. A
// stage or a locale may lead on another path, which is what showIf and next are for, or hide a choice, so that
// what is known is asked again: then nothing is compared.
func TestWholeResultFollowsFromAnswers(t *testing.T) {
	compared, elsewhere := 0, 0
	everyCase(t, func(c drawn) string {
		w, k := ready(c)
		answers := fitting(w, k, c.answers)
		one, err := exchanged(w, k, tree(answers), Facts{Rev: 1}, nil)
		if err != nil {
			return "error: " + err.Error()
		}
		stored, err := forms.DecodeVersion(1, mustJSON(w.version))
		if err != nil {
			return "decode: " + err.Error()
		}
		other := whole{version: stored, schedule: w.schedule, brand: &brand{catalogs: w.brand.catalogs, revisions: w.brand.revisions, origins: []string{"https://other.example"}}}
		other.brand.hearers.Store(&[]rewards.Endpoint{
			{ID: "shop", Brand: "leafline", Recipient: "shop", Purposes: []string{"recommend"}, Events: []string{rewards.EventResponseCompleted}},
		})
		l := *k
		l.subject, l.Channel, l.Locale, l.issued = uuid.UUID{7}, "kiosk", "it", k.issued.Add(11*time.Hour)
		l.Stage = map[string]string{"": "discover", "discover": "after_order"}[k.Stage]
		given := reordered(answers)
		if p, err := walk(stored, &l, given); err != nil || !slices.Equal(wayOf(p), wayOn(w, k, answers)) {
			elsewhere++
			l.Stage, l.Locale = k.Stage, k.Locale
		}
		consent := Consent{Purpose: "recommend", Version: stored.PurposeVersion("recommend"), Given: true, Until: noon.AddDate(1, 0, 0)}
		two, err := exchanged(other, &l, given, Facts{Rev: 900, Completed: 40, Standing: map[string]Consent{"recommend": consent}}, []string{"service"})
		if err != nil {
			return "refused: the same answers are refused elsewhere: " + err.Error()
		}
		compared++
		if a, b := outcomeOf(one), outcomeOf(two); a != b {
			return fmt.Sprintf("differs: %s comes to\n%s\nand elsewhere to\n%s", mustJSON(answers), a, b)
		}
		return ""
	})
	if compared < wholeCases*9/10 || elsewhere == 0 || elsewhere > compared/2 {
		t.Errorf("%d compared, of which %d led elsewhere at another stage", compared, elsewhere)
	}
}

// wayOf is what a path shows, and what it uses of what is known.
func wayOf(p *path) []string {
	return append(shownIDs(p), slices.Sorted(maps.Keys(p.known))...)
}

func wayOn(w whole, k *ticket, answers object) []string {
	p, err := walk(w.version, k, tree(answers))
	if err != nil {
		panic(err)
	}
	return wayOf(p)
}

// reordered writes an object's members from last to first, which ParseTree keeps.
func reordered(answers object) *forms.Node {
	var members []string
	for _, id := range slices.Backward(slices.Sorted(maps.Keys(answers))) {
		members = append(members, string(mustJSON(id))+" : "+string(mustJSON(answers[id])))
	}
	n, faults, _ := forms.ParseTree([]byte("{\n" + strings.Join(members, ",\n") + "}"))
	if n == nil || faults != nil {
		panic(fmt.Sprint(faults))
	}
	return n
}

// exchanged is the decision about answers on given facts.
func exchanged(w whole, k *ticket, answers *forms.Node, facts Facts, objections []string) (*Decision, error) {
	p, err := walk(w.version, k, answers)
	if err != nil {
		return nil, err
	}
	e := &Engine{o: Options{NewID: func() uuid.UUID { return uuid.UUID{9} }}, coder: rewards.Coder{Key: []byte(strings.Repeat("k", 32))}}
	chain, refusal, err := chosenChain(w.version.Offers, k, ResponseRequest{})
	if err != nil {
		return nil, err
	}
	facts.Held = map[string]Preference{}
	x := &exchange{engine: e, brand: w.brand, schedule: w.schedule, ticket: k, path: p, known: usedKnown(p, k), result: judge(p, w.brand), chain: chain, refusal: refusal, objections: objections, now: noon, grantID: uuid.UUID{3}}
	return x.decide(facts)
}

// No answer, decline or consent outside knowledge questions changes what is given, nor an objection, nor a yes or
// a no that stands from before: on the same facts of the offer, any accepted sets of answers that knew as much get
// the same, to the last byte.
func TestWholeRewardIgnoresAnswers(t *testing.T) {
	compared, gifts, said := 0, map[string]bool{}, map[string]int{}
	everyCase(t, func(c drawn) string {
		w, k := ready(c)
		d := &drawer{Rand: rand.New(rand.NewPCG(1, uint64(len(mustJSON(c.form)))))}
		facts := Facts{Rev: 1, Offers: map[string]rewards.Facts{"welcome/code": {Held: d.IntN(2), Taken: int64(d.IntN(4))}, "leaves/hundred": {Held: d.IntN(2), Taken: int64(d.IntN(4))}}}
		got := map[string]string{} // by what was known
		for i := range 6 {
			answers := maps.Clone(c.answers)
			for id := range answers {
				switch _, another := d.answer(id); {
				case i == 0 || another == nil:
				case d.one(3):
					answers[id] = object{"declined": true}
				case d.one(4):
					delete(answers, id)
				case id == "shop_ok":
					answers[id] = d.one(2)
				default:
					answers[id] = another
				}
			}
			answers = fitting(w, k, answers)
			p, err := walk(w.version, k, tree(answers))
			if err != nil {
				return "error: " + err.Error()
			}
			knew, _ := json.Marshal(p.right.score())
			var objections []string
			if d.one(3) {
				objections = []string{"service"}
			}
			facts.Standing = map[string]Consent{}
			for _, purpose := range []string{"recommend", "mail", "email_offers"} {
				if d.one(2) {
					facts.Standing[purpose] = Consent{Purpose: purpose, Version: w.version.PurposeVersion(purpose), Given: d.one(2), Until: noon.AddDate(1, 0, 0)}
				}
			}
			now := given(exchanged(w, k, tree(answers), facts, objections))
			said[fmt.Sprint("shop_ok ", p.answers["shop_ok"].Value)]++
			said[fmt.Sprint("mail ", facts.Standing["mail"].Given)]++
			said[fmt.Sprint("objections ", len(objections))]++
			if before, seen := got[string(knew)]; seen && before != now {
				return fmt.Sprintf("given: %s gets\n%s\nand other answers, which knew as much, get\n%s", mustJSON(answers), now, before)
			} else if seen {
				compared++
			}
			got[string(knew)] = now
			gifts[strings.Split(now, `"ID"`)[0][:min(len(now), 60)]] = true
		}
		return ""
	})
	if compared < wholeCases*2 || len(gifts) < 3 || len(said) != 7 {
		t.Errorf("%d compared, gifts %v, said %v: the test has seen too little", compared, gifts, said)
	}
}
