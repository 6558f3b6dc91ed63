package otelqualify_test

import (
	"context"
	"testing"

	metricnoop "go.opentelemetry.io/otel/metric/noop"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/leadqual/leadqual/examples/observability/otelqualify"
	"github.com/leadqual/leadqual/qualify"
)

// drop is an exporter that costs nothing.
type drop struct{}

func (drop) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return nil }
func (drop) Shutdown(context.Context) error                             { return nil }

// measured is an engine with the SDK's metrics and, by the sampler, spans.
func measured(tb testing.TB, sampler sdktrace.Sampler) (*otelqualify.Engine, *sdktrace.TracerProvider) {
	tb.Helper()
	traces := sdktrace.NewTracerProvider(sdktrace.WithSampler(sampler), sdktrace.WithBatcher(drop{}))
	tb.Cleanup(func() {
		if err := traces.Shutdown(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	telemetry, err := otelqualify.New(traces, sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader())))
	if err != nil {
		tb.Fatal(err)
	}
	return telemetry.Observe(compile(tb)), traces
}

// Attributes are prepared: counting allocates nothing beyond the decision.
func TestMetricsAllocateNothing(t *testing.T) {
	engine, traces := measured(t, sdktrace.NeverSample())
	for _, k := range kinds {
		for name, ctx := range map[string]context.Context{"no trace": t.Context(), "not sampled": notSampled(t, traces)} {
			plain := fewest(func() { engine.Engine.Decide(&k.lead, asOf) })
			observed := fewest(func() { engine.Decide(ctx, &k.lead, asOf) })
			if observed > plain {
				t.Errorf("%s, %s: %v allocations, the engine alone has %v", k.name, name, observed, plain)
			}
		}
	}
}

// fewest is how often f allocates while no pool has been emptied under it.
func fewest(f func()) float64 {
	n := testing.AllocsPerRun(1, f)
	for range 50 {
		n = min(n, testing.AllocsPerRun(1, f))
	}
	return n
}

func notSampled(tb testing.TB, traces *sdktrace.TracerProvider) context.Context {
	ctx, span := traces.Tracer("host").Start(tb.Context(), "request")
	tb.Cleanup(func() { span.End() })
	if span.IsRecording() {
		tb.Fatal("the request's span is recorded")
	}
	return ctx
}

func BenchmarkDecide(b *testing.B) {
	lead := &kinds[1].lead
	b.Run("plain", func(b *testing.B) {
		engine := compile(b)
		b.ReportAllocs()
		for b.Loop() {
			engine.Decide(lead, asOf)
		}
	})
	observed := func(name string, engine *otelqualify.Engine, ctx context.Context) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				engine.Decide(ctx, lead, asOf)
			}
		})
	}
	off, err := otelqualify.New(tracenoop.NewTracerProvider(), metricnoop.NewMeterProvider())
	if err != nil {
		b.Fatal(err)
	}
	observed("off", off.Observe(compile(b)), b.Context())
	engine, traces := measured(b, sdktrace.NeverSample())
	observed("metrics", engine, notSampled(b, traces))
	engine, traces = measured(b, sdktrace.AlwaysSample())
	ctx, span := traces.Tracer("host").Start(b.Context(), "request")
	defer span.End()
	observed("metrics-and-span", engine, ctx)
}

func BenchmarkDecideAll(b *testing.B) {
	const times = 1000
	o := &qualify.BatchOptions{}
	b.Run("plain", func(b *testing.B) {
		engine := compile(b)
		for b.Loop() {
			for range engine.DecideAll(b.Context(), leads(times), asOf, o) {
			}
		}
	})
	b.Run("metrics-and-span", func(b *testing.B) {
		engine, _ := measured(b, sdktrace.AlwaysSample())
		for b.Loop() {
			for range engine.DecideAll(b.Context(), leads(times), asOf, o) {
			}
		}
	})
}
