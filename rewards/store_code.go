package rewards

import "context"

// MaxAdded is how many codes one call of AddCodes takes: so many are written in the time of a few exchanges, so that
// none waits long behind them.
const MaxAdded = 1000

// Pool is a brand's pool of codes, which an offer with "pool" gives, the first that was added first.
type Pool struct {
	Pool  string `json:"pool"`
	Left  int64  `json:"left"`
	Total int64  `json:"total"` // ever added
}

// Given is how many of it were given. What was given to people who were erased since is among them.
func (p Pool) Given() int64 { return p.Total - p.Left }

// CodeStore keeps pools of codes. A code belongs to one grant of its brand at most, whether it was made or comes from a
// pool; once given it is never given again, also after the person was erased, when it is linked to nobody. Exchanges take
// from a pool inside Complete, where Give.Pool names it.
type CodeStore interface {
	// AddCodes puts codes behind those that are in the brand's pool, in their order, which it makes if it is not there, and
	// returns once they are durable. A code that the brand has already, in any pool, given or not, or made by Proffer, is
	// left as it is: taken are the indexes of those, ascending. Of a code that stands twice in the list the second is
	// taken. More than MaxAdded codes are Invalid, and nothing is added. If it fails, or if the process dies before,
	// none is added: the same call again adds them once.
	AddCodes(ctx context.Context, brand, pool string, codes []string) (added int, taken []int, err error)

	// TakenCodes tells which codes AddCodes would find taken now, by their indexes, ascending, and changes nothing. A brand
	// that is not known has none.
	TakenCodes(ctx context.Context, brand string, codes []string) ([]int, error)

	// Pool tells how many codes of a pool are left, and how many were ever added; of one that is not there 0 and 0.
	Pool(ctx context.Context, brand, pool string) (left, total int64, err error)

	// Pools lists the brand's pools in the order of their names. None: an empty slice.
	Pools(ctx context.Context, brand string) ([]Pool, error)
}
