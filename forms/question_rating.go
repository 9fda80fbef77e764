package forms

// rating asks for a number of stars.
type rating struct{ scale }

// The fewest and the most stars of a rating.
const (
	minStars = 3
	maxStars = 10
)

func (rating) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkEnds(c, at)
	if a.Min != nil && a.Max != nil && a.room() && (*a.Min != 1 || *a.Max < minStars || *a.Max > maxStars) {
		c.fault(at+"/attribute", "out_of_range", "ask for an integer from 1 to a number between 3 and 10, or use a scale", "a rating can't go from %v to %v", *a.Min, *a.Max)
	}
}
