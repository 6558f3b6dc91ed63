package qualify

import (
	"github.com/leadqual/leadqual/internal/criteria"
)

// A probe decides a lead again with one fact filled in.
type probe struct {
	frame    *criteria.Frame
	decision Decision
	standing standing
}

// maxProbes bounds the values that are tried for one fact, maxCandidates those
// that are looked at for it when a rule set is compiled, and maxProbing what
// all tries for a lead may cost together: parts evaluated, bytes of texts looked
// at, facts and activities copied. Only rule sets and leads that are very large
// reach it.
const (
	maxProbes     = 64
	maxCandidates = 1024
	maxProbing    = 50_000_000
)

// differs tells whether the probe came to another quadrant, status or team.
func (p *probe) differs(from *Decision, s standing) bool {
	return p.decision.Quadrant != from.Quadrant || p.decision.Status != from.Status || p.standing.team() != s.team()
}

// team is the team that has the lead, "" for a removed one.
func (s *standing) team() string {
	if s.removedBy >= 0 {
		return ""
	}
	return s.place.team
}

// changes tries values for the fact of an unknown slot until one satisfies the
// test. Values come from the constants that the rules compare the fact with,
// so that a miss is possible and a false hit is not.
func (d *Decider) changes(slot int, test func(*probe) bool) bool {
	if d.probe == nil {
		d.probe = &probe{frame: d.e.program.NewFrame()}
	}
	p, s := d.probe, &d.e.slots[slot]
	defer p.frame.Reset()
	cost := d.e.program.Work(d.frame) + len(d.e.slots) + d.frame.Seen()
	for i := range min(s.probes.Len(), maxProbes) {
		if d.probing += cost; d.probing > maxProbing {
			return false
		}
		p.frame.CopyFacts(d.frame)
		d.set(p.frame, slot, i)
		d.e.program.Run(p.frame)
		p.standing = d.judge(p.frame, &p.decision)
		if test(p) {
			return true
		}
	}
	return false
}

// set fills in the i-th value to try, in all slots that rest on the same fact
// and are unknown: idle_days may be known where created_days_ago is not.
func (d *Decider) set(f *criteria.Frame, slot, i int) {
	s := &d.e.slots[slot]
	for other := range d.e.slots {
		if d.e.slots[other].askAs == s.askAs && !f.Known[other] {
			s.probes.Set(f, other, i)
		}
	}
}
