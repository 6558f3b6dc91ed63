package otelqualify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/leadqual/leadqual/examples/observability/otelqualify"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

var asOf = time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)

const rulesText = `{
  "name": "observed", "version": "v1",
  "facts": {"custom.seats": {"type": "number"}, "custom.plan": {"type": "string", "enum": ["free", "team"]}},
  "screening": [
    {"id": "customer", "when": "stage == 'customer'", "status": "excluded"},
    {"id": "rival", "when": "company.domain == 'rival.example'"}
  ],
  "icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}]},
  "scoring": {
    "rules": [
      {"id": "views", "each": ".type == 'page_view'", "points": 25},
      {"id": "seats", "when": "custom.seats / answers.budget > 2", "points": 0},
      {"id": "plan", "when": "custom.plan == 'team'", "points": 0}
    ],
    "ready_at": 50
  },
  "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]
}`

func compile(t testing.TB) *qualify.Engine {
	t.Helper()
	engine, err := qualify.CompileJSON("rules.json", []byte(rulesText), nil)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// watched is an observed engine and what OpenTelemetry saw of it.
type watched struct {
	*otelqualify.Engine
	plain  *qualify.Engine
	host   trace.Tracer
	spans  *tracetest.InMemoryExporter
	reader *sdkmetric.ManualReader
}

func watch(t testing.TB) *watched {
	t.Helper()
	w := &watched{plain: compile(t), spans: tracetest.NewInMemoryExporter(), reader: sdkmetric.NewManualReader()}
	traces := sdktrace.NewTracerProvider(sdktrace.WithSyncer(w.spans))
	telemetry, err := otelqualify.New(traces, sdkmetric.NewMeterProvider(sdkmetric.WithReader(w.reader)))
	if err != nil {
		t.Fatal(err)
	}
	w.Engine, w.host = telemetry.Observe(w.plain), traces.Tracer("host")
	return w
}

// metrics are what the reader collects, by name.
func (w *watched) metrics(t testing.TB) map[string]metricdata.Metrics {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := w.reader.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	byName := map[string]metricdata.Metrics{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			byName[m.Name] = m
		}
	}
	return byName
}

// counts are a counter's values by the attributes other than those of the rule
// set, which are checked.
func (w *watched) counts(t testing.TB, name string) map[string]int64 {
	t.Helper()
	sum, _ := w.metrics(t)[name].Data.(metricdata.Sum[int64])
	counts := map[string]int64{}
	for _, p := range sum.DataPoints {
		var rest []string
		for _, kv := range w.withoutRuleSet(t, p.Attributes.ToSlice()) {
			rest = append(rest, fmt.Sprintf("%s=%v", kv.Key, kv.Value.AsInterface()))
		}
		counts[strings.Join(rest, " ")] = p.Value
	}
	return counts
}

func (w *watched) withoutRuleSet(t testing.TB, all []attribute.KeyValue) (rest []attribute.KeyValue) {
	t.Helper()
	want := map[attribute.Key]string{
		"leadqual.rule_set.name": "observed", "leadqual.rule_set.version": "v1", "leadqual.rule_set.fingerprint": w.plain.Fingerprint(),
	}
	for _, kv := range all {
		text, ok := want[kv.Key]
		if !ok {
			rest = append(rest, kv)
			continue
		}
		if kv.Value.AsString() != text {
			t.Errorf("%s is %q, want %q", kv.Key, kv.Value.AsString(), text)
		}
		delete(want, kv.Key)
	}
	if len(want) > 0 {
		t.Errorf("%v are missing among %v", want, all)
	}
	return rest
}

// attributes are those of a span other than the rule set's, by name.
func (w *watched) attributes(t testing.TB, span tracetest.SpanStub) map[string]any {
	t.Helper()
	byName := map[string]any{}
	for _, kv := range w.withoutRuleSet(t, span.Attributes) {
		byName[string(kv.Key)] = kv.Value.AsInterface()
	}
	return byName
}

