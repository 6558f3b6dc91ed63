// Observability decides leads and shows what OpenTelemetry gets to see of it:
// the spans of a request and of two batches, and the metrics. A program of
// yours has exporters of its own in the place of those to standard output.
package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/leadqual/leadqual/examples/observability/otelqualify"
	"github.com/leadqual/leadqual/qualify"
)

//go:embed rules.json
var files embed.FS

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer) (err error) {
	compiled, err := qualify.Load(files, "rules.json", nil)
	if err != nil {
		return err
	}
	spans, err := stdouttrace.New(stdouttrace.WithWriter(w))
	if err != nil {
		return err
	}
	metrics, err := stdoutmetric.New(stdoutmetric.WithWriter(w))
	if err != nil {
		return err
	}
	about := resource.Empty() // which service this is; left out here to have short lines
	traces := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans), sdktrace.WithResource(about))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewPeriodicReader(metrics)), sdkmetric.WithResource(about))
	// What was not exported yet is, when the program ends.
	defer func() { err = errors.Join(err, traces.Shutdown(ctx), meters.Shutdown(ctx)) }()

	telemetry, err := otelqualify.New(traces, meters)
	if err != nil {
		return err
	}
	engine := telemetry.Observe(compiled)
	asOf := time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)

	// A request: its span is made by the host, or by otelhttp.
	inRequest, request := traces.Tracer("host").Start(ctx, "POST /leads")
	for lead := range leads(3, asOf) {
		engine.Decide(inRequest, lead, asOf)
	}
	request.End()

	// A batch that goes to its end, and one that the loop leaves.
	for range engine.DecideAll(ctx, leads(1000, asOf), asOf, nil) {
	}
	for d := range engine.DecideAll(ctx, leads(1000, asOf), asOf, nil) {
		if d.Readiness.HandRaised {
			break
		}
	}
	return nil
}

// leads are what a real program would read from its database. Some have
// mistakes in them.
func leads(n int, asOf time.Time) iter.Seq2[*qualify.Lead, error] {
	return func(yield func(*qualify.Lead, error) bool) {
		for i := range n {
			lead := &qualify.Lead{ID: fmt.Sprintf("L-%d", i), Stage: "lead", Company: qualify.Company{Domain: "shore.example"}, Custom: map[string]any{"seats": float64(i % 30)}}
			if i%4 != 0 { // of every fourth nobody knows how large it is
				lead.Company.Employees = qualify.Number(float64(i % 100))
			}
			for range i % 6 {
				lead.Activities = append(lead.Activities, qualify.Activity{Type: "page_view", At: asOf.AddDate(0, 0, -i%40)})
			}
			switch i % 50 {
			case 7:
				lead.Stage = "customer"
			case 13:
				lead.Company.Domain = "rival.example"
			case 21:
				lead.Activities = append(lead.Activities, qualify.Activity{Type: "demo_request", At: asOf.AddDate(0, 0, -1)})
			case 30:
				lead.Custom["seats"] = "many"
			case 31:
				lead.Custom["plan"] = "gold"
			}
			if !yield(lead, nil) {
				return
			}
		}
	}
}
