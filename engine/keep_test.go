package engine

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/forms/fault"
)

// everything asks for each kind of attribute that the brand has, and for both consents.
var everything = survey(page("start", "",
	consent("shop_ok", "recommend"), consent("mail_ok", "email_offers"),
	ask("single", "leaf", ""), ask("single", "colour", ""), ask("short_text", "nickname", ""), ask("email", "email", ""),
	ask("scale", "waiting", ""), ask("short_text", "remark", "")))

const all = `"leaf": "green", "colour": "red", "nickname": "Ada", "email": "ada@example.org", "waiting": 0, "remark": "cold"`

// What is kept of answers, under which purposes, and what is dropped: question=purpose+purpose.
func TestKeep(t *testing.T) {
	v := mustForm(t, everything)
	version := v.PurposeVersion("recommend")
	yes := Consent{Purpose: "recommend", Version: version, Given: true, Until: noon.AddDate(0, 0, 1)}
	other, expired, no, objected := yes, yes, yes, Consent{Purpose: "service", Given: false, Until: noon.AddDate(0, 0, 1)}
	other.Version, expired.Until, no.Given = "00000000", noon, false
	standing := func(list ...Consent) map[string]Consent {
		out := map[string]Consent{}
		for _, c := range list {
			out[c.Purpose] = c
		}
		return out
	}
	for _, c := range []struct {
		name, consents string
		objections     []string
		standing       map[string]Consent
		kept, dropped  string
		withdrawn      string
	}{
		{name: "consents unanswered", kept: "leaf=result colour=result waiting=service remark=service", dropped: "nickname email"},
		{name: "yes to one", consents: `"shop_ok": true, `, kept: "leaf=result+recommend colour=result+recommend nickname=recommend waiting=service remark=service", dropped: "email"},
		{name: "yes to both", consents: `"shop_ok": true, "mail_ok": true, `, kept: "leaf=result+recommend colour=result+recommend nickname=recommend email=email_offers waiting=service remark=service"},
		{name: "no", consents: `"shop_ok": false, "mail_ok": false, `, kept: "leaf=result colour=result waiting=service remark=service", dropped: "nickname email", withdrawn: "recommend email_offers"},
		{name: "a standing yes to the same version", standing: standing(yes), kept: "leaf=result+recommend colour=result+recommend nickname=recommend waiting=service remark=service", dropped: "email"},
		{name: "a standing yes to another version", standing: standing(other), kept: "leaf=result colour=result waiting=service remark=service", dropped: "nickname email"},
		{name: "a standing yes that has just ended", standing: standing(expired), kept: "leaf=result colour=result waiting=service remark=service", dropped: "nickname email"},
		{name: "a standing no", standing: standing(no), kept: "leaf=result colour=result waiting=service remark=service", dropped: "nickname email"},
		{name: "no after a standing yes", consents: `"shop_ok": false, `, standing: standing(yes), kept: "leaf=result colour=result waiting=service remark=service", dropped: "nickname email", withdrawn: "recommend"},
		{name: "yes after a standing no", consents: `"shop_ok": true, `, standing: standing(no), kept: "leaf=result+recommend colour=result+recommend nickname=recommend waiting=service remark=service", dropped: "email"},
		{name: "an objection", objections: []string{"service"}, kept: "leaf=result colour=result", dropped: "nickname email waiting remark", withdrawn: "service"},
		{name: "an objection said twice", objections: []string{"service", "service"}, kept: "leaf=result colour=result", dropped: "nickname email waiting remark", withdrawn: "service"},
		{name: "a standing objection", standing: standing(objected), kept: "leaf=result colour=result", dropped: "nickname email waiting remark"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := keep(walked(t, v, "{"+c.consents+all+"}"), c.objections, Facts{Rev: 7, Standing: c.standing}, noon, Response{ID: uuid.UUID{2}})
			var kept, dropped []string
			for _, ref := range k.refs {
				kept = append(kept, ref.Question+"="+strings.Join(ref.Purposes, "+"))
			}
			for _, d := range k.dropped {
				dropped = append(dropped, d.Question)
				if d.Reason != DropNoBasis {
					t.Errorf("%s dropped for %q", d.Question, d.Reason)
				}
			}
			if strings.Join(kept, " ") != c.kept || strings.Join(dropped, " ") != c.dropped || strings.Join(k.withdrawn, " ") != c.withdrawn {
				t.Errorf("kept %v, dropped %v, withdrawn %v", kept, dropped, k.withdrawn)
			}
			if raw := string(mustJSON(k.preferences)); strings.Contains(c.dropped, "email") && strings.Contains(raw, "ada@example.org") {
				t.Errorf("the dropped address is in a preference: %s", raw)
			}
			for _, p := range slices.Concat(k.preferences, k.feedback) {
				if p.Rev != 7 || p.Response != (uuid.UUID{2}) {
					t.Errorf("%s has rev %d of response %v", p.Question, p.Rev, p.Response)
				}
			}
			if len(c.objections) > 0 && len(k.consents) != 1 {
				t.Errorf("an objection is recorded %d times", len(k.consents))
			}
		})
	}
}

