package forms

import "strconv"

// checkEarlierIDs refuses earlier ids by which a stored value could be read in two ways.
func (b *Brand) checkEarlierIDs(c *checks) {
	for _, id := range b.Attributes.Names() {
		a, _ := b.Attributes.Get(id)
		earlier := map[string]string{}
		for _, v := range a.Values.Names() {
			value, _ := a.Values.Get(v)
			for i, was := range value.Was {
				at := below(below("/attributes", id)+"/values", v) + "/was/" + strconv.Itoa(i)
				switch _, now := a.Values.Get(was); {
				case !listed(a.Type):
					c.fault(at, "unknown_field", "leave it out", "the values of a %s have no earlier ids", a.Type)
				case now:
					c.fault(at, "duplicate", "give that value another id, or leave this out", "%q is a value of today: what is stored under it would be read as %q", was, v)
				case earlier[was] != "":
					c.fault(at, "duplicate", "name each earlier id at one value", "%q was %q as well as %q", was, earlier[was], v)
				}
				earlier[was] = v
			}
		}
	}
}
