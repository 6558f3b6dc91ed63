package otelqualify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/leadqual/leadqual/examples/observability/otelqualify"
	"github.com/leadqual/leadqual/qualify"
)

func TestDecideIsCountedAndTimed(t *testing.T) {
	w := watch(t)
	for _, k := range kinds {
		got := w.Decide(t.Context(), &k.lead, asOf)
		if diff := cmp.Diff(w.plain.Decide(&k.lead, asOf), got); diff != "" {
			t.Errorf("%s: another decision than the engine's (-engine +observed):\n%s", k.name, diff)
		}
	}
	w.Decide(t.Context(), &kinds[0].lead, time.Time{}) // no instant to decide for
	decisions, issues := wantCounts(1)
	decisions["leadqual.quadrant=undetermined leadqual.status=nurture"]++
	issues["leadqual.issue.code=no_as_of"]++
	if diff := cmp.Diff(decisions, w.counts(t, "leadqual.decisions")); diff != "" {
		t.Errorf("decisions (-want +have):\n%s", diff)
	}
	if diff := cmp.Diff(issues, w.counts(t, "leadqual.issues")); diff != "" {
		t.Errorf("issues (-want +have):\n%s", diff)
	}

	m := w.metrics(t)["leadqual.decision.duration"]
	points := m.Data.(metricdata.Histogram[float64]).DataPoints
	if m.Unit != "s" || len(points) != 1 {
		t.Fatalf("the histogram has unit %q and %d series, want s and 1", m.Unit, len(points))
	}
	w.withoutRuleSet(t, points[0].Attributes.ToSlice())
	if p := points[0]; p.Count != uint64(len(kinds))+1 || p.Sum <= 0 || p.Sum > 10 {
		t.Errorf("%d durations of %v s together, want %d and a plausible sum", p.Count, p.Sum, len(kinds)+1)
	}
	if first := points[0].Bounds[0]; first != 1e-6 {
		t.Errorf("the first boundary is %v s, too coarse for decisions", first)
	}
	if spans := w.spans.GetSpans(); len(spans) > 0 {
		t.Errorf("spans outside a trace: %v", names(spans))
	}
}

func TestDecideInATrace(t *testing.T) {
	w := watch(t)
	ctx, request := w.host.Start(t.Context(), "POST /leads")
	k := kinds[8]
	w.Decide(ctx, &k.lead, asOf)
	span := w.only(t, "leadqual.decide")
	if span.Parent.SpanID() != request.SpanContext().SpanID() {
		t.Error("the span is not a child of the request's")
	}
	want := map[string]any{
		"leadqual.quadrant": string(k.quadrant), "leadqual.status": string(k.status),
		"leadqual.certain": w.plain.Decide(&k.lead, asOf).Certain, "leadqual.issues": int64(len(k.issues)),
	}
	if diff := cmp.Diff(want, w.attributes(t, span)); diff != "" {
		t.Errorf("attributes (-want +have):\n%s", diff)
	}
	if span.Status.Code != codes.Unset {
		t.Errorf("status %v: mistakes in a lead are no error of the program", span.Status)
	}
}

func TestDecideAll(t *testing.T) {
	const times = 40
	for _, workers := range []int{1, 4} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			w := watch(t)
			o := &qualify.BatchOptions{Workers: workers, Chunk: 7}
			loop := w.DecideAll(t.Context(), leads(times), asOf, o)
			var got []qualify.Decision
			for d, err := range loop {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, *d)
			}
			i := 0
			for d := range w.plain.DecideAll(t.Context(), leads(times), asOf, o) {
				if diff := cmp.Diff(*d, got[i]); diff != "" {
					t.Fatalf("decision %d (-engine +observed):\n%s", i, diff)
				}
				i++
			}
			if i != len(got) {
				t.Fatalf("%d decisions, want %d", len(got), i)
			}

			span := w.only(t, "leadqual.decide_all")
			want := map[string]any{"leadqual.batch.end": "complete", "leadqual.leads": int64(times * len(kinds)), "leadqual.issues": int64(0)}
			for _, k := range kinds {
				for _, name := range []string{"leadqual.quadrant." + string(k.quadrant), "leadqual.status." + string(k.status)} {
					n, _ := want[name].(int64)
					want[name] = n + times
				}
				want["leadqual.issues"] = want["leadqual.issues"].(int64) + times*int64(len(k.issues))
			}
			if diff := cmp.Diff(want, w.attributes(t, span)); diff != "" {
				t.Errorf("attributes (-want +have):\n%s", diff)
			}
			if span.Status.Code != codes.Unset {
				t.Errorf("status %v", span.Status)
			}
			decisions, issues := wantCounts(times)
			if diff := cmp.Diff(decisions, w.counts(t, "leadqual.decisions")); diff != "" {
				t.Errorf("decisions (-want +have):\n%s", diff)
			}
			if diff := cmp.Diff(issues, w.counts(t, "leadqual.issues")); diff != "" {
				t.Errorf("issues (-want +have):\n%s", diff)
			}

			for range loop { // a sequence may be gone over again
			}
			if n := len(w.spans.GetSpans()); n != 2 {
				t.Errorf("%d spans after two loops", n)
			}
		})
	}
}

