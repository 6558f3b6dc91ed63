package otelqualify_test

import (
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/leadqual/leadqual/examples/observability/otelqualify"
	"github.com/leadqual/leadqual/internal/hosted"
	"github.com/leadqual/leadqual/qualify"
)

// An observed engine decides byte for byte what the plain one does, whatever the
// rule set says, one by one and as a batch.
func TestSameBytes(t *testing.T) {
	plain, err := qualify.CompileJSON("rules.json", hosted.Rules(), nil)
	if err != nil {
		t.Fatal(err)
	}
	leads, err := hosted.Leads()
	if err != nil {
		t.Fatal(err)
	}
	want, err := hosted.Decisions()
	if err != nil {
		t.Fatal(err)
	}
	telemetry, err := otelqualify.New(sdktrace.NewTracerProvider(sdktrace.WithBatcher(drop{})), sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader())))
	if err != nil {
		t.Fatal(err)
	}
	engine := telemetry.Observe(plain)
	for i, lead := range leads {
		d := engine.Decide(t.Context(), lead, hosted.AsOf)
		if have := d.AppendJSON(nil); string(have) != string(want[i]) {
			t.Errorf("%s, want %s", have, want[i])
		}
	}
	// The host fills one lead again and again.
	reused := iter.Seq2[*qualify.Lead, error](func(yield func(*qualify.Lead, error) bool) {
		lead := &qualify.Lead{}
		for i := range leads {
			*lead = *leads[i]
			if !yield(lead, nil) {
				return
			}
		}
	})
	n := 0
	for d, err := range engine.DecideAll(t.Context(), reused, hosted.AsOf, &qualify.BatchOptions{Workers: 4, Chunk: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		if have := d.AppendJSON(nil); string(have) != string(want[n]) {
			t.Errorf("in a batch %s, want %s", have, want[n])
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%d decisions, want %d", n, len(want))
	}
}

// Each issue and each arm is counted by what it is, one by one and as a batch.
func TestIssuesAndArmsByName(t *testing.T) {
	plain, err := qualify.CompileJSON("rules.json", hosted.Rules(), nil)
	if err != nil {
		t.Fatal(err)
	}
	leads, err := hosted.Leads()
	if err != nil {
		t.Fatal(err)
	}
	reader := sdkmetric.NewManualReader()
	telemetry, err := otelqualify.New(sdktrace.NewTracerProvider(), sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	if err != nil {
		t.Fatal(err)
	}
	engine := telemetry.Observe(plain)
	want := map[string]int64{}
	source := func(yield func(*qualify.Lead, error) bool) {
		for _, lead := range leads {
			if !yield(lead, nil) {
				return
			}
		}
	}
	count := func(d *qualify.Decision) {
		for _, x := range d.Issues {
			want["leadqual.issues "+string(x.Code)]++
		}
		if x := d.Experiment; x.ID != "" {
			want["leadqual.experiments "+x.ID+"/"+x.Arm]++
		}
	}
	for _, lead := range leads {
		d := engine.Decide(t.Context(), lead, hosted.AsOf)
		count(&d)
	}
	for d, err := range engine.DecideAll(t.Context(), source, hosted.AsOf, nil) {
		if err != nil {
			t.Fatal(err)
		}
		count(d)
	}
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	have := map[string]int64{}
	for _, m := range all.ScopeMetrics[0].Metrics {
		if m.Name != "leadqual.issues" && m.Name != "leadqual.experiments" {
			continue
		}
		for _, p := range m.Data.(metricdata.Sum[int64]).DataPoints {
			value := func(key attribute.Key) string { v, _ := p.Attributes.Value(key); return v.AsString() }
			name := value("leadqual.issue.code")
			if m.Name == "leadqual.experiments" {
				name = value("leadqual.experiment") + "/" + value("leadqual.arm")
			}
			have[m.Name+" "+name] += p.Value
		}
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
}
