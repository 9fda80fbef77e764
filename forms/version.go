package forms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"proffer/forms/fault"
	"proffer/forms/rule"
	"proffer/rewards"
)

// Version is a form with everything it refers to, resolved and frozen: what the person was shown is
// all in it, and any change to any of it makes the next version.
type Version struct {
	Number int `json:"-"`

	Brand      string            `json:"brand"`
	Name       string            `json:"name"`
	Timezone   string            `json:"timezone,omitempty"`
	Controller Controller        `json:"controller"`
	Audience   *Audience         `json:"audience,omitempty"`
	Theme      Theme             `json:"theme"`
	Locales    []string          `json:"locales"`
	Form       Form              `json:"form"`
	Attributes Dict[Attribute]   `json:"attributes"`
	Purposes   Dict[Purpose]     `json:"purposes"`
	Recipients Dict[Recipient]   `json:"recipients"`
	Offers     []rewards.Offered `json:"offers,omitempty"` // the offer, then its fallbacks
	// Variants are given in the place of Offers to their shares of people, and Bonuses beside what is given.
	Variants []rewards.Split `json:"variants,omitempty"`
	Bonuses  []rewards.Bonus `json:"bonuses,omitempty"`

	questions map[string]*Question
	places    map[string]int                // of a question, in the order of the form
	asked     map[string]*Attribute         // of a question; a knowledge question's own
	choices   map[string]map[string]*Choice // of a question, by value name
	versions  map[string]string             // of a purpose
	zone      *time.Location
	results   uses // what the person gets depends on
	notice    Notice
}

// Schedule is what is current about a form and part of no version.
type Schedule struct {
	Opens  *time.Time `json:"opens"`
	Closes *time.Time `json:"closes"`
	Stages []string   `json:"stages,omitempty"`
	// Capacity is how many responses the form takes in all; nil: any number.
	Capacity *int64                    `json:"capacity,omitempty"`
	Limits   map[string]rewards.Limits `json:"limits,omitempty"` // of each offer that may be given now
}

// Open tells whether the form takes new answers at a moment.
func (s Schedule) Open(now time.Time) bool {
	return (s.Opens == nil || !now.Before(*s.Opens)) && (s.Closes == nil || now.Before(*s.Closes))
}

// Resolved is a form ready to be published.
type Resolved struct {
	Draft    Draft
	Version  *Version
	Schedule Schedule
}

// Resolve gives every form of the brand with all it refers to, in the order of their files.
func (b *Bundle) Resolve() ([]Resolved, error) {
	var out []Resolved
	for _, form := range b.Forms {
		v := b.resolve(form)
		content, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("forms: %s/%s: %w", b.Brand.ID, form.ID, err)
		}
		sum := sha256.Sum256(content)
		s := Schedule{Opens: form.Opens, Closes: form.Closes, Stages: form.Stages, Capacity: form.Capacity, Limits: map[string]rewards.Limits{}}
		for id, program := range b.Programs {
			for o, offer := range program.Offers {
				s.Limits[id+"/"+o] = offer.Limits
			}
		}
		schedule, err := json.Marshal(s)
		if err != nil {
			return nil, fmt.Errorf("forms: %s/%s: %w", b.Brand.ID, form.ID, err)
		}
		v.compile()
		out = append(out, Resolved{Draft: Draft{Form: form.ID, Digest: hex.EncodeToString(sum[:]), Content: content, Schedule: schedule}, Version: v, Schedule: s})
	}
	return out, nil
}

// Blobs are the brand's catalogs and images.
func (b *Bundle) Blobs() ([]Blob, error) {
	var out []Blob
	for _, blob := range b.assets {
		out = append(out, blob)
	}
	for id := range b.Catalogs {
		blob, err := b.catalogBlob(id)
		if err != nil {
			return nil, err
		}
		out = append(out, blob)
	}
	return out, nil
}

// catalogBlob is a catalog with its images resolved.
func (b *Bundle) catalogBlob(id string) (Blob, error) {
	k := Catalog{Items: slices.Clone(b.Catalogs[id].Items)}
	for i := range k.Items {
		k.Items[i].Image = b.assetURL(k.Items[i].Image)
	}
	body, revision, err := k.encode()
	return Blob{Kind: BlobCatalog, Name: id, Hash: revision, Type: "application/json", Body: body}, err
}

