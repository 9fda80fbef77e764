package rewards

// external is given by another system: it is reserved at the commit, announced, and granted once that system has
// confirmed it, or released when it has not in time.
type external struct{}

func (external) members() (must, may []string) { return []string{"timeout"}, nil }

func (external) check(*validator, Offer) {}

func (external) give(made *Made, terms Offer) {
	g := &made.Grant
	g.State = StateReserved
	if terms.Gives.Timeout != nil {
		until := terms.Gives.Timeout.After(g.At)
		g.Until = &until
	}
}
