package rewards

import (
	"context"
	"slices"
	"time"

	"proffer/forms/fault"
)

// InstallEndpoints makes the store's endpoints of origin "file" those that the endpoints file lists. A
// secret that the file changed signs beside its former one for SecretOverlap, and a new URL enables an
// endpoint that the old one had disabled with 410. One that the file does not list any more is disabled and
// keeps what is pending, so that a start with the wrong file loses nothing that was waiting. An endpoint of
// the same name that was made by API is an error, and nothing after it is installed.
func InstallEndpoints(ctx context.Context, st EndpointStore, listed []Endpoint, now time.Time) error {
	for _, e := range listed {
		e.Origin, e.Created = OriginFile, now.UTC()
		err := st.CreateEndpoint(ctx, e)
		if fault.Is(err, fault.Conflict) {
			_, err = st.ChangeEndpoint(ctx, e.Brand, e.ID, func(have *Endpoint) error { return have.listed(e, now) })
		}
		if err != nil {
			return err
		}
	}
	have, err := st.Endpoints(ctx, "")
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.Origin != OriginFile || slices.ContainsFunc(listed, func(l Endpoint) bool { return l.Name() == e.Name() }) {
			continue
		}
		if _, err := st.ChangeEndpoint(ctx, e.Brand, e.ID, func(have *Endpoint) error {
			if have.Disabled == nil || have.Disabled.Why != DisabledUnlisted {
				have.Disabled = &Disabled{At: now.UTC(), Why: DisabledUnlisted}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// listed makes an endpoint what the file says of it.
func (e *Endpoint) listed(as Endpoint, now time.Time) error {
	if e.Origin != OriginFile {
		return fault.New(fault.Conflict, "the endpoint %s of the endpoints file exists already: it was made by API; give the file's another id, or delete the other", as)
	}
	if e.Secret != as.Secret {
		e.Rotate(as.Secret, now)
	}
	if e.Disabled != nil && (e.Disabled.Why == DisabledUnlisted || e.URL != as.URL) {
		e.Disabled = nil
	}
	e.Recipient, e.Purposes, e.Events, e.Programs, e.URL = as.Recipient, as.Purposes, as.Events, as.Programs, as.URL
	return nil
}

// errListed refuses to change what the endpoints file says.
func errListed(e Endpoint) error {
	return fault.New(fault.Conflict, "the endpoint %q stands in the endpoints file; change it there and start the server again", e.ID)
}
