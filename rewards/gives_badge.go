package rewards

// badge is a mark of honour: it costs nothing and is shown.
type badge struct{}

func (badge) members() (must, may []string) { return []string{"badge"}, []string{"image"} }

func (badge) check(v *validator, o Offer) {
	if o.Gives.Badge != "" {
		v.id("/gives/badge", o.Gives.Badge, "badge")
	}
}

func (badge) give(made *Made, terms Offer) { made.Grant.Badge = terms.Gives.Badge }
