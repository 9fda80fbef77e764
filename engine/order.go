package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"github.com/google/uuid"

	"proffer/forms"
)

// What is drawn for a ticket is a function of its nonce and of the page's or question's id alone, so
// that the server replays the same order without having kept it, and one drawing tells nothing of
// another. It must never change: tickets that are out would be refused.
//
// A drawing reads 64-bit numbers, big-endian, from the blocks HMAC-SHA256(key: the nonce's 16 bytes,
// message: kind, a zero byte, the id, a zero byte, the block's number from 0 as 8 bytes big-endian),
// where kind is "page" or "question". A number below n is x mod n of the first x under the greatest
// multiple of n that 64 bits hold; others are passed over, so that no order is likelier than another.
// The list is shuffled as Fisher and Yates do, from its end: place i is exchanged with one of 0 to i.

// drawing is a stream of numbers.
type drawing struct {
	nonce  uuid.UUID
	prefix []byte
	block  uint64
	left   []byte
}

func newDrawing(nonce uuid.UUID, kind, id string) *drawing {
	return &drawing{nonce: nonce, prefix: []byte(kind + "\x00" + id + "\x00")}
}

func (d *drawing) number() uint64 {
	if len(d.left) == 0 {
		h := hmac.New(sha256.New, d.nonce[:])
		h.Write(d.prefix)
		h.Write(binary.BigEndian.AppendUint64(nil, d.block))
		d.left = h.Sum(nil)
		d.block++
	}
	x := binary.BigEndian.Uint64(d.left)
	d.left = d.left[8:]
	return x
}

// below gives a number from 0 to n-1, each as likely as the other.
func (d *drawing) below(n int) int {
	size := uint64(n)
	limit := math.MaxUint64 - math.MaxUint64%size
	for {
		if x := d.number(); x < limit {
			return int(x % size)
		}
	}
}

func (d *drawing) shuffle(list []int) {
	for i := len(list) - 1; i > 0; i-- {
		j := d.below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}

// drawQuestions are the places, on their page, of the questions that a ticket asks, in their order.
// Statements and consents stand where they are written; the others share the remaining places, in
// the order drawn, and those that were not picked leave theirs empty. Picked without shuffle, they
// keep the order that they are written in.
func drawQuestions(page *forms.Page, nonce uuid.UUID) []int {
	all := make([]int, 0, len(page.Questions))
	var drawn []int
	for i := range page.Questions {
		all = append(all, i)
		if !stays(&page.Questions[i]) {
			drawn = append(drawn, i)
		}
	}
	picks := page.Pick != nil && *page.Pick < int64(len(drawn))
	if !page.Shuffle && !picks {
		return all
	}
	newDrawing(nonce, "page", page.ID).shuffle(drawn)
	if picks {
		drawn = drawn[:max(*page.Pick, 0)]
	}
	if !page.Shuffle {
		slices.Sort(drawn)
	}
	out := all[:0]
	for i := range page.Questions {
		switch {
		case stays(&page.Questions[i]):
			out = append(out, i)
		case len(drawn) > 0:
			out, drawn = append(out, drawn[0]), drawn[1:]
		}
	}
	return out
}

// stays tells whether a question keeps its place: nothing is gained by drawing when a consent, or a
// text between the questions, is read.
func stays(q *forms.Question) bool { return q.Type == "statement" || q.Type == "consent" }

// drawChoices are the names of a question's choices, or of a matrix's rows, in the order in which a
// ticket shows them: exclusive ones behind the others, as they are written.
func drawChoices(v *forms.Version, q *forms.Question, nonce uuid.UUID) []string {
	var names, last []string
	if a, ok := v.Attributes.Get(q.Attribute); ok && a.Type == "matrix" {
		if names = slices.Clone(q.Rows); len(names) == 0 {
			names = slices.Clone(a.Rows.Names())
		}
	} else {
		for _, ch := range q.Choices {
			if ch.Exclusive {
				last = append(last, ch.Value.Name())
			} else {
				names = append(names, ch.Value.Name())
			}
		}
	}
	places := make([]int, len(names))
	for i := range places {
		places[i] = i
	}
	newDrawing(nonce, "question", q.ID).shuffle(places)
	out := make([]string, 0, len(names)+len(last))
	for _, i := range places {
		out = append(out, names[i])
	}
	return append(out, last...)
}

// draw is the order of one ticket; nil where the form draws nothing.
func draw(v *forms.Version, nonce uuid.UUID) *Order {
	o := &Order{Questions: map[string][]string{}, Choices: map[string][]string{}}
	for i := range v.Form.Pages {
		page := &v.Form.Pages[i]
		if page.Shuffle || page.Pick != nil {
			ids := []string{}
			for _, j := range drawQuestions(page, nonce) {
				ids = append(ids, page.Questions[j].ID)
			}
			o.Questions[page.ID] = ids
		}
		for j := range page.Questions {
			if q := &page.Questions[j]; q.Shuffle {
				if names := drawChoices(v, q, nonce); len(names) > 0 {
					o.Choices[q.ID] = names
				}
			}
		}
	}
	if len(o.Questions) == 0 && len(o.Choices) == 0 {
		return nil
	}
	return o
}
