package rewards

import "time"

func (v *validator) limits(o Offer, worth int64, worthOK bool) {
	l := o.Limits
	if l.PerPerson != nil && *l.PerPerson < 1 {
		v.add("/limits/perPerson", "out_of_range", "write 1 or more, or leave it out for no limit", "%d per person gives nobody anything", *l.PerPerson)
	}
	switch l.Period {
	case "":
	case PeriodDay, PeriodWeek, PeriodMonth, PeriodYear:
		if l.PerPerson == nil {
			v.add("/limits/period", "out_of_range", "add perPerson, or leave the period out", "a period without perPerson limits nothing")
		}
	default:
		v.add("/limits/period", "unknown_choice", rightPeriod, "there is no period %q", l.Period)
	}
	if l.Stock != nil && *l.Stock < 1 {
		v.add("/limits/stock", "out_of_range", "write 1 or more, or leave it out for no limit", "a stock of %d gives nobody anything", *l.Stock)
	}
	v.window(l)
	v.lowStock(o)
	if l.Budget == nil {
		return
	}
	budget, ok := v.money("/limits/budget", *l.Budget)
	switch {
	case !ok || !worthOK:
	case l.Budget.Currency != o.Worth.Currency:
		v.add("/limits/budget/currency", "out_of_range", "write "+o.Worth.Currency, "the budget is in %s, the worth in %s", l.Budget.Currency, o.Worth.Currency)
	case budget < worth:
		v.add("/limits/budget/amount", "out_of_range", "write "+o.Worth.Amount+" or more", "the budget of %s does not last for one worth %s", l.Budget.Amount, o.Worth.Amount)
	}
}

func (v *validator) window(l Limits) {
	if l.Opens != nil && l.Closes != nil && !l.Opens.Before(*l.Closes) {
		v.add("/limits/closes", "out_of_range", "write a time after "+l.Opens.Format(time.RFC3339), "the offer would close before it opens")
	}
}

// lowStock is judged by the stock; how many codes a pool has nobody knows here.
func (v *validator) lowStock(o Offer) {
	l := o.Limits
	switch low := l.LowStock; {
	case low == nil:
	case *low < 0:
		v.add("/limits/lowStock", "out_of_range", "write 0 or more, or leave it out", "there can't be %d left", *low)
	case l.Stock == nil && o.Gives.Pool == "":
		v.add("/limits/lowStock", "out_of_range", "add a stock, or leave lowStock out", "without a stock or a pool nothing runs low")
	case l.Stock != nil && *l.Stock > 0 && *low >= *l.Stock:
		v.add("/limits/lowStock", "out_of_range", "write less than the stock, or leave it out", "%d are left of %d only before the first is given", *low, *l.Stock)
	}
}
