package storetest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// Secrets that no file may hold.
const (
	endpointSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" //nolint:gosec // the one of the README
	formerSecret   = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	endpointURL    = "https://shop.example/hooks?token=hunter2"
)

// endpoint is one with something in each field.
func endpoint(id string) rewards.Endpoint {
	return rewards.Endpoint{
		ID: id, Brand: Brand, Recipient: "shop", Purposes: []string{"recommend"}, Events: []string{rewards.EventResponseCompleted}, Programs: []string{"welcome"},
		URL: endpointURL, Secret: endpointSecret, Former: []rewards.FormerSecret{{Secret: formerSecret, Until: day(1).UTC()}},
		Origin: rewards.OriginAPI, Created: Start.UTC(), Paused: true, Disabled: &rewards.Disabled{At: Start.UTC(), Why: rewards.DisabledGone}, Unfit: "no such purpose",
	}
}

func create(t *testing.T, st Store, list ...rewards.Endpoint) {
	t.Helper()
	for _, e := range list {
		ok(t, st.CreateEndpoint(ctx, e))
	}
}

// plain is an endpoint that gets what is due.
func plain(id string) rewards.Endpoint {
	e := endpoint(id)
	e.Paused, e.Disabled, e.Unfit = false, nil, ""
	return e
}

func alter(t *testing.T, st Store, id string, how func(*rewards.Endpoint)) rewards.Endpoint {
	t.Helper()
	e, err := st.ChangeEndpoint(ctx, Brand, id, func(e *rewards.Endpoint) error { how(e); return nil })
	ok(t, err)
	return e
}

// compare looks at fields: an endpoint prints as its name.
func compare(t *testing.T, what string, got, want rewards.Endpoint) {
	t.Helper()
	type fields rewards.Endpoint
	same(t, what, fields(got), fields(want))
}

func listed(t *testing.T, st Store, brand string) []rewards.Endpoint {
	t.Helper()
	list, err := st.Endpoints(ctx, brand)
	ok(t, err)
	return list
}

func counts(t *testing.T, st Store, id string) map[string]int64 {
	t.Helper()
	n, err := st.Deliveries(ctx, Brand, id)
	ok(t, err)
	return n
}

func revision(t *testing.T, st Store) int64 {
	t.Helper()
	n, err := st.EndpointsRevision(ctx)
	ok(t, err)
	return n
}

