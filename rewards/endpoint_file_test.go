package rewards_test

import (
	"strings"
	"testing"
	"time"

	"proffer/forms/fault"
	"proffer/rewards"
)

// The file and the store are one mechanism: what the file says becomes so, what waits stays, and what
// others decided, a pause or a 410, is not undone by a restart.
func TestInstallEndpoints(t *testing.T) {
	st := openStore(t)
	at := time.Now().UTC().Truncate(time.Second)
	install := func(at time.Time, list ...rewards.Endpoint) {
		t.Helper()
		if err := rewards.InstallEndpoints(t.Context(), st, list, at); err != nil {
			t.Fatal(err)
		}
	}
	shop, care := to("shop", "https://shop.example/"), to("care", "https://care.example/")
	install(at, shop, care)
	made := stored(t, st, "shop")
	if made.Origin != rewards.OriginFile || !made.Created.Equal(at) || made.Secret != secret || made.State() != rewards.StateActive {
		t.Errorf("installed %s %v %s", made.Origin, made.Created, made.State())
	}
	before, err := st.EndpointsRevision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	install(at.Add(time.Hour), shop, care)
	if after, _ := st.EndpointsRevision(t.Context()); after != before {
		t.Error("the same file changed something")
	}

	// A pause and a 410 outlast a restart; a new address has not answered yet.
	change(t, st, "shop", func(e *rewards.Endpoint) {
		e.Paused, e.Disabled = true, &rewards.Disabled{At: at, Why: rewards.DisabledGone}
	})
	install(at.Add(time.Hour), shop, care)
	if e := stored(t, st, "shop"); !e.Paused || e.Disabled == nil {
		t.Error("a restart resumes what was paused, or enables what was gone")
	}
	shop.URL, shop.Events, shop.Programs = "https://new.example/", []string{rewards.EventStockLow}, []string{"welcome"}
	fresh, err := rewards.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	shop.Secret = fresh
	install(at.Add(time.Hour), shop, care)
	e := stored(t, st, "shop")
	if !e.Paused || e.Disabled != nil || e.URL != shop.URL || !e.Wants(rewards.EventStockLow) || e.Programs[0] != "welcome" || !e.Created.Equal(at) {
		t.Errorf("changed to %s, %v", e.State(), e.Events)
	}
	if e.Secret != fresh || len(e.Former) != 1 || e.Former[0].Secret != secret || !e.Former[0].Until.Equal(at.Add(time.Hour+rewards.SecretOverlap)) {
		t.Error("a changed secret does not sign beside its former one for a day")
	}

	// Left out of the file it is kept and hears of nothing; named again it is as before.
	announce(t, st, at, 1, "care")
	install(at.Add(2*time.Hour), shop)
	e = stored(t, st, "care")
	if e.State() != rewards.StateDisabled || e.Disabled.Why != rewards.DisabledUnlisted || e.Hears() || states(t, st, "care")[rewards.DeliveryPending] != 1 {
		t.Errorf("left out: %s, %v", e.State(), states(t, st, "care"))
	}
	desk := &rewards.Desk{Store: st, Now: time.Now}
	if _, err := desk.Resume(t.Context(), brand, "care", nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("resumed although the file does not want it: %v", err)
	}
	if err := desk.Delete(t.Context(), brand, "shop", nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("deleted although the file wants it: %v", err)
	}
	install(at.Add(3*time.Hour), shop, care)
	if e = stored(t, st, "care"); e.State() != rewards.StateActive || !e.Hears() {
		t.Errorf("named again: %s", e.State())
	}
	install(at.Add(4*time.Hour), shop)
	if err := desk.Delete(t.Context(), brand, "care", nil); err != nil {
		t.Errorf("what the file does not want any more is not deleted: %v", err)
	}

	// What was made by API is not the file's to take.
	mine := to("mine", "https://mine.example/")
	mine.Origin = rewards.OriginAPI
	if err := st.CreateEndpoint(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	install(at, shop)
	if e := stored(t, st, "mine"); e.State() != rewards.StateActive {
		t.Errorf("an endpoint made by API is %s because the file does not name it", e.State())
	}
	if err := rewards.InstallEndpoints(t.Context(), st, []rewards.Endpoint{to("mine", "https://file.example/")}, at); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "mine") {
		t.Errorf("the file took an endpoint made by API: %v", err)
	}
}

// Rotating again and again keeps the newest secrets that still sign, and forgets those whose time is over.
func TestRotate(t *testing.T) {
	e, at := to("shop", "https://shop.example/"), time.Now()
	for i, c := range []struct {
		after time.Duration
		want  int // secrets that sign
	}{{0, 2}, {time.Hour, 3}, {time.Hour, 4}, {time.Hour, 4}, {25 * time.Hour, 2}} {
		at = at.Add(c.after)
		fresh, err := rewards.NewSecret()
		if err != nil {
			t.Fatal(err)
		}
		e.Rotate(fresh, at)
		all, err := e.Secrets(at)
		if err != nil || len(all) != c.want || e.Secret != fresh {
			t.Errorf("rotation %d: %d secrets sign, want %d (%v)", i+1, len(all), c.want, err)
		}
	}
	if all, _ := e.Secrets(at.Add(rewards.SecretOverlap)); len(all) != 1 {
		t.Errorf("%d secrets sign after a day", len(all))
	}
}