// Feedback is kept apart from preferences; unbounded values and sensitive categories are sealed;
// every purpose ends on its own day.
func TestKeepWhereAndHowLong(t *testing.T) {
	leapDay := time.Date(2028, 2, 29, 10, 0, 0, 0, time.UTC)
	k := keep(walked(t, mustForm(t, everything), `{"shop_ok": true, "mail_ok": true, `+all+`}`), nil, Facts{}, leapDay, Response{})
	got := map[string]string{}
	for where, list := range map[string][]Preference{"preference": k.preferences, "feedback": k.feedback} {
		for _, p := range list {
			s := where
			if p.Sealed {
				s += " sealed"
			}
			for _, b := range p.Purposes {
				s += " " + b.Purpose + ":" + b.Basis + ":" + b.Until.Format(time.RFC3339)
			}
			got[p.Attribute] = s
		}
	}
	month, year, quarter := "2028-03-30T10:00:00Z", "2029-03-01T10:00:00Z", "2028-05-29T10:00:00Z"
	for attribute, want := range map[string]string{
		"leaf":     "preference result:contract:" + month + " recommend:consent:" + year,
		"colour":   "preference result:contract:" + month + " recommend:consent:2028-08-29T10:00:00Z", // shortened to P6M
		"nickname": "preference sealed recommend:consent:" + year,
		"email":    "preference sealed email_offers:consent:" + year,
		"waiting":  "feedback service:legitimate_interest:" + quarter,
		"remark":   "feedback sealed service:legitimate_interest:" + quarter,
	} {
		if got[attribute] != want {
			t.Errorf("%s\n got %s\nwant %s", attribute, got[attribute], want)
		}
	}
	for _, c := range k.consents {
		if c.Question == "" || !c.Given || c.Version == "" || !c.At.Equal(leapDay) || c.Until.Format(time.RFC3339) != year {
			t.Errorf("consent %+v", c)
		}
	}
}

// Lint lets no form ask for one consent twice. Should a version do so all the same, the later answer
// stands alone: nothing is kept under a yes that a no followed.
func TestKeepAskedTwice(t *testing.T) {
	v := mustForm(t, survey(page("start", "", consent("first", "recommend"), consent("second", "email_offers"), ask("single", "leaf", ""))))
	v.Question("second").Purpose = "recommend"
	for _, c := range []struct {
		answers, purposes string
		withdrawn         int
	}{
		{`{"first": true, "second": false, "leaf": "green"}`, "result", 1},
		{`{"first": false, "second": true, "leaf": "green"}`, "result recommend", 0},
	} {
		k := keep(walked(t, v, c.answers), nil, Facts{}, noon, Response{})
		if len(k.consents) != 1 || k.consents[0].Question != "second" || len(k.withdrawn) != c.withdrawn || strings.Join(k.refs[0].Purposes, " ") != c.purposes {
			t.Errorf("%s: consents %v, kept for %v, withdrawn %v", c.answers, k.consents, k.refs[0].Purposes, k.withdrawn)
		}
	}
}

// Declining keeps nothing but that it was declined; skipping keeps nothing at all.
func TestKeepDeclined(t *testing.T) {
	k := keep(walked(t, mustForm(t, everything), `{"shop_ok": true, "leaf": {"declined": true}}`), nil, Facts{}, noon, Response{})
	if len(k.preferences)+len(k.feedback)+len(k.refs)+len(k.dropped) != 0 || !slices.Equal(k.declined, []string{"leaf"}) {
		t.Errorf("%+v", k)
	}
}

// Only a legitimate interest can be objected to.
func TestObjections(t *testing.T) {
	v := mustForm(t, everything)
	if err := checkObjections(v, []string{"service"}); err != nil {
		t.Error(err)
	}
	err := checkObjections(v, []string{"service", "recommend", "result", "nothing"})
	var pointers []string
	for _, f := range fault.Of(err).Fields {
		pointers = append(pointers, f.Pointer)
	}
	if !slices.Equal(pointers, []string{"/objections/1", "/objections/2", "/objections/3"}) {
		t.Errorf("%v", err)
	}
}
