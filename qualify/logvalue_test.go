package qualify_test

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

func TestLogValue(t *testing.T) {
	log := func(d any) string {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}})).Info("decided", "decision", d)
		return out.String()
	}
	e, err := qualify.Load(os.DirFS("explain/testdata"), "edtech.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		lead qualify.Lead
		want string
	}{
		{qualify.Lead{
			ID: "L-2", Stage: "lead", Person: qualify.Person{JobTitle: "Sales director", Region: "EMEA"},
			Company:    qualify.Company{Domain: "shore.example", Employees: qualify.Number(5000)},
			Answers:    qualify.Answers{WantsContact: qualify.Known(true)},
			Activities: []qualify.Activity{{Type: "demo_request", At: asOf.AddDate(0, 0, -2)}},
		}, `level=INFO msg=decided decision.lead_id=L-2 decision.status=sql decision.quadrant=good_fit_ready decision.cell=B3 ` +
			`decision.points=20 decision.certain=true decision.team=sales decision.owner=bo decision.fingerprint=` + e.Fingerprint() + "\n"},
		{qualify.Lead{ID: "L-4", Company: qualify.Company{Domain: "rival.example", Employees: qualify.Number(10)}}, `level=INFO msg=decided decision.lead_id=L-4 decision.status=disqualified decision.quadrant=poor_fit_not_ready ` +
			`decision.points=0 decision.certain=true decision.fingerprint=` + e.Fingerprint() + "\n"},
	} {
		d := e.Decide(&x.lead, asOf)
		if have := log(d); have != x.want {
			t.Errorf("have %swant %s", have, x.want)
		}
		if have := log(&d); have != x.want {
			t.Errorf("by pointer %s", have)
		}
	}
	if have := log(qualify.Decision{}); strings.Contains(have, "lead_id") || !strings.Contains(have, "decision.points=0 decision.certain=false") {
		t.Errorf("the zero decision: %s", have)
	}
}
