package audit

import (
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/internal/stats"
)

// minKnown is the number of hits, and of misses, below which a report warns.
const minKnown = 30

// Beginning is what a reader has to know of where the figures come from, a
// sentence a line.
func (r *Report) Beginning() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if r.Accounts {
		say("Each lead of this report is an account.")
	}
	if !r.Horizon.set() {
		say("Nobody said how long after the decision outcomes count, so they count as they stand: leads that are still open are left out, so the shares of young leads come out wrong, mostly too high.")
		say("To mend that, say within how many days of the decision an outcome counts (the horizon), and the day up to which outcomes were looked up (the cut-off), and give the instant of each decision and of each outcome.")
		return out
	}
	a := &r.Ages
	say("Rates are the share of leads %s within %d days of the decision, looked up to %s. %d leads are old enough to count, %d too young.",
		r.Target, r.Horizon.Days, r.Horizon.CutOff.UTC().Format("2006-01-02"), a.OldEnough, a.TooYoung)
	var why []string
	for _, x := range []struct {
		n    int
		what string
	}{
		{a.Unworked, "not known to have been worked by sales"}, {a.NotFollowed, "not looked up late enough"}, {a.NoInstant, "reached the target at an unknown instant"},
	} {
		if x.n > 0 {
			why = append(why, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	if len(why) > 0 {
		say("Of those that count it is unknown what became or would have become of some: %s. Every range allows for none of them %s and for all of them.", strings.Join(why, ", "), r.Target)
	}
	if a.Late > 0 {
		say("%d leads were %s later than that and count as not.", a.Late, r.Target)
	}
	if a.Before > 0 {
		say("%d leads were %s before they were decided and are left out.", a.Before, r.Target)
	}
	if a.Undated > 0 {
		say("%d decisions are as of no instant and are left out.", a.Undated)
	}
	return out
}

// warnings are those of a report of the rule set with a fingerprint, "" where it is
// not known.
func (a *Audit) warnings(r *Report, fingerprint string) []string {
	var out []string
	warn := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if a.Brief > 0 {
		warn("%d decisions are left out: they are brief, and do not say which rules are met. Decide those leads with all detail.", a.Brief)
	}
	if a.Unasked > 0 {
		warn("%d decisions were made without questions: which facts were missing is not known of them.", a.Unasked)
	}
	known := r.All.Count(a.Target)
	misses := known.Known - known.Hits
	switch {
	case a.All.Leads == 0:
		warn("This audit has no decisions.")
	case a.Horizon.set() && a.Ages.OldEnough == 0 && a.Ages.TooYoung == 0:
		warn("No lead counts: %d were decided as of no instant, and %d had reached the target before.", a.Ages.Undated, a.Ages.Before)
	case a.Horizon.set() && a.Ages.OldEnough == 0 && a.From.After(a.Horizon.CutOff):
		warn("All leads were decided after the cut-off, which is the instant up to which outcomes were looked up.")
	case a.Horizon.set() && a.Ages.OldEnough == 0:
		warn("No lead is old enough to count: all were decided less than %d days before outcomes were looked up.", a.Horizon.Days)
	case known.Known == 0:
		warn("For no lead is it known whether it was %s: there is nothing to measure the rules by.", r.Target)
	case known.Hits < minKnown || misses < minKnown:
		warn("Too little data to say much (%s: %d, not: %d).", r.Target, known.Hits, misses)
	}
	if h := &a.Horizon; !h.set() && (h.Days != 0 || !h.CutOff.IsZero()) {
		warn("A horizon needs both within how many days outcomes count, 1 to %d, and the cut-off, the day up to which outcomes were looked up: it was not used.", MaxHorizonDays)
	}
	if a.Target != a.Target.known() {
		warn("There is no target %q: the target is %s.", a.Target, r.Target)
	}
	if !a.Horizon.set() && a.opening() {
		warn("The newer the leads, the more of them are still open: the shares of the newest months are too high or too low, and so may be whatever is compared here.")
	}
	if c := &r.All.ByAccepted; !a.Horizon.set() && r.Target != TargetAccepted && c.Hits > 0 && c.Hits == c.Known && c.Known < c.Leads {
		warn("Leads are known to have been accepted by sales, and none is known not to have been: MQL to SQL says nothing.")
	}
	if n := len(a.RuleSets.Entries); n > 1 {
		warn("Decisions of %d rule sets are mixed. Parts with the same id are counted together.", n)
	} else if n == 1 && fingerprint != "" && a.RuleSets.Entries[0].Name != fingerprint {
		warn("The rule set of this report is not the one that decided: its names, points and order may not be those that decided.")
	}
	if r.Score != nil && r.Score.AUC != nil && r.Score.AUC.High < 0.5 {
		warn("The score is the wrong way round: leads with more points are %s less often.", r.Target)
	}
	if r.Score != nil && r.Score.Chance != nil && r.Score.Chance.Off {
		warn("%s", r.Score.Chance.words(r.Target, &r.Horizon))
	}
	for _, x := range r.parts() {
		rows := x.rows
		for i := range rows {
			if row := &rows[i]; row.Backwards {
				worth := ""
				if row.Worth != "" {
					worth = fmt.Sprintf("it is worth %s, and ", row.Worth)
				}
				warn("%s is backwards: %s%s of the leads that meet it were %s, %s of the others, and it is so among leads with like points too.",
					row.ID, worth, short(row.MetRate), r.Target, short(row.UnmetRate))
			}
		}
	}
	for i := range r.Months {
		m := &r.Months[i]
		if m.PointsDrift {
			warn("From %s on leads score differently than before.", m.Month)
		}
		if m.RateDrift {
			warn("From %s on another share of leads is %s than before: %s.", m.Month, r.Target, short(m.Rate))
		}
	}
	return out
}

// opening tells whether the share of leads of which the target is not known
// grows towards the newest months: P. Armitage, "Tests for linear trends in
// proportions and frequencies", Biometrics 11, 1955.
func (a *Audit) opening() bool {
	var still, n []int
	for i := range a.Months.Entries {
		if e := &a.Months.Entries[i]; e.Name != NoGroup {
			c := e.Value.Tally.Count(a.Target)
			still, n = append(still, c.Leads-c.Known), append(n, c.Leads)
		}
	}
	return stats.Normal(stats.Trend(still, n)) < 0.01
}
