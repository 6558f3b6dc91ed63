package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The program shows each span and each metric of the adapter, and no lead.
func TestOutput(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var spans, metrics []string
	for line := range strings.Lines(out.String()) {
		var shown struct {
			Name       string
			Attributes []struct {
				Key   string
				Value struct{ Value any }
			}
			ScopeMetrics []struct {
				Metrics []struct {
					Name string
					Data struct {
						DataPoints []struct{ Value, Count int }
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(line), &shown); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if shown.Name != "" {
			spans = append(spans, shown.Name)
			for _, a := range shown.Attributes {
				if a.Key == "leadqual.batch.end" {
					spans[len(spans)-1] += " " + a.Value.Value.(string)
				}
			}
		}
		for _, scope := range shown.ScopeMetrics {
			for _, m := range scope.Metrics {
				n := 0
				for _, p := range m.Data.DataPoints {
					n += p.Value + p.Count
				}
				if n == 0 {
					t.Errorf("%s counts nothing", m.Name)
				}
				metrics = append(metrics, m.Name)
			}
		}
	}
	slices.Sort(spans)
	if diff := cmp.Diff([]string{"POST /leads", "leadqual.decide", "leadqual.decide", "leadqual.decide", "leadqual.decide_all complete", "leadqual.decide_all stopped"}, spans); diff != "" {
		t.Errorf("spans (-want +have):\n%s", diff)
	}
	slices.Sort(metrics)
	if diff := cmp.Diff([]string{"leadqual.decision.duration", "leadqual.decisions", "leadqual.issues"}, metrics); diff != "" {
		t.Errorf("metrics (-want +have):\n%s", diff)
	}
	for _, secret := range []string{"L-1", "shore.example", "rival.example", "many", "gold"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the output has a lead's %q", secret)
		}
	}
}
