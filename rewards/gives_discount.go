package rewards

// discount is what the shop takes off, carried in the grant as a fact: who is signed in there needs no code.
type discount struct{}

func (discount) members() (must, may []string) { return []string{"discount"}, nil }

func (discount) check(v *validator, o Offer) {
	if o.Gives.Discount != nil {
		v.discount(*o.Gives.Discount, o.Worth)
	}
}

func (discount) give(made *Made, terms Offer) { made.Grant.Discount = terms.Gives.Discount }

func (v *validator) discount(d Discount, worth Worth) {
	at := "/gives/discount"
	ways := 0
	for _, way := range []bool{d.Percent != 0, d.Fixed != nil, d.FreeShipping} {
		if way {
			ways++
		}
	}
	switch {
	case ways > 1:
		v.add(at, "out_of_range", "leave all but one of them out", "a discount is one of a percentage, a fixed amount and free shipping")
	case ways == 0:
		v.add(at, "required", `e.g. {"percent": 10}, {"fixed": {"amount": "2.00", "currency": "EUR"}} or {"freeShipping": true}`, "a discount needs a percentage above 0, a fixed amount or free shipping")
	// Percent is compared so that no value, NaN neither, passes for one of 0 to 100.
	case d.Percent != 0 && (!(d.Percent > 0) || !(d.Percent <= 100)):
		v.add(at+"/percent", "out_of_range", "write more than 0 and at most 100", "%v percent cannot be taken off", d.Percent)
	}
	for _, m := range []struct {
		name  string
		money *Money
		zero  string
	}{{"fixed", d.Fixed, "a discount of nothing is none"}, {"minimumSpend", d.MinimumSpend, "a minimum of nothing is none"}} {
		if m.money == nil {
			continue
		}
		here := at + "/" + m.name
		minor, ok := v.money(here, *m.money)
		switch {
		case !ok:
		case minor == 0:
			v.add(here+"/amount", "out_of_range", "write more than 0, or leave it out", "%s", m.zero)
		case worth.Currency != "" && m.money.Currency != worth.Currency:
			v.add(here+"/currency", "out_of_range", "write "+worth.Currency, "it is in %s, and the offer's worth in %s", m.money.Currency, worth.Currency)
		}
	}
}
