package forms

import "strconv"

// picture picks exactly one value by its image.
type picture struct{ single }

func (picture) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkChoices(c, at, a)
	if len(q.Choices) == 0 {
		for _, name := range a.current() {
			if value, _ := a.Values.Get(name); value.Image == "" {
				c.fault(at+"/attribute", "required", "give each value of the attribute an image, or list choices with images", "the value %q has no picture", name)
			}
		}
		return
	}
	for i, ch := range q.Choices {
		value, there := a.Values.Get(ch.Value.Name())
		if ch.Image == "" && value.Image == "" && there {
			c.fault(at+"/choices/"+strconv.Itoa(i), "required", `add "image"`, "the choice %s has no picture", ch.Value)
		}
	}
}
