// Package otelqualify observes a qualify.Engine with OpenTelemetry. It is to be
// copied into a program and changed.
//
// Metrics, each by the rule set's name, version and fingerprint:
//
//	leadqual.decisions          counter    also by quadrant and status
//	leadqual.issues             counter    also by code
//	leadqual.experiments        counter    leads in experiments, also by experiment and arm
//	leadqual.decision.duration  histogram  seconds of one Decide
//
// Accounts have a file of their own, accounts.go.
//
// Spans: leadqual.decide inside a span that is recorded, and leadqual.decide_all
// for each loop over DecideAll, with counts. Nothing of a lead is in any of
// them, not even its id.
package otelqualify

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

const scope = "github.com/leadqual/leadqual/examples/observability/otelqualify"

// Telemetry has a program's instruments. It is safe for concurrent use.
type Telemetry struct {
	tracer                         trace.Tracer
	decisions, issues, experiments metric.Int64Counter
	duration                       metric.Float64Histogram
	accounts, missing              metric.Int64Counter // of accounts.go
	accountDuration                metric.Float64Histogram
}

// New makes the instruments, once for a program.
func New(traces trace.TracerProvider, metrics metric.MeterProvider) (*Telemetry, error) {
	meter := metrics.Meter(scope)
	decisions, err1 := meter.Int64Counter("leadqual.decisions", metric.WithUnit("{decision}"), metric.WithDescription("Leads decided."))
	issues, err2 := meter.Int64Counter("leadqual.issues", metric.WithUnit("{issue}"), metric.WithDescription("Mistakes in leads' data."))
	experiments, err4 := meter.Int64Counter("leadqual.experiments", metric.WithUnit("{decision}"), metric.WithDescription("Leads in experiments."))
	// The usual boundaries are made for requests; a decision takes microseconds.
	duration, err3 := meter.Float64Histogram("leadqual.decision.duration", metric.WithUnit("s"), metric.WithDescription("Time of one Decide."),
		metric.WithExplicitBucketBoundaries(1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 1e-2, 1e-1))
	accounts, err5 := meter.Int64Counter("leadqual.accounts", metric.WithUnit("{decision}"), metric.WithDescription("Accounts decided."))
	missing, err6 := meter.Int64Counter("leadqual.missing_roles", metric.WithUnit("{role}"), metric.WithDescription("Roles that accounts are to find."))
	perAccount, err7 := meter.Float64Histogram("leadqual.account.duration", metric.WithUnit("s"), metric.WithDescription("Time of one Decide of an account with its people."),
		metric.WithExplicitBucketBoundaries(1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 1e-2, 1e-1, 1))
	return &Telemetry{
		traces.Tracer(scope), decisions, issues, experiments, duration, accounts, missing, perAccount,
	}, errors.Join(err1, err2, err3, err4, err5, err6, err7)
}

// An Engine is a qualify.Engine whose Decide and DecideAll are observed. All
// else of the engine is as it was. It is immutable and safe for concurrent use.
type Engine struct {
	*qualify.Engine
	t        *Telemetry
	about    []attribute.KeyValue // the rule set
	atStart  []trace.SpanStartOption
	atRecord []metric.RecordOption
	// Making a set of attributes costs more than counting by it, so all sets are
	// made beforehand. What a later version of the library adds is counted, but
	// without attributes until it stands below.
	byOutcome map[outcome][]metric.AddOption
	byCode    map[qualify.IssueCode][]metric.AddOption
	byArm     map[arm][]metric.AddOption
}

// arm is one of an experiment.
type arm struct{ experiment, id string }

func armOf(d *qualify.Decision) arm { return arm{d.Experiment.ID, d.Experiment.Arm} }

type outcome struct {
	quadrant matrix.Quadrant
	status   matrix.Status
}

// Observe makes an observed engine, once for each rule set.
func (t *Telemetry) Observe(engine *qualify.Engine) *Engine {
	about := engine.Describe()
	ruleSet := []attribute.KeyValue{
		attribute.String("leadqual.rule_set.name", about.Name),
		attribute.String("leadqual.rule_set.version", about.Version),
		attribute.String("leadqual.rule_set.fingerprint", about.Fingerprint),
	}
	set := func(more ...attribute.KeyValue) metric.MeasurementOption {
		return metric.WithAttributeSet(attribute.NewSet(append(more, ruleSet...)...))
	}
	e := &Engine{
		Engine: engine, t: t, about: ruleSet,
		atStart: []trace.SpanStartOption{trace.WithAttributes(ruleSet...)}, atRecord: []metric.RecordOption{set()},
		byOutcome: map[outcome][]metric.AddOption{}, byCode: map[qualify.IssueCode][]metric.AddOption{}, byArm: map[arm][]metric.AddOption{},
	}
	for _, q := range []matrix.Quadrant{matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined} {
		for _, s := range []matrix.Status{matrix.StatusMQL, matrix.StatusSQL, matrix.StatusNurture, matrix.StatusResearch, matrix.StatusDisqualified, matrix.StatusExcluded} {
			e.byOutcome[outcome{q, s}] = []metric.AddOption{set(attribute.String("leadqual.quadrant", string(q)), attribute.String("leadqual.status", string(s)))}
		}
	}
	for _, c := range []qualify.IssueCode{qualify.WrongKind, qualify.NotInEnum, qualify.NotFinite, qualify.NoDomain, qualify.LaterThanAsOf, qualify.ConflictingRecords, qualify.RepeatedID, qualify.BadActivity, qualify.NoID, qualify.NoAsOf} {
		e.byCode[c] = []metric.AddOption{set(attribute.String("leadqual.issue.code", string(c)))}
	}
	for _, x := range engine.RuleSet().Experiments {
		for _, a := range x.Arms {
			e.byArm[arm{x.ID, a.ID}] = []metric.AddOption{set(attribute.String("leadqual.experiment", x.ID), attribute.String("leadqual.arm", a.ID))}
		}
	}
	return e
}

