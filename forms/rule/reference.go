package rule

// Operator is what a reference tells of an operator.
type Operator struct {
	Name string
	// Least and Most are how many operands it takes; Most is 0 where there is no limit.
	Least, Most int
	Usage       string // how it is written
}

// Operators lists every operator in the order of the reference, for schemas and editors.
func Operators() []Operator {
	out := make([]Operator, len(operators))
	for i, o := range operators {
		out[i] = Operator{Name: o.name, Least: o.min, Most: o.max, Usage: o.usage}
	}
	return out
}