func (w *watched) only(t testing.TB, name string) tracetest.SpanStub {
	t.Helper()
	spans := w.spans.GetSpans()
	if len(spans) != 1 || spans[0].Name != name {
		t.Fatalf("ended spans: %v, want one %s", names(spans), name)
	}
	return spans[0]
}

func names(spans tracetest.SpanStubs) (names []string) {
	for _, s := range spans {
		names = append(names, s.Name)
	}
	return names
}

// The leads of the tests, each with what it is counted as.
var kinds = []struct {
	name     string
	lead     qualify.Lead
	quadrant matrix.Quadrant
	status   matrix.Status
	issues   []qualify.IssueCode
}{
	{"fits, asked", qualify.Lead{ID: "a", Stage: "lead", Company: company(100), Activities: did("demo_request", 1)}, matrix.GoodFitReady, matrix.StatusSQL, nil},
	{"fits, active", qualify.Lead{ID: "b", Stage: "lead", Company: company(100), Activities: did("page_view", 2)}, matrix.GoodFitReady, matrix.StatusMQL, nil},
	{"fits", qualify.Lead{ID: "c", Stage: "lead", Company: company(100)}, matrix.GoodFitNotReady, matrix.StatusNurture, nil},
	{"active", qualify.Lead{ID: "d", Stage: "lead", Company: company(1), Activities: did("page_view", 2)}, matrix.PoorFitReady, matrix.StatusResearch, nil},
	{"poor", qualify.Lead{ID: "e", Stage: "lead", Company: company(1)}, matrix.PoorFitNotReady, matrix.StatusNurture, nil},
	{"holes", qualify.Lead{ID: "f"}, matrix.Undetermined, matrix.StatusNurture, nil},
	{"customer", qualify.Lead{ID: "g", Stage: "customer", Company: company(1)}, matrix.PoorFitNotReady, matrix.StatusExcluded, nil},
	{"rival", qualify.Lead{ID: "h", Stage: "lead", Company: qualify.Company{Domain: "rival.example", Employees: qualify.Number(1)}}, matrix.PoorFitNotReady, matrix.StatusDisqualified, nil},
	{"mistakes", qualify.Lead{Stage: "lead", Company: company(1), Activities: []qualify.Activity{{}, {}}, Custom: map[string]any{"seats": "many", "plan": "gold"}},
		matrix.PoorFitNotReady, matrix.StatusNurture, []qualify.IssueCode{qualify.NoID, qualify.BadActivity, qualify.BadActivity, qualify.WrongKind, qualify.NotInEnum}},
	{"no seats for nothing", qualify.Lead{ID: "i", Stage: "lead", Company: company(1), Answers: qualify.Answers{Budget: qualify.Number(0)}, Custom: map[string]any{"seats": 3}},
		matrix.PoorFitNotReady, matrix.StatusNurture, []qualify.IssueCode{qualify.NotFinite}},
}

func company(employees float64) qualify.Company {
	return qualify.Company{Domain: "shore.example", Employees: qualify.Number(employees)}
}

func did(what string, times int) []qualify.Activity {
	return slices.Repeat([]qualify.Activity{{Type: what, At: asOf.AddDate(0, 0, -1)}}, times)
}

// leads are those of kinds, so many times over.
func leads(times int) iter.Seq2[*qualify.Lead, error] {
	return func(yield func(*qualify.Lead, error) bool) {
		for range times {
			for i := range kinds {
				if !yield(&kinds[i].lead, nil) {
					return
				}
			}
		}
	}
}

// wantCounts are the counters' values after so many times all kinds.
func wantCounts(times int64) (decisions, issues map[string]int64) {
	decisions, issues = map[string]int64{}, map[string]int64{}
	for _, k := range kinds {
		decisions[fmt.Sprintf("leadqual.quadrant=%s leadqual.status=%s", k.quadrant, k.status)] += times
		for _, c := range k.issues {
			issues["leadqual.issue.code="+string(c)] += times
		}
	}
	return decisions, issues
}

func dump(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