// Decide decides a lead, counts the decision and takes its time. It makes a
// span only inside one that is recorded: a few microseconds are no trace of
// their own.
func (e *Engine) Decide(ctx context.Context, lead *qualify.Lead, asOf time.Time) qualify.Decision {
	span := trace.SpanFromContext(ctx)
	recorded := span.IsRecording()
	if recorded {
		ctx, span = e.t.tracer.Start(ctx, "leadqual.decide", e.atStart...)
		defer span.End()
	}
	begun := time.Now()
	d := e.Engine.Decide(lead, asOf)
	e.t.duration.Record(ctx, time.Since(begun).Seconds(), e.atRecord...)
	e.t.decisions.Add(ctx, 1, e.byOutcome[outcome{d.Quadrant, d.Status}]...)
	e.countMore(ctx, &d)
	if recorded {
		span.SetAttributes(attribute.String("leadqual.quadrant", string(d.Quadrant)), attribute.String("leadqual.status", string(d.Status)),
			attribute.Bool("leadqual.certain", d.Certain), attribute.Int("leadqual.issues", len(d.Issues)))
		if d.Experiment.ID != "" {
			span.SetAttributes(attribute.String("leadqual.experiment", d.Experiment.ID), attribute.String("leadqual.arm", d.Experiment.Arm))
		}
	}
	return d
}

// countMore tells the counters of what a decision has beside its outcome.
func (e *Engine) countMore(ctx context.Context, d *qualify.Decision) {
	if d.Experiment.ID != "" {
		e.t.experiments.Add(ctx, 1, e.byArm[armOf(d)]...)
	}
	for i := range d.Issues {
		e.t.issues.Add(ctx, 1, e.byCode[d.Issues[i].Code]...)
	}
}

// DecideAll is the engine's, with a span around each loop over it. The span
// ends with the loop, whichever way: a loop that is left early is "stopped" and
// no error, one whose context is done is "cancelled", one that panics is
// "abandoned". Decisions are not timed one by one, for workers make many at a
// time, and they are counted some hundreds at a time, which is all but free.
func (e *Engine) DecideAll(ctx context.Context, leads iter.Seq2[*qualify.Lead, error], asOf time.Time, o *qualify.BatchOptions) iter.Seq2[*qualify.Decision, error] {
	return func(yield func(*qualify.Decision, error) bool) {
		ctx, span := e.t.tracer.Start(ctx, "leadqual.decide_all", e.atStart...)
		b := batch{
			Engine: e, end: "abandoned", outcomes: map[outcome]int64{}, codes: map[qualify.IssueCode]int64{}, arms: map[arm]int64{},
			counts: map[string]int64{"leadqual.leads": 0, "leadqual.issues": 0},
		}
		defer b.finish(ctx, span)
		for d, err := range e.Engine.DecideAll(ctx, leads, asOf, o) {
			if err == nil {
				b.note(ctx, d)
			}
			if !yield(d, err) {
				b.end = "stopped"
				if ctx.Err() != nil {
					b.end = "cancelled"
				}
				return
			}
		}
		b.end = "complete"
		if ctx.Err() != nil {
			b.end = "cancelled"
		}
	}
}

// batch is one loop over DecideAll.
type batch struct {
	*Engine
	end      string
	noted    int // since the counters were last told
	outcomes map[outcome]int64
	codes    map[qualify.IssueCode]int64
	arms     map[arm]int64
	counts   map[string]int64 // from the beginning, for the span
}

func (b *batch) note(ctx context.Context, d *qualify.Decision) {
	b.outcomes[outcome{d.Quadrant, d.Status}]++
	if d.Experiment.ID != "" {
		b.arms[armOf(d)]++
	}
	for i := range d.Issues {
		b.codes[d.Issues[i].Code]++
	}
	if b.noted++; b.noted == 256 {
		b.tell(ctx)
	}
}

// tell adds what was noted to the counters.
func (b *batch) tell(ctx context.Context) {
	for o, n := range b.outcomes {
		b.t.decisions.Add(ctx, n, b.byOutcome[o]...)
		b.counts["leadqual.leads"] += n
		b.counts["leadqual.quadrant."+string(o.quadrant)] += n
		b.counts["leadqual.status."+string(o.status)] += n
	}
	for c, n := range b.codes {
		b.t.issues.Add(ctx, n, b.byCode[c]...)
		b.counts["leadqual.issues"] += n
	}
	for a, n := range b.arms {
		b.t.experiments.Add(ctx, n, b.byArm[a]...)
	}
	b.noted = 0
	clear(b.arms)
	clear(b.outcomes)
	clear(b.codes)
}

func (b *batch) finish(ctx context.Context, span trace.Span) {
	b.tell(ctx)
	span.SetAttributes(attribute.String("leadqual.batch.end", b.end))
	for _, name := range slices.Sorted(maps.Keys(b.counts)) {
		span.SetAttributes(attribute.Int64(name, b.counts[name]))
	}
	switch b.end {
	case "cancelled":
		span.RecordError(ctx.Err())
		span.SetStatus(codes.Error, b.end)
	case "abandoned": // without the panic's value, which may quote a lead
		span.SetStatus(codes.Error, b.end)
	}
	span.End()
}
