package engine

import (
	"context"

	"proffer/forms"
)

// vote takes a ballot of an anonymous poll: it is counted, and nothing of it is stored that names
// anybody. The reply tells the results and nothing else, fresh or again.
func (e *Engine) vote(ctx context.Context, v *forms.Version, ask *Exchange) (*Reply, error) {
	replayed, err := e.o.Store.Vote(ctx, ask)
	if err != nil {
		return nil, err
	}
	return e.showCounts(ctx, v, replayed)
}

func (e *Engine) showCounts(ctx context.Context, v *forms.Version, replayed bool) (*Reply, error) {
	out := &Reply{Replayed: replayed, Recommendations: []RecommendationItem{}, Preferences: []PreferenceReply{}, Dropped: []Drop{}, Consents: []ConsentReply{}}
	var err error
	if v.Form.Results.Show != "never" {
		out.Results, err = e.results(ctx, v)
	}
	return out, err
}

// ballot is the decision of an anonymous poll: its votes.
func (x *exchange) ballot(f Facts) (*Decision, error) {
	if err := x.place(f); err != nil {
		return nil, err
	}
	return &Decision{Votes: x.path.votes(), VoteStep: x.path.version.Form.Results.Minimum}, nil
}

// ClosePolls destroys what keeps people to one vote each in the anonymous polls that take none any
// more: closed, withdrawn, or anonymous no longer. It is called at every start, once the brands are
// published, and every minute after that.
func (e *Engine) ClosePolls(ctx context.Context) error {
	open, err := e.o.Store.OpenPolls(ctx)
	if err != nil {
		return err
	}
	now := e.o.Now()
	for _, p := range open {
		_, c, err := e.form(p.Brand, p.Form)
		if err == nil && c.version.Form.Anonymous && (c.schedule.Closes == nil || now.Before(*c.schedule.Closes)) {
			continue
		}
		if err := e.o.Store.ClosePoll(ctx, p.Brand, p.Form); err != nil {
			return err
		}
	}
	return nil
}
