package engine

import (
	"context"
	"io"
	"slices"

	"proffer/forms"
	"proffer/forms/fault"
	"proffer/rewards"
)

// ImportLines is how many refused lines of an import are told.
const ImportLines = 100

// ImportReply is what an import came to; Lines are the first that were refused.
type ImportReply struct {
	rewards.Imported
	Lines []rewards.RefusedLine `json:"lines"`
}

// Codes are what a client brings for a pool: a list or, where that is nil, a CSV file.
type Codes struct {
	Pool string
	List []string
	File io.Reader
}

// ImportCodes puts codes into a pool from which an offer of the program takes its own.
func (e *Engine) ImportCodes(ctx context.Context, c Client, program string, codes Codes) (*ImportReply, error) {
	p, err := e.program(c.Key.Brand, program)
	if err != nil {
		return nil, err
	}
	var pools []string
	for _, o := range p.Offers {
		if o.Gives.Pool != "" && !slices.Contains(pools, o.Gives.Pool) {
			pools = append(pools, o.Gives.Pool)
		}
	}
	switch {
	case codes.Pool == "":
		return nil, fault.At(fault.Invalid, "/pool", "required", "name the pool; in the program %s %s", program, forms.Suggest("", pools))
	case !slices.Contains(pools, codes.Pool):
		return nil, fault.At(fault.Invalid, "/pool", "unknown_choice", "no offer of the program %s takes from a pool of this name; %s", program, forms.Suggest(codes.Pool, pools))
	}
	out := &ImportReply{Lines: []rewards.RefusedLine{}}
	i := rewards.Import{Store: e.o.Rewards, Brand: c.Key.Brand, Pool: codes.Pool, Refused: func(no rewards.RefusedLine) {
		if len(out.Lines) < ImportLines {
			out.Lines = append(out.Lines, no)
		}
	}}
	if codes.List != nil {
		out.Imported, err = i.List(ctx, codes.List)
	} else {
		out.Imported, err = i.CSV(ctx, codes.File)
	}
	return out, err
}
