package rewards

import "fmt"

// points are credited to an account of the person, at once or after a while.
type points struct{}

func (points) members() (must, may []string) {
	return []string{"account", "points"}, []string{"pending"}
}

func (points) check(v *validator, o Offer) {
	g := o.Gives
	v.id("/gives/account", g.Account, "points account")
	if g.Points < 1 || g.Points > largestPoints {
		v.add("/gives/points", "out_of_range", fmt.Sprintf("write 1 to %d", largestPoints), "%d points cannot be given", g.Points)
	}
	if g.Pending != nil && o.Expires != nil && !o.Expires.Longer(*g.Pending) {
		v.add("/gives/pending", "out_of_range", "write less than "+o.Expires.String(), "the points would end before they can be spent")
	}
}

func (points) give(made *Made, terms Offer) {
	g := &made.Grant
	g.Account, g.Points = terms.Gives.Account, terms.Gives.Points
	left := g.Points
	g.Left = &left
	to := AccountAvailable
	if terms.Gives.Pending != nil {
		at := terms.Gives.Pending.After(g.At)
		g.Available, to = &at, AccountPending
	}
	made.Movements = append(made.Movements, Movement{Unit: g.Account, Amount: g.Points, From: "program:" + g.Offer, To: to, Grant: g.ID, At: g.At})
}
