package rewards

// code is a code that the shop honours: made for the person, or taken from a pool that the brand imported.
type code struct{}

func (code) members() (must, may []string) { return nil, []string{"generate", "pool", "discount"} }

func (code) check(v *validator, o Offer) {
	g := o.Gives
	switch {
	case g.Generate != nil && g.Pool != "":
		v.add("/gives/pool", "out_of_range", "leave one of them out", "a code is made or taken from a pool, not both")
	case g.Pool != "":
		v.id("/gives/pool", g.Pool, "pool of codes")
	case g.Generate == nil:
		v.add("/gives/generate", "required", `e.g. {"prefix": "BREW-", "length": 10}, or a "pool" of your own codes`, "a code needs to know how it is made")
	default:
		v.generate(o)
	}
	if g.Discount != nil {
		v.discount(*g.Discount, o.Worth)
	}
}

func (code) give(made *Made, terms Offer) {
	made.Generate, made.Pool, made.Grant.Discount = terms.Gives.Generate, terms.Gives.Pool, terms.Gives.Discount
}

// generate checks how a code is made, by how many of it there are.
func (v *validator) generate(o Offer) {
	stock := o.Limits.Stock
	if stock != nil && *stock < 1 {
		stock = nil // reported there
	}
	v.fields = append(v.fields, under("/gives/generate", o.Gives.Generate.Validate(stock))...)
}