// A batch may take hours; its counters do not wait for the end.
func TestLongBatchIsCountedAsItGoes(t *testing.T) {
	w := watch(t)
	i := 0
	for range w.DecideAll(t.Context(), leads(100), asOf, nil) {
		if i++; i != 600 {
			continue
		}
		var counted int64
		for _, n := range w.counts(t, "leadqual.decisions") {
			counted += n
		}
		if counted != 512 {
			t.Errorf("%d decisions are counted after 600, want 512", counted)
		}
	}
}

func TestDecideAllEnds(t *testing.T) {
	const times = 200
	for _, x := range []struct {
		name   string
		body   func(cancel func(), i int) bool
		end    string
		leads  int64
		status codes.Code
	}{
		{"break", func(_ func(), i int) bool { return i < 2 }, "stopped", 3, codes.Unset},
		{"break at the last", func(_ func(), i int) bool { return i < times*len(kinds)-1 }, "stopped", int64(times * len(kinds)), codes.Unset},
		{"cancel", func(cancel func(), i int) bool {
			if i == 2 {
				cancel()
			}
			return true
		}, "cancelled", 3, codes.Error},
		{"panic", func(_ func(), i int) bool {
			if i == 2 {
				panic("m@shore.example is no good")
			}
			return true
		}, "abandoned", 3, codes.Error},
	} {
		for _, workers := range []int{1, 4} {
			t.Run(fmt.Sprintf("%s/%d", x.name, workers), func(t *testing.T) {
				w := watch(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				func() {
					defer func() {
						if (recover() != nil) != (x.end == "abandoned") {
							t.Error("the loop's panic has to reach its caller")
						}
					}()
					i := 0
					for range w.DecideAll(ctx, leads(times), asOf, &qualify.BatchOptions{Workers: workers, Chunk: 4}) {
						if len(w.spans.GetSpans()) > 0 {
							t.Fatal("the span ended before the loop")
						}
						if !x.body(cancel, i) {
							break
						}
						i++
					}
				}()
				span := w.only(t, "leadqual.decide_all")
				have := w.attributes(t, span)
				if have["leadqual.batch.end"] != x.end || have["leadqual.leads"] != x.leads {
					t.Errorf("ended %v after %v leads, want %s after %d", have["leadqual.batch.end"], have["leadqual.leads"], x.end, x.leads)
				}
				if span.Status.Code != x.status {
					t.Errorf("status %v, want %v", span.Status, x.status)
				}
				recorded := len(span.Events) == 1 && slices.Contains(span.Events[0].Attributes, attribute.String("exception.message", context.Canceled.Error()))
				if recorded != (x.end == "cancelled") {
					t.Errorf("events %v", span.Events)
				}
				var counted int64
				for _, n := range w.counts(t, "leadqual.decisions") {
					counted += n
				}
				if counted != x.leads {
					t.Errorf("%d decisions counted, want %d", counted, x.leads)
				}
				if text := dump(t, span); strings.Contains(text, "shore.example") {
					t.Errorf("the span quotes a panic's value: %s", text)
				}
			})
		}
	}
}

// An error of the host's while it reads leads comes in its place, and is not
// counted as a lead.
func TestSourceThatFails(t *testing.T) {
	w := watch(t)
	failed := errors.New("connection lost")
	var err error
	source := func(yield func(*qualify.Lead, error) bool) {
		_ = yield(&kinds[0].lead, nil) && yield(nil, failed)
	}
	for _, err = range w.DecideAll(t.Context(), source, asOf, nil) {
	}
	if err != failed {
		t.Errorf("the loop gets %v", err)
	}
	want := map[string]any{"leadqual.batch.end": "complete", "leadqual.leads": int64(1), "leadqual.issues": int64(0), "leadqual.quadrant.good_fit_ready": int64(1), "leadqual.status.sql": int64(1)}
	if diff := cmp.Diff(want, w.attributes(t, w.only(t, "leadqual.decide_all"))); diff != "" {
		t.Errorf("attributes (-want +have):\n%s", diff)
	}
}

// However many leads there are, the series are those of quadrants, statuses
// and codes, and nothing of a lead is in them or in a span.
func TestNoLeadDataAndFewSeries(t *testing.T) {
	w := watch(t)
	const secret = "k7ux" // part of every text of every lead
	many := func(yield func(*qualify.Lead, error) bool) {
		for i := range 5000 {
			text := func(s string) string { return fmt.Sprintf("%s-%s-%d", s, secret, i) }
			lead := kinds[i%len(kinds)].lead
			lead.ID, lead.Source, lead.Owner = text("id"), text("source"), text("owner")
			lead.Person = qualify.Person{Email: text("m") + "@shore.example", Name: text("name"), JobTitle: text("title"), Region: text("region")}
			lead.Company.Name, lead.Company.Domain = text("company"), text("domain")
			lead.Custom = map[string]any{"plan": text("plan"), "seats": text("seats")}
			if !yield(&lead, nil) {
				return
			}
		}
	}
	ctx, request := w.host.Start(t.Context(), "sync")
	for lead := range many {
		w.Decide(ctx, lead, asOf)
	}
	for range w.DecideAll(ctx, many, asOf, nil) {
	}
	request.End()
	spans, metrics := dump(t, w.spans.GetSpans()), dump(t, w.metrics(t))
	if n := len(w.spans.GetSpans()); n != 5002 {
		t.Errorf("%d spans, want 5002", n)
	}
	if strings.Contains(spans, secret) || strings.Contains(metrics, secret) {
		t.Error("lead data in spans or metrics")
	}
	if n := len(w.counts(t, "leadqual.decisions")); n > 5*6 {
		t.Errorf("%d series of decisions", n)
	}
	if n := len(w.counts(t, "leadqual.issues")); n > 6 {
		t.Errorf("%d series of issues", n)
	}
}

func TestConcurrent(t *testing.T) {
	w := watch(t)
	const workers, times = 8, 50
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for lead := range leads(times) {
				w.Decide(t.Context(), lead, asOf)
			}
			for range w.DecideAll(t.Context(), leads(times), asOf, nil) {
			}
		})
	}
	all.Wait()
	decisions, issues := wantCounts(2 * workers * times)
	if diff := cmp.Diff(decisions, w.counts(t, "leadqual.decisions")); diff != "" {
		t.Errorf("decisions (-want +have):\n%s", diff)
	}
	if diff := cmp.Diff(issues, w.counts(t, "leadqual.issues")); diff != "" {
		t.Errorf("issues (-want +have):\n%s", diff)
	}
}

