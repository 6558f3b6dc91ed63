package audit

import (
	"errors"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/internal/stats"
)

// A HorizonTable counts how long after the decision leads reached the target,
// by the month of the decision, to find a Horizon for an Audit. Finding it is a
// pass of its own: a horizon that is chosen while outcomes are counted depends
// on them.
//
// The zero HorizonTable is empty; set Target and CutOff before the first Add.
// It is plain data of bounded size that round-trips through JSON. It belongs to
// one goroutine at a time.
type HorizonTable struct {
	// Target is what is waited for; "" is TargetWon.
	Target Target `json:"target,omitempty"`
	// CutOff is the instant up to which outcomes were looked up.
	CutOff time.Time            `json:"cut_off"`
	Months Table[MonthOfDelays] `json:"months,omitzero"`
}

// MonthOfDelays counts the leads decided in one month.
type MonthOfDelays struct {
	Leads int `json:"leads"`
	// Last is the latest instant of their decisions.
	Last time.Time `json:"last"`
	// Days count those that reached the target by the day, from the decision's
	// own instant on, as Delays do.
	Days []int `json:"days,omitempty"`
}

func (m *MonthOfDelays) add(n MonthOfDelays) {
	m.Leads += n.Leads
	if n.Last.After(m.Last) {
		m.Last = n.Last
	}
	for len(m.Days) < len(n.Days) {
		m.Days = append(m.Days, 0)
	}
	for i, x := range n.Days {
		m.Days[i] += x
	}
}

// Add counts a lead decided at asOf. Decisions after the cut-off are not
// counted, nor are leads that had reached the target before.
func (t *HorizonTable) Add(asOf time.Time, outcome Outcome) {
	o := outcome.settled()
	if asOf.IsZero() || asOf.After(t.CutOff) {
		return
	}
	month := MonthOfDelays{Leads: 1, Last: asOf.UTC()}
	value, at := t.Target.of(&o), t.Target.at(&o)
	if value.Known && value.Value && !at.IsZero() && !at.After(t.CutOff) {
		if at.Before(asOf) {
			return
		}
		days := min(daysUntil(asOf, at), maxDelay+1)
		month.Days = make([]int, days+1)
		month.Days[days] = 1
	}
	groupAt(&t.Months, MaxGroups, monthOf(asOf)).add(month)
}

// Merge adds what another table counted and leaves it as it is. The error says
// that target or cut-off differ; then nothing is merged.
func (t *HorizonTable) Merge(u *HorizonTable) error {
	if t.Target.or() != u.Target.or() || !t.CutOff.Equal(u.CutOff) {
		return errors.New("audit: merged tables must have one target and one cut-off")
	}
	merge(&t.Months, &u.Months, MaxGroups)
	return nil
}

// A HorizonProposal is a horizon to audit with, or why there is none yet.
type HorizonProposal struct {
	// Days is the horizon, 0 where none is proposed.
	Days int `json:"days,omitempty"`
	// Seen is the time in which nine tenths of the wins so far came, of the
	// oldest third of the leads. Followed is for how many days all of these have
	// been looked up.
	Seen     int `json:"seen"`
	Followed int `json:"followed"`
	// Leads are the oldest third, by whole months, Wins those of them that
	// reached the target.
	Leads  int    `json:"leads"`
	Wins   int    `json:"wins"`
	Target Target `json:"target"`
}

// ProposeHorizon is the time in which nine tenths of the wins came that the
// oldest third of the leads ever had. It is proposed only if these have been
// followed for at least twice as long; else wins are still coming.
func (t *HorizonTable) ProposeHorizon() HorizonProposal {
	all := 0
	for i := range t.Months.Entries {
		all += t.Months.Entries[i].Value.Leads
	}
	var oldest MonthOfDelays
	for i := range t.Months.Entries { // by name, which is by time
		if 3*oldest.Leads >= all {
			break
		}
		oldest.add(t.Months.Entries[i].Value)
	}
	p := HorizonProposal{Leads: oldest.Leads, Target: t.Target.or()}
	if oldest.Leads == 0 {
		return p
	}
	for _, n := range oldest.Days {
		p.Wins += n
	}
	p.Followed = int(t.CutOff.Sub(oldest.Last) / day)
	seen, settled := stats.Horizon(oldest.Days, p.Followed)
	p.Seen = seen
	if settled {
		p.Days = max(1, seen)
	}
	return p
}

// String is the proposal as a sentence.
func (p HorizonProposal) String() string {
	switch {
	case p.Leads == 0:
		return "No lead with a decision before the cut-off: no horizon can be proposed."
	case p.Wins == 0:
		return fmt.Sprintf("None of the %d oldest leads was %s: no horizon can be proposed.", p.Leads, p.Target)
	case p.Days > 0:
		return fmt.Sprintf("Horizon: %d days. Nine tenths of the oldest leads that were %s were so within that time.", p.Days, p.Target)
	}
	return fmt.Sprintf("Wins are still coming at day %d: the oldest leads have been followed for %d days, and nine tenths of their wins so far took up to %d. Give a horizon yourself.", p.Followed, p.Followed, p.Seen)
}
