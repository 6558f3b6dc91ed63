package otelqualify_test

import (
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/leadqual/leadqual/examples/observability/otelqualify"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

const accountRules = `{"name": "observed", "version": "v1",
	"roles": [{"id": "buyer", "when": "person.seniority == 'vp'"}, {"id": "user", "when": "person.seniority == 'clerk'"}],
	"person": {"icp": {"criteria": [{"id": "vp", "when": "person.seniority == 'vp'"}]}},
	"account": {"icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]},
		"checklists": [{"id": "g", "items": [{"id": "b", "role": "buyer"}, {"id": "u", "role": "user"}]}]}}`

// Accounts and their people are counted, each as what they are, and nothing of either is
// in what OpenTelemetry gets.
func TestAccounts(t *testing.T) {
	plain, err := account.CompileJSON("rules.json", []byte(accountRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{plain: plain.Account(), spans: tracetest.NewInMemoryExporter(), reader: metric.NewManualReader()}
	traces := trace.NewTracerProvider(trace.WithSyncer(w.spans))
	telemetry, err := otelqualify.New(traces, metric.NewMeterProvider(metric.WithReader(w.reader)))
	if err != nil {
		t.Fatal(err)
	}
	engine := telemetry.ObserveAccounts(plain)
	accounts := []*account.Account{
		{ID: "secret-1", Company: qualify.Company{Employees: qualify.Number(60)}, People: []qualify.Lead{
			{ID: "secret-2", Person: qualify.Person{Seniority: "vp"}}, {ID: "secret-3", Person: qualify.Person{Seniority: "head"}}, {ID: "secret-4"}, {ID: "secret-4"},
		}},
		{ID: "secret-5"},
	}
	ctx, request := traces.Tracer("host").Start(t.Context(), "POST /accounts")
	for _, a := range accounts {
		if diff := cmp.Diff(plain.Decide(a, asOf), engine.Decide(ctx, a, asOf)); diff != "" {
			t.Errorf("another decision than the engine's (-engine +observed):\n%s", diff)
		}
	}
	request.End()
	var all iter.Seq2[*account.Account, error] = func(yield func(*account.Account, error) bool) {
		for _, a := range accounts {
			if !yield(a, nil) {
				return
			}
		}
	}
	n := 0
	for range engine.DecideAll(t.Context(), all, asOf, nil) {
		n++
	}
	if n != len(accounts) {
		t.Errorf("%d decisions", n)
	}
	for name, want := range map[string]map[string]int64{
		"leadqual.accounts": {
			"leadqual.quadrant=good_fit_not_ready leadqual.status=nurture": 2, "leadqual.quadrant=undetermined leadqual.status=nurture": 2,
		},
		"leadqual.decisions": {
			"leadqual.quadrant=good_fit_not_ready leadqual.status=nurture": 2, "leadqual.quadrant=poor_fit_not_ready leadqual.status=nurture": 2,
		},
		"leadqual.issues":        {"leadqual.issue.code=duplicate_id": 4},
		"leadqual.missing_roles": {"leadqual.role=buyer": 2, "leadqual.role=user": 4},
	} {
		if diff := cmp.Diff(want, w.counts(t, name)); diff != "" {
			t.Errorf("%s (-want +have):\n%s", name, diff)
		}
	}
	spans := w.spans.GetSpans()
	if have := names(spans); !slices.Equal(have, []string{"leadqual.decide_account", "leadqual.decide_account", "POST /accounts"}) {
		t.Errorf("spans %v", have)
	}
	said, err := json.Marshal(spans)
	if err != nil || strings.Contains(string(said), "secret") {
		t.Errorf("%s, %v", said, err)
	}
}
