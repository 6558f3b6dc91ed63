package otelqualify_test

import (
	"iter"
	"testing"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
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
