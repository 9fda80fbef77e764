package forms

// longKeep is how long a value is kept without a stated reason at most.
var longKeep = func() Period {
	var p Period
	if err := p.UnmarshalJSON([]byte(`"P2Y"`)); err != nil {
		panic("forms: " + err.Error())
	}
	return p
}()

// checkKeepReasons refuses a long time without a reason.
func (b *Brand) checkKeepReasons(c *checks) {
	for _, id := range b.Purposes.Names() {
		p, _ := b.Purposes.Get(id)
		at := below("/purposes", id)
		if p.Keep == nil || b.lost(at+"/keep", at+"/keepReason") || !p.Keep.Longer(longKeep) {
			continue
		}
		if p.KeepReason == "" {
			c.fault(at+"/keep", "keep_reason", `add "keepReason", or keep it two years or less`, "%s is longer than two years, and nothing says why", p.Keep)
		} else if !reason(p.KeepReason) {
			c.fault(at+"/keepReason", "keep_reason", "write a sentence that a privacy officer can follow", "%q is no reason to keep it longer than two years", p.KeepReason)
		}
	}
}
