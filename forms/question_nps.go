package forms

// nps asks how likely somebody is to recommend something, from 0 to 10: the Net Promoter Score counts
// 9 and 10 as promoters and 0 to 6 as detractors (Reichheld, Harvard Business Review, December 2003).
type nps struct{ scale }

func (nps) check(c *checks, at string, q *Question, a *Attribute) {
	q.checkEnds(c, at)
	if a.Min != nil && a.Max != nil && a.room() && (*a.Min != 0 || *a.Max != 10) {
		c.fault(at+"/attribute", "out_of_range", "ask for an integer from 0 to 10, or use a scale", "the Net Promoter Score goes from 0 to 10, not from %v to %v", *a.Min, *a.Max)
	}
}