var endpointCases = map[string]func(t *testing.T, o *Opened){
	// Every field is read back, in the order of brand and id; a brand's alone, or all.
	"as created": func(t *testing.T, o *Opened) {
		same(t, "none", len(listed(t, o, "")), 0)
		other := endpoint("alpha")
		other.Brand = "zeta"
		create(t, o, endpoint("shop"), endpoint("care"), other)
		twice(t, o, func(t *testing.T, st Store) {
			all := listed(t, st, "")
			same(t, "how many", len(all), 3)
			compare(t, "first", all[0], endpoint("care"))
			compare(t, "second", all[1], endpoint("shop"))
			compare(t, "third", all[2], other)
			same(t, "a brand's", len(listed(t, st, "zeta")), 1)
			same(t, "nobody's", len(listed(t, st, "nobody")), 0)
		})
	},

	// A second one of the same name would take the first one's deliveries.
	"created twice": func(t *testing.T, o *Opened) {
		create(t, o, endpoint("shop"))
		again := endpoint("shop")
		again.URL = "https://attacker.example/"
		wants(t, o.CreateEndpoint(ctx, again), fault.Conflict)
		compare(t, "kept", listed(t, o, Brand)[0], endpoint("shop"))
	},

	// Neither the secrets, nor the URL, which may hold a token, stand in any file; nor do those that were.
	"sealed": func(t *testing.T, o *Opened) {
		create(t, o, endpoint("shop"))
		alter(t, o, "shop", func(e *rewards.Endpoint) { e.Secret, e.Former = formerSecret, nil })
		raw := o.Bytes(t)
		for _, never := range []string{endpointSecret[6:], formerSecret[6:], "hunter2", "shop.example"} {
			if bytes.Contains(raw, []byte(never)) {
				t.Errorf("%q stands in a file", never)
			}
		}
	},

	// What a change makes of it is kept, except what names it; an error changes nothing.
	"change": func(t *testing.T, o *Opened) {
		create(t, o, endpoint("shop"))
		want := plain("shop")
		want.Purposes, want.URL = []string{"result"}, "https://other.example/"
		got := alter(t, o, "shop", func(e *rewards.Endpoint) {
			compare(t, "as it stands", *e, endpoint("shop"))
			*e = want
			e.ID, e.Brand, e.Created = "other", "other", day(9)
		})
		compare(t, "returned", got, want)
		no := errors.New("no")
		_, err := o.ChangeEndpoint(ctx, Brand, "shop", func(e *rewards.Endpoint) error { e.URL = "x"; return no })
		if !errors.Is(err, no) {
			t.Errorf("the error of change came back as %v", err)
		}
		twice(t, o, func(t *testing.T, st Store) { compare(t, "kept", listed(t, st, "")[0], want) })
		_, err = o.ChangeEndpoint(ctx, Brand, "nothing", func(*rewards.Endpoint) error { t.Error("called"); return nil })
		wants(t, err, fault.NotFound)
		_, err = o.ChangeEndpoint(ctx, "nobrand", "shop", func(*rewards.Endpoint) error { t.Error("called"); return nil })
		wants(t, err, fault.NotFound)
	},

	// Whoever watches the revision notices each change, and nothing else.
	"revision": func(t *testing.T, o *Opened) {
		at := revision(t, o)
		for what, act := range map[string]func(){
			"create": func() { create(t, o, endpoint("care")) },
			"change": func() { create(t, o, endpoint("a")); alter(t, o, "a", func(e *rewards.Endpoint) { e.Paused = false }) },
			"rotate": func() { create(t, o, endpoint("b")); alter(t, o, "b", func(e *rewards.Endpoint) { e.Former = nil }) },
			"delete": func() { create(t, o, endpoint("c")); ok(t, o.DeleteEndpoint(ctx, Brand, "c")) },
		} {
			act()
			if now := revision(t, o); now <= at {
				t.Errorf("%s: the revision went from %d to %d", what, at, now)
			} else {
				at = now
			}
		}
		alter(t, o, "a", func(*rewards.Endpoint) {})
		complete(t, o, NewSample(NewID(), Start))
		same(t, "after nothing", revision(t, o.Reopen(t)), at)
	},

	// While it is paused or disabled nothing is leased and nothing lost; what was leased can still be settled.
	"held": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"))
		complete(t, o, NewSample(NewID(), Start))
		one := lease(t, o, Start, 1)
		for what, hold := range map[string]func(*rewards.Endpoint){
			"paused": func(e *rewards.Endpoint) { e.Paused = true }, "disabled": func(e *rewards.Endpoint) { e.Disabled = &rewards.Disabled{Why: rewards.DisabledGone} },
		} {
			alter(t, o, "shop", hold)
			twice(t, o, func(t *testing.T, st Store) {
				same(t, what, len(lease(t, st, Start, 10)), 0)
				due, err := st.DueEndpoints(ctx, Start)
				ok(t, err)
				same(t, what+", due", len(due), 0)
			})
			alter(t, o, "shop", func(e *rewards.Endpoint) { e.Paused, e.Disabled = false, nil })
		}
		alter(t, o, "shop", func(e *rewards.Endpoint) { e.Paused = true })
		complete(t, o, NewSample(NewID(), Start))
		settle(t, o, one[0], rewards.DeliveryDelivered, time.Time{})
		same(t, "kept", counts(t, o, "shop"), map[string]int64{"pending": 3, "delivered": 1, "dropped": 0, "dead": 0})
		alter(t, o, "shop", func(e *rewards.Endpoint) { e.Paused = false })
		same(t, "resumed", len(lease(t, o, Start, 10)), 3)
	},

	// A deleted endpoint gets nothing any more, not even from who does not know yet; its secrets, its log and its
	// deliveries are nowhere, and it stays counted.
	"delete": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"))
		complete(t, o, NewSample(NewID(), Start))
		list := lease(t, o, Start, 10)
		ok(t, o.Settle(ctx, []rewards.Settlement{{Delivery: list[0], State: rewards.DeliveryDelivered, At: Start, Attempt: attempt(list[0])}}))
		ok(t, o.DeleteEndpoint(ctx, Brand, "shop"))
		complete(t, o, NewSample(NewID(), Start))
		settle(t, o, list[1], rewards.DeliveryPending, Start)
		twice(t, o, func(t *testing.T, st Store) {
			same(t, "listed", len(listed(t, st, "")), 0)
			same(t, "counts", counts(t, st, "shop"), map[string]int64{"pending": 0, "delivered": 1, "dropped": 1, "dead": 0})
			same(t, "leased", len(lease(t, st, day(1), 10)), 0)
		})
		wants(t, o.DeleteEndpoint(ctx, Brand, "shop"), fault.NotFound)
		wants(t, o.DeleteEndpoint(ctx, "nobrand", "shop"), fault.NotFound)
		wants(t, o.LogAttempt(ctx, Brand, "shop", *attempt(list[0])), fault.NotFound)
		n, _, err := o.Replay(ctx, Brand, "shop", rewards.Replay{States: []string{rewards.DeliveryDelivered}, Limit: 10}, Start)
		ok(t, err)
		same(t, "replayed", n, 0)
		same(t, "its deliveries", len(entries(t, o, rewards.DeliveryQuery{}, Start)), 0)
		for _, want := range []int{1, 0} {
			n, err := o.TidyDeliveries(ctx, Start, 10)
			ok(t, err)
			same(t, "tidied", n, want)
		}
		same(t, "counts", counts(t, o, "shop"), map[string]int64{"pending": 0, "delivered": 1, "dropped": 1, "dead": 0})
		sound(t, o)
	},

	// One that is created under the id of a deleted one may be another recipient's: it begins with nothing, tidied or not.
	"created anew": func(t *testing.T, o *Opened) {
		for _, tidy := range []bool{false, true} {
			create(t, o, plain("shop"))
			complete(t, o, NewSample(NewID(), Start))
			complete(t, o, NewSample(NewID(), Start))
			list := lease(t, o, Start, 3)
			for i, state := range []string{rewards.DeliveryDelivered, rewards.DeliveryDropped, rewards.DeliveryDead} {
				ok(t, o.Settle(ctx, []rewards.Settlement{{Delivery: list[i], State: state, At: Start, Attempt: attempt(list[i])}}))
			}
			ok(t, o.DeleteEndpoint(ctx, Brand, "shop"))
			if tidy {
				_, err := o.TidyDeliveries(ctx, Start, 10)
				ok(t, err)
			}
			create(t, o, plain("shop"))
			twice(t, o, func(t *testing.T, st Store) {
				same(t, "leased", len(lease(t, st, day(1), 10)), 0)
				same(t, "deliveries", len(entries(t, st, rewards.DeliveryQuery{}, Start)), 0)
				same(t, "counts", counts(t, st, "shop"), map[string]int64{"pending": 0, "delivered": 0, "dropped": 0, "dead": 0})
				h, err := st.EndpointHealth(ctx, Brand, "shop")
				ok(t, err)
				same(t, "health", h, rewards.Health{})
				n, _ := replay(t, st, rewards.Replay{States: []string{rewards.DeliveryDead, rewards.DeliveryDelivered}}, Start)
				same(t, "replayed", n, 0)
			})
			complete(t, o, NewSample(NewID(), Start))
			same(t, "of its own", len(lease(t, o, Start, 10)), 2)
			sound(t, o)
			ok(t, o.DeleteEndpoint(ctx, Brand, "shop"))
		}
	},

	// A deletion that a dead process left half done is finished, a little at a time, also of what ended since.
	"delete much": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"))
		for range 8 {
			complete(t, o, NewSample(NewID(), Start))
		}
		list := lease(t, o, Start, 3)
		settle(t, o, list[0], rewards.DeliveryDelivered, time.Time{})
		o.HalfDelete(t, Brand, "shop")
		settle(t, o, list[1], rewards.DeliveryDelivered, time.Time{})
		st := o.Reopen(t)
		same(t, "leased", len(lease(t, st, Start, 10)), 0)
		for _, want := range []int{10, 4, 2, 0} {
			sound(t, st)
			n, err := st.TidyDeliveries(ctx, Start, 10)
			ok(t, err)
			same(t, "deleted at once", n, want)
		}
		same(t, "counts", counts(t, st, "shop"), map[string]int64{"pending": 0, "delivered": 2, "dropped": 14, "dead": 0})
		sound(t, st)
	},

	// How an endpoint fares is counted over restarts and dispatchers: failures in a row, until one succeeds.
	"health": func(t *testing.T, o *Opened) {
		health := func(st Store) rewards.Health {
			h, err := st.EndpointHealth(ctx, Brand, "shop")
			ok(t, err)
			return h
		}
		same(t, "nothing known", health(o), rewards.Health{})
		complete(t, o, NewSample(NewID(), Start))
		complete(t, o, NewSample(NewID(), Start))
		list := lease(t, o, Start, 10)
		outcome := func(d rewards.Delivery, state string, at time.Time) {
			ok(t, o.Settle(ctx, []rewards.Settlement{{Delivery: d, State: state, Next: day(1), At: at}}))
		}
		outcome(list[0], rewards.DeliveryPending, Start.Add(time.Second))
		outcome(list[0], rewards.DeliveryPending, Start.Add(2*time.Second)) // not leased any more: it counts for nothing
		outcome(list[1], rewards.DeliveryDead, Start.Add(3*time.Second))
		outcome(list[2], rewards.DeliveryDropped, Start.Add(4*time.Second)) // nothing was sent
		twice(t, o, func(t *testing.T, st Store) {
			same(t, "failing", health(st), rewards.Health{Failures: 2, Failing: Start.Add(time.Second)})
		})
		outcome(list[3], rewards.DeliveryDelivered, Start.Add(5*time.Second))
		twice(t, o, func(t *testing.T, st Store) {
			same(t, "well", health(st), rewards.Health{Succeeded: Start.Add(5 * time.Second)})
		})
	},

	// One look tells which endpoints have something due, whoever they are.
	"due": func(t *testing.T, o *Opened) {
		create(t, o, plain("shop"), plain("care"))
		s := NewSample(NewID(), Start)
		s.Decision.Events[0].Endpoints = []string{"shop", "mailer"} // the mailer is only a name
		s.Decision.Events[1].Endpoints = nil
		complete(t, o, s)
		due := func(at time.Time) []rewards.EndpointName {
			list, err := o.DueEndpoints(ctx, at)
			ok(t, err)
			return list
		}
		same(t, "too early", len(due(Start.Add(-time.Second))), 0)
		same(t, "due", due(Start), []rewards.EndpointName{{Brand: Brand, ID: "shop"}, {Brand: Brand, ID: "mailer"}})
		lease(t, o, Start, 10)
		same(t, "leased", due(Start), []rewards.EndpointName{{Brand: Brand, ID: "mailer"}})
		same(t, "after the lease", len(due(Start.Add(time.Minute))), 2)
	},
}
