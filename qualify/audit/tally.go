package audit

import (
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// A Tally counts the leads of a group by how far they came.
type Tally struct {
	// Leads are all, Removed those that screening removed. Fit, readiness and
	// status are counted for the rest only.
	Leads   int `json:"leads"`
	Removed int `json:"removed"`
	// GoodFit and PoorFit do not count leads whose fit is unknown, nor Ready and
	// NotReady those whose readiness is.
	GoodFit  int `json:"good_fit"`
	PoorFit  int `json:"poor_fit"`
	Ready    int `json:"ready"`
	NotReady int `json:"not_ready"`
	// MQL, SQL, Research and Nurture are the statuses.
	MQL      int `json:"mql"`
	SQL      int `json:"sql"`
	Research int `json:"research"`
	Nurture  int `json:"nurture"`
	// ByAccepted counts the leads, removed ones too, by whether sales took them
	// for SQLs, ByWon by whether they bought.
	ByAccepted Count `json:"by_accepted"`
	ByWon      Count `json:"by_won"`
	// MQLAccepted are those of ByAccepted with status mql, AcceptedWon those of
	// ByWon that sales accepted as SQLs.
	MQLAccepted Count `json:"mql_accepted"`
	AcceptedWon Count `json:"accepted_won"`
}

// unjudged is the tally where nobody says when sales accepted leads or sent them
// back: a lead that was worked is no miss by silence then.
func (t Tally) unjudged() Tally {
	for _, c := range []*Count{&t.ByAccepted, &t.MQLAccepted} {
		*c = Count{Leads: c.Leads, Unknown: c.Known + c.Unknown}
	}
	t.AcceptedWon = Count{}
	return t
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

// tallyOf is the tally of one lead, with whether it was accepted and won.
func tallyOf(d *qualify.Decision, accepted, won state) Tally {
	t := Tally{
		Leads:      1,
		Removed:    one(removed(d)),
		MQL:        one(d.Status == matrix.StatusMQL),
		SQL:        one(d.Status == matrix.StatusSQL),
		Research:   one(d.Status == matrix.StatusResearch),
		Nurture:    one(d.Status == matrix.StatusNurture),
		ByAccepted: countOf(accepted),
		ByWon:      countOf(won),
	}
	if t.MQL == 1 {
		t.MQLAccepted = t.ByAccepted
	}
	if accepted == hit {
		t.AcceptedWon = t.ByWon
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
	t.ByAccepted.add(u.ByAccepted)
	t.ByWon.add(u.ByWon)
	t.MQLAccepted.add(u.MQLAccepted)
	t.AcceptedWon.add(u.AcceptedWon)
}

// Remaining are the leads that screening left.
func (t *Tally) Remaining() int { return t.Leads - t.Removed }

// PoorFitRate is the share of poor fit among the leads that screening left.
func (t *Tally) PoorFitRate() Rate { return RateOf(t.PoorFit, t.Remaining()) }

// MQLToSQL is the share of MQLs that sales accepted as SQLs.
func (t *Tally) MQLToSQL() Rate { return t.MQLAccepted.Rate() }

// SQLToWon is the share that bought of those that sales accepted as SQLs.
func (t *Tally) SQLToWon() Rate { return t.AcceptedWon.Rate() }

// Count is the tally's leads by the target.
func (t *Tally) Count(target Target) Count {
	if target == TargetAccepted {
		return t.ByAccepted
	}
	return t.ByWon
}
