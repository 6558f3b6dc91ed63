package otelqualify

import (
	"context"
	"iter"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Accounts is an account.Engine whose Decide and DecideAll are observed. Its people are
// counted as leads are, and beside them
//
//	leadqual.accounts          counter    also by quadrant and status
//	leadqual.missing_roles     counter    roles that accounts are to find, also by role
//	leadqual.account.duration  histogram  seconds of one Decide, with all people
//
// It is immutable and safe for concurrent use.
type Accounts struct {
	*account.Engine
	person, account   *Engine // for their attributes
	accounts, missing metric.Int64Counter
	duration          metric.Float64Histogram
	byRole            map[string][]metric.AddOption
	atStart           []trace.SpanStartOption
}

// ObserveAccounts makes an observed engine, once for each file of rules.
func (t *Telemetry) ObserveAccounts(engine *account.Engine) *Accounts {
	x := &Accounts{
		Engine: engine, person: t.Observe(engine.Person()), account: t.Observe(engine.Account()),
		accounts: t.accounts, missing: t.missing, duration: t.accountDuration, byRole: map[string][]metric.AddOption{},
	}
	x.atStart = x.account.atStart
	about := attribute.NewSet(x.account.about...)
	for _, r := range engine.Rules().Roles {
		x.byRole[r.ID] = []metric.AddOption{metric.WithAttributeSet(attribute.NewSet(append(about.ToSlice(), attribute.String("leadqual.role", r.ID))...))}
	}
	return x
}

// Decide decides an account, counts the decisions about it and its people and takes its
// time. It makes a span only inside one that is recorded.
func (x *Accounts) Decide(ctx context.Context, a *account.Account, asOf time.Time) account.Decision {
	span := trace.SpanFromContext(ctx)
	recorded := span.IsRecording()
	if recorded {
		ctx, span = x.account.t.tracer.Start(ctx, "leadqual.decide_account", x.atStart...)
		defer span.End()
	}
	begun := time.Now()
	d := x.Engine.Decide(a, asOf)
	x.duration.Record(ctx, time.Since(begun).Seconds(), x.account.atRecord...)
	x.count(ctx, &d)
	if recorded {
		span.SetAttributes(attribute.String("leadqual.quadrant", string(d.Quadrant)), attribute.String("leadqual.status", string(d.Status)),
			attribute.Bool("leadqual.certain", d.Certain), attribute.Int("leadqual.issues", len(d.Issues)),
			attribute.Int("leadqual.people", len(d.People)), attribute.Int("leadqual.missing_roles", len(d.Find)))
	}
	return d
}

// DecideAll is the engine's. Each decision is counted as it comes; none is timed, for
// workers make many at a time.
func (x *Accounts) DecideAll(ctx context.Context, accounts iter.Seq2[*account.Account, error], asOf time.Time, o *qualify.BatchOptions) iter.Seq2[*account.Decision, error] {
	return func(yield func(*account.Decision, error) bool) {
		for d, err := range x.Engine.DecideAll(ctx, accounts, asOf, o) {
			if err == nil {
				x.count(ctx, d)
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// count tells the counters of an account and its people.
func (x *Accounts) count(ctx context.Context, d *account.Decision) {
	x.accounts.Add(ctx, 1, x.account.byOutcome[outcome{d.Quadrant, d.Status}]...)
	x.account.countMore(ctx, &d.Decision)
	for i := range d.Find {
		x.missing.Add(ctx, 1, x.byRole[d.Find[i].Role]...)
	}
	for i := range d.People {
		p := &d.People[i].Decision
		x.account.t.decisions.Add(ctx, 1, x.person.byOutcome[outcome{p.Quadrant, p.Status}]...)
		x.person.countMore(ctx, p)
	}
}