// CurrentCatalogs are the brand's catalogs as they will be recommended from, with their revisions.
func (b *Bundle) CurrentCatalogs() (map[string]*Catalog, map[string]string, error) {
	catalogs, revisions := map[string]*Catalog{}, map[string]string{}
	for id := range b.Catalogs {
		blob, err := b.catalogBlob(id)
		if err != nil {
			return nil, nil, err
		}
		k, err := DecodeCatalog(blob.Body)
		if err != nil {
			return nil, nil, err
		}
		catalogs[id], revisions[id] = k, blob.Hash
	}
	return catalogs, revisions, nil
}

// DecodeCatalog reads a stored catalog.
func DecodeCatalog(body []byte) (*Catalog, error) {
	k := &Catalog{}
	if err := json.Unmarshal(body, k); err != nil {
		return nil, fmt.Errorf("forms: a stored catalog does not decode: %w", err)
	}
	return k, nil
}

// DecodeVersion reads a stored version.
func DecodeVersion(number int, content []byte) (*Version, error) {
	v := &Version{Number: number}
	if err := json.Unmarshal(content, v); err != nil {
		return nil, fmt.Errorf("forms: a stored version does not decode: %w", err)
	}
	v.compile()
	return v, nil
}

func (b *Bundle) resolve(form *Form) *Version {
	v := &Version{
		Brand: b.Brand.ID, Name: b.Brand.Name, Timezone: b.Brand.Timezone, Controller: b.Brand.Controller,
		Audience: b.Brand.Audience, Theme: b.Brand.Theme, Form: *form,
	}
	v.Theme.Logo = b.assetURL(v.Theme.Logo)
	v.Form.Schema, v.Form.Opens, v.Form.Closes, v.Form.Capacity, v.Form.Stages = "", nil, nil, nil, nil
	repeat := form.RepeatRule()
	v.Form.Repeat, v.Form.flow = &repeat, nil
	v.Form.Pages = slices.Clone(form.Pages)
	for i := range v.Form.Pages {
		p := &v.Form.Pages[i]
		p.Questions = slices.Clone(p.Questions)
		for j := range p.Questions {
			q := &p.Questions[j]
			v.use(b, q)
			q.Choices = b.resolveChoices(q)
		}
	}
	for _, id := range form.Context.Names() {
		field, _ := form.Context.Get(id)
		v.usePurposes(b, field.Purposes)
	}
	v.Form.Outcomes = slices.Clone(form.Outcomes)
	for i := range v.Form.Outcomes {
		v.Form.Outcomes[i].Image = b.assetURL(v.Form.Outcomes[i].Image)
	}
	v.freeze(b, form.Offer)
	v.Locales = complete(v, b.Brand.Locales)
	for i := range v.Form.Pages {
		for j := range v.Form.Pages[i].Questions {
			v.Form.Pages[i].Questions[j].exampleIn(v.Locales)
			choices := v.Form.Pages[i].Questions[j].Choices
			for k := range choices {
				if len(choices[k].Label) == 0 {
					choices[k].Label = plainYesNo(choices[k].Value, v.Locales)
				}
			}
		}
	}
	v.index()
	return v
}

// use puts what a question refers to into the version.
func (v *Version) use(b *Bundle, q *Question) {
	purposes := []string{q.Purpose}
	if a, known := b.Brand.Attributes.Get(q.Attribute); known {
		values := Dict[AttributeValue]{}
		for _, name := range a.Values.Names() {
			value, _ := a.Values.Get(name)
			value.Image = b.assetURL(value.Image)
			values.Set(name, value)
		}
		a.Values = values
		v.Attributes.Set(q.Attribute, a)
		purposes = a.Purposes
	}
	v.usePurposes(b, purposes)
}

func (v *Version) usePurposes(b *Bundle, purposes []string) {
	for _, id := range purposes {
		p, known := b.Brand.Purposes.Get(id)
		if !known {
			continue
		}
		v.Purposes.Set(id, p)
		for _, r := range p.Recipients {
			if recipient, known := b.Brand.Recipients.Get(r); known {
				v.Recipients.Set(r, recipient)
			}
		}
	}
}

// resolveChoices writes out a question's choices with the attribute's labels and images.
func (b *Bundle) resolveChoices(q *Question) []Choice {
	a, known := q.asked(&b.Brand)
	if !known || (!a.hasValues() && a.Type != TypeBoolean) {
		return nil
	}
	out := slices.Clone(q.Choices)
	if len(out) == 0 {
		for _, name := range q.offered(&a) {
			s := Scalar(name)
			if a.Type != TypeBoolean {
				s = scalarOf(name)
			}
			out = append(out, Choice{Value: s})
		}
	}
	for i := range out {
		own, _ := a.Values.Get(out[i].Value.Name())
		if len(out[i].Label) == 0 {
			out[i].Label = own.Label
		}
		if len(out[i].Inline) == 0 {
			out[i].Inline = own.Inline
		}
		if out[i].Image == "" {
			out[i].Image = own.Image
		}
		out[i].Image = b.assetURL(out[i].Image)
	}
	return out
}

