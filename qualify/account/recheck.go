package account

import (
	"context"
	"time"
)

// RecheckAt returns the first whole second after asOf at which deciding shows by time
// alone another quadrant, status, band, team or owner of the account or of one of its
// people, another role of one of these, or another role that is missing, as
// [qualify.Engine.RecheckAt] does of a lead: with the same results, bound and errors.
// It is never too late, and early only after 4,000 stretches of time that had to be
// looked at. The order of people in a decision, which goes by points too, and whether
// to find somebody is decisive may change before.
//
// A stretch costs about one decision of the account, and less where its people are
// known to stay as they are; where the points of all of them fade, RecheckAt takes some
// dozens of decisions. Long logs and many people take a context. A nil account is the zero
// one. The account is only read. RecheckAt is safe for concurrent use.
func (e *Engine) RecheckAt(ctx context.Context, a *Account, asOf time.Time) (at time.Time, ok bool, err error) {
	if a == nil {
		a = &Account{}
	}
	var r record
	r.read(a)
	return e.engine.RecheckAt(ctx, key, &r.AccountRecord, asOf)
}
