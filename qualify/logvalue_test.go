package qualify_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

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
	e := explainEngine(t, "edtech.json")
	for _, x := range []struct {
		index int
		want  string
	}{
		{1, `level=INFO msg=decided decision.lead_id=L-2 decision.status=sql decision.quadrant=good_fit_ready decision.cell=B3 ` +
			`decision.points=20 decision.certain=true decision.team=sales decision.owner=bo decision.fingerprint=` + e.Fingerprint() + "\n"},
		{3, `level=INFO msg=decided decision.lead_id=L-4 decision.status=disqualified decision.quadrant=poor_fit_not_ready ` +
			`decision.points=0 decision.certain=true decision.fingerprint=` + e.Fingerprint() + "\n"},
	} {
		d := e.Decide(&explainCases[x.index].lead, explainAt)
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
