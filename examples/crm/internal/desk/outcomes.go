package desk

import (
	"context"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// MostOutcomes is how many leads Outcomes looks at: those of which there is news last.
const MostOutcomes = 2000

// outcomeDays is how long a lead has to become a customer: those that are younger say
// nothing yet.
const outcomeDays = 60

// Outcomes compares what the rules said when sales got a lead with what became of it, by
// the events that the service has itself.
func (d *Desk) Outcomes(ctx context.Context) (*audit.Report, error) {
	set := d.Rules.InUse().Active.Set
	a := audit.New(set)
	a.Horizon = audit.Horizon{Days: outcomeDays, CutOff: d.now()}
	err := d.DB.View(ctx, func(tx *store.Tx) error {
		ids, err := tx.HandedOver(MostOutcomes)
		if err != nil {
			return err
		}
		for _, id := range ids {
			lead, err := tx.Lead(id)
			if err != nil {
				return err
			}
			log, err := tx.Events(id)
			if err != nil {
				return err
			}
			o := outcome(lead, log)
			stored, err := tx.DecisionAt(id, o.HandedOverAt)
			if err == store.ErrNotFound {
				continue
			}
			if err != nil {
				return err
			}
			decision, err := stored.Decided()
			if err != nil {
				return err
			}
			a.Add(decision, o)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a.Report(set), nil
}

// outcome is what became of a lead since sales first got it.
func outcome(lead *store.Lead, log []lifecycle.Event) audit.Outcome {
	o := audit.Outcome{Source: lead.Facts.Source}
	for _, e := range log {
		switch e.Kind {
		case lifecycle.HandedOver:
			if o.HandedOverAt.IsZero() {
				o.HandedOverAt = e.At
			}
		case lifecycle.Accepted:
			o.Worked = qualify.Known(true)
		case lifecycle.Converted, lifecycle.Rejected:
			o.Worked = qualify.Known(true)
			o.Accepted, o.JudgedAt, o.Reason = qualify.Known(e.Kind == lifecycle.Converted), e.At, e.Reason
		case lifecycle.Won, lifecycle.Lost:
			o.Won, o.ClosedAt, o.Reason = qualify.Known(e.Kind == lifecycle.Won), e.At, e.Reason
		case lifecycle.Reopened:
			o.Won = qualify.Opt[bool]{}
		}
	}
	return o
}
