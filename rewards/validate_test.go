package rewards

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"proffer/forms/fault"
)

const goodCode = `{"label": "10% off", "worth": {"amount": "2.00", "currency": "EUR"},
  "gives": {"kind": "code", "generate": {"prefix": "BREW-", "length": 10}, "discount": {"percent": 10}},
  "limits": {"perPerson": 1, "period": null, "stock": 5000, "budget": {"amount": "10000.00", "currency": "EUR"}},
  "expires": "P90D", "ifExhausted": "beans/two-hundred"}`

const goodPoints = `{"label": {"en": "200 beans", "it": "200 chicchi"}, "worth": {"amount": "2.00", "currency": "EUR"},
  "gives": {"kind": "points", "account": "beans", "points": 200}, "limits": {"perPerson": 1, "period": "week"}}`

func offerOf(t testing.TB, text string) Offer {
	t.Helper()
	var o Offer
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// found lists pointer and code of each field, sorted.
func found(fields []fault.Field) []string {
	out := []string{}
	for _, f := range fields {
		out = append(out, f.Pointer+" "+f.Code)
	}
	slices.Sort(out)
	return out
}

func ptr[T any](v T) *T { return &v }

func TestOfferValidate(t *testing.T) {
	for name, c := range map[string]struct {
		base   string
		change func(*Offer)
		want   []string
	}{
		"a code":                        {goodCode, func(*Offer) {}, nil},
		"points":                        {goodPoints, func(*Offer) {}, nil},
		"no limits":                     {goodPoints, func(o *Offer) { o.Limits = Limits{} }, nil},
		"no discount":                   {goodCode, func(o *Offer) { o.Gives.Discount = nil }, nil},
		"fixed":                         {goodCode, func(o *Offer) { o.Gives.Discount = &Discount{Fixed: &Money{"2.50", "EUR"}} }, nil},
		"100 percent":                   {goodCode, func(o *Offer) { o.Gives.Discount.Percent = 100 }, nil},
		"budget for one":                {goodCode, func(o *Offer) { o.Limits.Budget.Amount = "2.00" }, nil},
		"no label":                      {goodCode, func(o *Offer) { o.Label = nil }, []string{"/label required"}},
		"blank label":                   {goodCode, func(o *Offer) { o.Label = Text{"": " \n"} }, []string{"/label required"}},
		"blank in one locale":           {goodPoints, func(o *Offer) { o.Label["it"] = "" }, []string{"/label/it required"}},
		"no worth":                      {goodPoints, func(o *Offer) { o.Worth = Worth{} }, []string{"/worth required"}},
		"negative worth":                {goodPoints, func(o *Offer) { o.Worth.Amount = "-2.00" }, []string{"/worth out_of_range"}},
		"three decimals":                {goodPoints, func(o *Offer) { o.Worth.Amount = "2.000" }, []string{"/worth out_of_range"}},
		"no currency":                   {goodPoints, func(o *Offer) { o.Worth.Currency = "ZZ1" }, []string{"/worth out_of_range"}},
		"small currency":                {goodPoints, func(o *Offer) { o.Worth.Currency = "eur" }, []string{"/worth out_of_range"}},
		"worth in pounds":               {goodPoints, func(o *Offer) { o.Worth = Worth{"1.70", "GBP", "2.00"} }, nil},
		"worth in pounds alone":         {goodPoints, func(o *Offer) { o.Worth = Worth{Amount: "1.70", Currency: "GBP"} }, nil},
		"euro in euro":                  {goodPoints, func(o *Offer) { o.Worth.Euro = "2.00" }, []string{"/worth/eur unknown_field"}},
		"euro that is no amount":        {goodPoints, func(o *Offer) { o.Worth = Worth{"1.70", "GBP", "about 2"} }, []string{"/worth/eur out_of_range"}},
		"winners of points":             {goodPoints, func(o *Offer) { o.Gives.Winners = 3 }, []string{"/gives/winners unknown_field"}},
		"expected entries of a code":    {goodCode, func(o *Offer) { o.Gives.Expected = 3 }, []string{"/gives/expected unknown_field"}},
		"no kind":                       {goodPoints, func(o *Offer) { o.Gives.Kind = "" }, []string{"/gives/kind required"}},
		"unknown kind":                  {goodPoints, func(o *Offer) { o.Gives.Kind = "money" }, []string{"/gives/kind unknown_choice"}},
		"no account":                    {goodPoints, func(o *Offer) { o.Gives.Account = "" }, []string{"/gives/account bad_id"}},
		"bad account":                   {goodPoints, func(o *Offer) { o.Gives.Account = "Beans" }, []string{"/gives/account bad_id"}},
		"no points":                     {goodPoints, func(o *Offer) { o.Gives.Points = 0 }, []string{"/gives/points out_of_range"}},
		"negative points":               {goodPoints, func(o *Offer) { o.Gives.Points = -1 }, []string{"/gives/points out_of_range"}},
		"points that overflow":          {goodPoints, func(o *Offer) { o.Gives.Points = math.MaxInt64 }, []string{"/gives/points out_of_range"}},
		"points with a code":            {goodPoints, func(o *Offer) { o.Gives.Generate = &Generate{Length: 10} }, []string{"/gives/generate unknown_field"}},
		"points with a discount":        {goodPoints, func(o *Offer) { o.Gives.Discount = &Discount{Percent: 1} }, []string{"/gives/discount unknown_field"}},
		"a code without generate":       {goodCode, func(o *Offer) { o.Gives.Generate = nil }, []string{"/gives/generate required"}},
		"a code too short":              {goodCode, func(o *Offer) { o.Gives.Generate.Length = 7 }, []string{"/gives/generate/length out_of_range"}},
		"a code with a bad prefix":      {goodCode, func(o *Offer) { o.Gives.Generate.Prefix = "a" }, []string{"/gives/generate/prefix out_of_range"}},
		"a code with an account":        {goodCode, func(o *Offer) { o.Gives.Account = "beans" }, []string{"/gives/account unknown_field"}},
		"a code with points":            {goodCode, func(o *Offer) { o.Gives.Points = 1 }, []string{"/gives/points unknown_field"}},
		"an empty discount":             {goodCode, func(o *Offer) { o.Gives.Discount = &Discount{} }, []string{"/gives/discount required"}},
		"both discounts":                {goodCode, func(o *Offer) { o.Gives.Discount.Fixed = &Money{"2", "EUR"} }, []string{"/gives/discount out_of_range"}},
		"more than 100 percent":         {goodCode, func(o *Offer) { o.Gives.Discount.Percent = 100.5 }, []string{"/gives/discount/percent out_of_range"}},
		"negative percent":              {goodCode, func(o *Offer) { o.Gives.Discount.Percent = -1 }, []string{"/gives/discount/percent out_of_range"}},
		"not a percentage":              {goodCode, func(o *Offer) { o.Gives.Discount.Percent = math.NaN() }, []string{"/gives/discount/percent out_of_range"}},
		"fixed nothing":                 {goodCode, func(o *Offer) { o.Gives.Discount = &Discount{Fixed: &Money{"0", "EUR"}} }, []string{"/gives/discount/fixed/amount out_of_range"}},
		"fixed in another currency":     {goodCode, func(o *Offer) { o.Gives.Discount = &Discount{Fixed: &Money{"1", "USD"}} }, []string{"/gives/discount/fixed/currency out_of_range"}},
		"fixed without currency":        {goodCode, func(o *Offer) { o.Gives.Discount = &Discount{Fixed: &Money{Amount: "1"}} }, []string{"/gives/discount/fixed out_of_range"}},
		"nobody":                        {goodPoints, func(o *Offer) { o.Limits.PerPerson = ptr(0) }, []string{"/limits/perPerson out_of_range"}},
		"an unknown period":             {goodPoints, func(o *Offer) { o.Limits.Period = "hour" }, []string{"/limits/period unknown_choice"}},
		"a period alone":                {goodPoints, func(o *Offer) { o.Limits.PerPerson = nil }, []string{"/limits/period out_of_range"}},
		"no stock":                      {goodCode, func(o *Offer) { o.Limits.Stock = ptr(int64(0)) }, []string{"/limits/stock out_of_range"}},
		"a budget of another currency":  {goodCode, func(o *Offer) { o.Limits.Budget.Currency = "USD" }, []string{"/limits/budget/currency out_of_range"}},
		"a budget that gives nothing":   {goodCode, func(o *Offer) { o.Limits.Budget.Amount = "1.99" }, []string{"/limits/budget/amount out_of_range"}},
		"a budget that is not money":    {goodCode, func(o *Offer) { o.Limits.Budget.Amount = "much" }, []string{"/limits/budget out_of_range"}},
		"a fallback without program":    {goodCode, func(o *Offer) { o.IfExhausted = "two-hundred" }, []string{"/ifExhausted bad_id"}},
		"a fallback with too many ends": {goodCode, func(o *Offer) { o.IfExhausted = "a/b/c" }, []string{"/ifExhausted bad_id"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := offerOf(t, c.base)
			c.change(&o)
			fields := o.Validate()
			if got := found(fields); !slices.Equal(got, append([]string{}, c.want...)) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			for _, f := range fields {
				if f.Detail == "" {
					t.Errorf("%v says nothing", f)
				}
			}
		})
	}
}

func TestProgramValidateReportsEverythingAtOnce(t *testing.T) {
	bad := offerOf(t, goodCode)
	bad.Label, bad.Worth.Amount, bad.Gives.Generate.Length, bad.Limits.Stock = nil, "2,00", 3, ptr(int64(-1))
	bad.Limits.PerPerson, bad.Limits.Period, bad.IfExhausted = ptr(0), "day!", "-"
	p := Program{ID: "Welcome", Offers: map[string]Offer{"Ten/percent": bad, "fine": offerOf(t, goodPoints)}}
	want := []string{
		"/name required", "/offers/Ten~1percent bad_id", "/offers/Ten~1percent/gives/generate/length out_of_range",
		"/offers/Ten~1percent/ifExhausted bad_id", "/offers/Ten~1percent/label required", "/offers/Ten~1percent/limits/perPerson out_of_range",
		"/offers/Ten~1percent/limits/period unknown_choice", "/offers/Ten~1percent/limits/stock out_of_range",
		"/offers/Ten~1percent/worth out_of_range", "/program bad_id",
	}
	if got := found(p.Validate()); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := found(Program{ID: "a", Name: Text{"": "A"}}.Validate()); !slices.Equal(got, []string{"/offers required"}) {
		t.Errorf("a program without offers: %v", got)
	}
	good := Program{ID: "welcome", Name: Text{"": "Welcome"}, Offers: map[string]Offer{"ten-percent": offerOf(t, goodCode)}}
	if got := good.Validate(); len(got) != 0 {
		t.Errorf("the program of DESIGN.md: %v", got)
	}
}

func TestMoneyMinor(t *testing.T) {
	for _, c := range []struct {
		money Money
		minor int64
		ok    bool
	}{
		{Money{"2.00", "EUR"}, 200, true}, {Money{"2", "EUR"}, 200, true}, {Money{"2.5", "EUR"}, 250, true}, {Money{"0.05", "EUR"}, 5, true},
		{Money{"200", "JPY"}, 200, true}, {Money{"1.005", "KWD"}, 1005, true}, {Money{"999999999999.99", "EUR"}, 99999999999999, true},
		{Money{"200.0", "JPY"}, 0, false}, {Money{"2.", "EUR"}, 0, false}, {Money{".5", "EUR"}, 0, false}, {Money{"", "EUR"}, 0, false},
		{Money{"1e3", "EUR"}, 0, false}, {Money{"+1", "EUR"}, 0, false}, {Money{" 1", "EUR"}, 0, false}, {Money{"1.0.0", "EUR"}, 0, false},
		{Money{"9999999999999", "EUR"}, 0, false}, {Money{"1", ""}, 0, false}, {Money{"1", "eur"}, 0, false}, {Money{"١", "EUR"}, 0, false},
	} {
		minor, err := c.money.Minor()
		if minor != c.minor || (err == nil) != c.ok {
			t.Errorf("%+v: %d, %v", c.money, minor, err)
		}
	}
}