// The rest of an engine is there, and each rule set is counted for itself.
func TestRuleSetsAreToldApart(t *testing.T) {
	w := watch(t)
	if w.Fingerprint() != w.plain.Fingerprint() {
		t.Error("an observed engine is not the engine")
	}
	other, err := qualify.CompileJSON("rules.json", []byte(`{"name": "other", "scoring": {}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	reader := sdkmetric.NewManualReader()
	telemetry, err := otelqualify.New(sdktrace.NewTracerProvider(), sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range []*qualify.Engine{w.plain, other} {
		telemetry.Observe(engine).Decide(t.Context(), &kinds[0].lead, asOf)
	}
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range all.ScopeMetrics[0].Metrics {
		if sum, ok := m.Data.(metricdata.Sum[int64]); ok {
			for _, p := range sum.DataPoints {
				fingerprint, _ := p.Attributes.Value("leadqual.rule_set.fingerprint")
				seen[fingerprint.AsString()] = true
			}
		}
	}
	if diff := cmp.Diff(map[string]bool{w.plain.Fingerprint(): true, other.Fingerprint(): true}, seen); diff != "" {
		t.Errorf("fingerprints (-want +have):\n%s", diff)
	}
}

func TestNewReportsErrors(t *testing.T) {
	if _, err := otelqualify.New(sdktrace.NewTracerProvider(), failingMeters{}); !errors.Is(err, errMeter) {
		t.Errorf("%v, want %v", err, errMeter)
	}
}