// plainYesNo is what a boolean without labels of its own is shown as. It is written into the version,
// so that the wording a preference is stored with is the one that was seen.
func plainYesNo(value Scalar, locales []string) Text {
	key := "no"
	if value == "true" {
		key = "yes"
	}
	out := Text{}
	for _, l := range locales {
		if words := interfaceTexts[l]; words != nil {
			out[l] = words[key]
		}
	}
	return out
}

// compile makes the look-ups that serving and replaying need.
func (v *Version) compile() {
	v.index()
	v.notice = v.makeNotice()
}

// index makes the look-ups by name.
func (v *Version) index() {
	v.places, v.asked = map[string]int{}, map[string]*Attribute{}
	v.questions, v.choices, v.versions = map[string]*Question{}, map[string]map[string]*Choice{}, map[string]string{}
	for i := range v.Form.Pages {
		for j := range v.Form.Pages[i].Questions {
			q := &v.Form.Pages[i].Questions[j]
			v.places[q.ID] = len(v.places)
			v.questions[q.ID] = q
			v.choices[q.ID] = map[string]*Choice{}
			for k := range q.Choices {
				v.choices[q.ID][q.Choices[k].Value.Name()] = &q.Choices[k]
			}
			v.ask(q)
		}
	}
	for _, id := range v.Purposes.Names() {
		p, _ := v.Purposes.Get(id)
		v.versions[id] = p.Version()
	}
	b := Brand{Timezone: v.Timezone}
	v.zone = b.Zone()
	v.results = v.Form.resultUses()
}

// Question returns a question by id, nil if the version has none.
func (v *Version) Question(id string) *Question { return v.questions[id] }

// Place is where a question stands in the form; one that the form does not have stands first.
func (v *Version) Place(question string) int {
	if place, ok := v.places[question]; ok {
		return place
	}
	return -1
}

// Choice returns what a question calls a value of its attribute, offered or not; nil if there is none.
func (v *Version) Choice(question, value string) *Choice { return v.choices[question][value] }

// PurposeVersion names the terms of a purpose in this version.
func (v *Version) PurposeVersion(purpose string) string { return v.versions[purpose] }

// Zone is the brand's time zone.
func (v *Version) Zone() *time.Location { return v.zone }

// MaxFaults is how many faults of one answer, or of one request, are told: who sends more is no person, and a
// long list of wrong values is not to be paid back with a longer one.
const MaxFaults = 100

// Answer reads one given value of a question of this version, with a ticket of this day (UTC).
func (v *Version) Answer(q *Question, n *Node, today time.Time) (Answer, []fault.Field) {
	if n.Kind == Object && n.Member("declined") != nil && q.Declinable() {
		return declined(n)
	}
	a := v.asked[q.ID]
	answer, bad := kinds[q.Type].answer(q, a, n, today.UTC().Format(time.DateOnly))
	if bad == nil {
		bad = a.secretIn(n) // of an answer that has a value's size
	}
	if bad != nil {
		return Answer{}, bad[:min(len(bad), MaxFaults)]
	}
	return answer, nil
}

// Declinable tells whether the question can be declined: all but consents, where no is an answer,
// and statements.
func (q *Question) Declinable() bool { return q.Type != "consent" && q.Type != "statement" }

// Variable is the rule type of a question's answer.
func (v *Version) Variable(q *Question) rule.Type {
	return kinds[q.Type].variable(q, v.asked[q.ID])
}

// Public gives the schedule as the world sees it.
func (s Schedule) Public(now time.Time) PublicSchedule {
	format := func(t *time.Time) *string {
		if t == nil {
			return nil
		}
		out := t.UTC().Format(time.RFC3339)
		return &out
	}
	return PublicSchedule{Open: s.Open(now), Opens: format(s.Opens), Closes: format(s.Closes), Stages: append([]string{}, s.Stages...)}
}

// Logo is the path under which the server serves the brand's logo, "" if there is none.
func (b *Bundle) Logo() string { return b.assetURL(b.Brand.Theme.Logo) }

// PageIndex is the place of a page; the end lies after the last one.
func (v *Version) PageIndex(id string) int { return v.Form.pageIndex(id) }

// Choices are the choices of a question as they are offered.
func (v *Version) Choices(question string) []Choice {
	if q := v.questions[question]; q != nil {
		return q.Choices
	}
	return nil
}
