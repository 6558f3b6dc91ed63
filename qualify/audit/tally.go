package audit

import (
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// A Tally counts the leads of a group along their way.
type Tally struct {
	// Leads are all, Removed those that screening removed. Fit, readiness and
	// status are counted for the rest only.
	Leads   int `json:"leads"`
	Removed int `json:"removed"`
	// GoodFit and PoorFit leave those whose fit is unknown, as Ready and
	// NotReady do.
	GoodFit  int `json:"good_fit"`
	PoorFit  int `json:"poor_fit"`
	Ready    int `json:"ready"`
	NotReady int `json:"not_ready"`
	// MQL, SQL, Research and Nurture are the statuses.
	MQL      int `json:"mql"`
	SQL      int `json:"sql"`
	Research int `json:"research"`
	Nurture  int `json:"nurture"`
	// Judged are the leads, removed ones too, of which it is known whether
	// sales took them for SQLs, Accepted those that it did. Closed are those of
	// which it is known whether they bought, Won those that did.
	Judged   int `json:"judged"`
	Accepted int `json:"accepted"`
	Closed   int `json:"closed"`
	Won      int `json:"won"`
	// MQLJudged and MQLAccepted are the part of Judged and Accepted with status
	// mql.
	MQLJudged   int `json:"mql_judged"`
	MQLAccepted int `json:"mql_accepted"`
	// AcceptedClosed and AcceptedWon are the part of Closed and Won that sales
	// took for SQLs.
	AcceptedClosed int `json:"accepted_closed"`
	AcceptedWon    int `json:"accepted_won"`
}

// removed tells whether screening removed the lead.
func removed(d *qualify.Decision) bool {
	return d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// tallyOf is the tally of one lead; the outcome is settled.
func tallyOf(d *qualify.Decision, o *Outcome) Tally {
	accepted, won := o.Accepted.Known && o.Accepted.Value, o.Won.Known && o.Won.Value
	mql := d.Status == matrix.StatusMQL
	t := Tally{
		Leads:       1,
		Removed:     one(removed(d)),
		MQL:         one(mql),
		SQL:         one(d.Status == matrix.StatusSQL),
		Research:    one(d.Status == matrix.StatusResearch),
		Nurture:     one(d.Status == matrix.StatusNurture),
		Judged:      one(o.Accepted.Known),
		Accepted:    one(accepted),
		Closed:      one(o.Won.Known),
		Won:         one(won),
		MQLJudged:   one(mql && o.Accepted.Known),
		MQLAccepted: one(mql && accepted),

		AcceptedClosed: one(accepted && o.Won.Known),
		AcceptedWon:    one(accepted && won),
	}
	if t.Removed == 0 {
		t.GoodFit, t.PoorFit = one(d.Fit.Verdict == icp.Good), one(d.Fit.Verdict == icp.Poor)
		t.Ready, t.NotReady = one(d.Readiness.Verdict == qualify.Ready), one(d.Readiness.Verdict == qualify.NotReady)
	}
	return t
}

func (t *Tally) add(u Tally) {
	t.Leads += u.Leads
	t.Removed += u.Removed
	t.GoodFit += u.GoodFit
	t.PoorFit += u.PoorFit
	t.Ready += u.Ready
	t.NotReady += u.NotReady
	t.MQL += u.MQL
	t.SQL += u.SQL
	t.Research += u.Research
	t.Nurture += u.Nurture
	t.Judged += u.Judged
	t.Accepted += u.Accepted
	t.Closed += u.Closed
	t.Won += u.Won
	t.MQLJudged += u.MQLJudged
	t.MQLAccepted += u.MQLAccepted
	t.AcceptedClosed += u.AcceptedClosed
	t.AcceptedWon += u.AcceptedWon
}

// Remaining are the leads that screening left.
func (t *Tally) Remaining() int { return t.Leads - t.Removed }

// PoorFitRate is the share of poor fit among the leads that screening left.
func (t *Tally) PoorFitRate() Rate { return RateOf(t.PoorFit, t.Remaining()) }

// MQLToSQL is the share of MQLs that sales took for SQLs, among those judged.
func (t *Tally) MQLToSQL() Rate { return RateOf(t.MQLAccepted, t.MQLJudged) }

// SQLToWon is the share that bought of those that sales took for SQLs, among
// those closed.
func (t *Tally) SQLToWon() Rate { return RateOf(t.AcceptedWon, t.AcceptedClosed) }

// Count is the tally's leads by the target.
func (t *Tally) Count(target Target) Count {
	if target == Accepted {
		return Count{t.Leads, t.Judged, t.Accepted}
	}
	return Count{t.Leads, t.Closed, t.Won}
}
