package audit

import "time"

// landmarks are the times after hand-over at which leads are looked at for how
// fast they were answered.
var landmarks = [...]time.Duration{5 * time.Minute, time.Hour, day}

// A Landmark counts the leads that were still open at some time after they were
// handed over, by whether sales had answered them by then. To compare leads by
// when they were answered at all would compare those that were open until then
// with those that may not have been.
type Landmark struct {
	Answered Count `json:"answered"`
	Waiting  Count `json:"waiting"`
}

func (l *Landmark) add(m Landmark) {
	l.Answered.add(m.Answered)
	l.Waiting.add(m.Waiting)
}

// A SpeedRow sets how fast sales answered against outcomes. It says nothing
// about why: leads that look hot are called first.
type SpeedRow struct {
	// Within is the time after hand-over.
	Within       time.Duration `json:"within"`
	Answered     Count         `json:"answered"`
	Waiting      Count         `json:"waiting"`
	AnsweredRate Rate          `json:"answered_rate"`
	WaitingRate  Rate          `json:"waiting_rate"`
}

func (a *Audit) landmark(asOf time.Time, o *Outcome, count Count) {
	never := o.Worked.Known && !o.Worked.Value
	if !a.Horizon.set() || asOf.IsZero() || o.WorkedAt.IsZero() && !never { // nobody knows when, or whether
		return
	}
	from := o.HandedOverAt
	if from.IsZero() {
		from = asOf
	}
	for i, after := range landmarks {
		at := from.Add(after)
		if a.Horizon.CutOff.Before(at) || a.Target.of(o).Known && !a.Target.at(o).IsZero() && a.Target.at(o).Before(at) {
			return // open no more
		}
		for len(a.Speed) <= i {
			a.Speed = append(a.Speed, Landmark{})
		}
		if !o.WorkedAt.IsZero() && !o.WorkedAt.After(at) {
			a.Speed[i].Answered.add(count)
		} else {
			a.Speed[i].Waiting.add(count)
		}
	}
}

func (a *Audit) speed() []SpeedRow {
	var rows []SpeedRow
	for i, l := range a.Speed {
		rows = append(rows, SpeedRow{landmarks[i], l.Answered, l.Waiting, l.Answered.Rate(), l.Waiting.Rate()})
	}
	return rows
}
