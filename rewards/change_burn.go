package rewards

import (
	"cmp"
	"slices"
	"time"

	"proffer/forms/fault"
)

// Burn spends points of an account from a person's grants of it: those that expire soonest first, all or none. The same key
// again, with as many points, changes nothing and gives the same redemptions, unless all of them were undone: that is a Conflict.
func Burn(helds []Held, points int64, key string, c Cause) ([]Change, []Redemption, error) {
	if err := CheckKey("/key", key); err != nil {
		return nil, nil, err
	}
	if points < 1 {
		return nil, nil, fault.At(fault.Invalid, "/points", "out_of_range", "write 1 or more points")
	}
	var before []Redemption
	var sum, has int64
	var usable []Held
	for _, h := range helds {
		for _, r := range h.Redemptions {
			if r.Key == key {
				before, sum = append(before, r), sum+r.Points
			}
		}
		if h.standing(c.At) == nil && h.Grant.Left != nil && *h.Grant.Left > 0 && (h.Grant.Available == nil || !h.Grant.Available.After(c.At)) {
			usable, has = append(usable, h), has+*h.Grant.Left
		}
	}
	if before != nil {
		if sum != points {
			return nil, nil, fault.At(fault.Conflict, "/key", "key_reused", "this key names a redemption of %d points; give each redemption a key of its own", sum)
		}
		if !slices.ContainsFunc(before, func(r Redemption) bool { return r.Undone == nil }) {
			return nil, nil, errUndone()
		}
		return nil, before, nil
	}
	if has < points {
		return nil, nil, fault.At(fault.Conflict, "/points", "too_few", "%d points can be spent now", has)
	}
	end := func(h Held) time.Time {
		if h.Grant.Expires == nil {
			return time.Unix(1<<40, 0) // after all that do expire
		}
		return *h.Grant.Expires
	}
	slices.SortStableFunc(usable, func(a, b Held) int { return cmp.Or(end(a).Compare(end(b)), a.Grant.At.Compare(b.Grant.At)) })
	var changes []Change
	var made []Redemption
	for _, h := range usable {
		take := min(points, *h.Grant.Left)
		if take == 0 {
			break
		}
		change, redemption, err := Redeem(h, RedeemRequest{Points: &take, Key: key}, c)
		if err != nil {
			return nil, nil, err
		}
		changes, made, points = append(changes, *change), append(made, *redemption), points-take
	}
	return changes, made, nil
}
