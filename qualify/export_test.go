package qualify

import (
	"fmt"
	"reflect"
	"time"
)

// CheckRefills decides a lead, tries every value for each unknown fact, and tells
// where a refill comes to something else than the same frame run and judged from the
// beginning. It counts the refills, and those that changed some outcome.
func CheckRefills(d *Decider, lead *Lead, asOf time.Time) (difference string, tried, changed int) {
	d.decide(lead, asOf)
	defer d.release()
	if asOf.IsZero() {
		return "", 0, 0
	}
	fresh := &refill{frame: d.e.program.NewFrame()}
	for slot := range d.e.slots {
		if d.frame.Known[slot] {
			continue
		}
		d.changes(slot, func(p *refill) bool {
			tried++
			for _, bits := range p.changed {
				if bits != 0 {
					changed++
					break
				}
			}
			fresh.frame.CopyFacts(p.frame)
			d.e.program.Run(fresh.frame)
			fresh.judgment = d.judge(fresh.frame, &fresh.decision)
			have, want := portray(&p.decision, p.judgment), portray(&fresh.decision, fresh.judgment)
			if !reflect.DeepEqual(have, want) {
				difference = fmt.Sprintf("%s filled in: %+v, want %+v", d.e.slots[slot].path, have, want)
			}
			return difference != ""
		})
	}
	return difference, tried, changed
}

// portray is a brief judgment without what a refill leaves out.
func portray(d *Decision, s judgment) any {
	for i := range d.Checklists {
		d.Checklists[i].Items = nil
	}
	score := d.Score
	score.Rules, score.Chance, score.ChanceLow, score.ChanceHigh = nil, 0, 0, 0
	fit := d.Fit
	fit.Criteria = nil
	return fmt.Sprint(d.Quadrant, d.Status, d.Certain, d.Cell, s.removedBy, *s.dest, fit, score, d.BANT.Verdict, d.BANT.Met, d.Checklists, d.Readiness.Verdict, d.Readiness.HandRaised)
}

// SetBusy makes a Decider one that decides.
func SetBusy(d *Decider) { d.busy = true }
