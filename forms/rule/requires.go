package rule

// Requires tells whether the rule can hold only where one of the boolean variables that yes names is
// true: the variable itself, its comparison with true, a conjunction with such a part, or an
// alternative of nothing else. It never says so of a rule that could hold without; of some that
// could not, it does not see it.
func (r *Rule) Requires(yes func(name string) bool) bool { return r.root.requires(yes) }

func (n *node) requires(yes func(name string) bool) bool {
	switch n.op {
	case opVar:
		return yes(n.name)
	case opAnd:
		for i := range n.args {
			if n.args[i].requires(yes) {
				return true
			}
		}
	case opOr:
		for i := range n.args {
			if !n.args[i].requires(yes) {
				return false
			}
		}
		return true
	case opEqual:
		a, b := &n.args[0], &n.args[1]
		return a.requires(yes) && b.isTrue() || b.requires(yes) && a.isTrue()
	}
	return false
}

// isTrue tells whether the node is the literal true.
func (n *node) isTrue() bool { return n.op == opLiteral && n.value.Bool() }
