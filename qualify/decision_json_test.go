package qualify_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// standardJSON is the decision by encoding/json, without escapes for HTML.
func standardJSON(t *testing.T, d *qualify.Decision) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(b.Bytes()))
}

func TestAppendJSONIsEncodingJSON(t *testing.T) {
	for seed := range uint64(testkit.Amount(20, 300, 300)) {
		g := generate.New(seed, generate.Options{})
		e, err := qualify.Compile(g.RuleSet(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			d := e.Decide(g.Lead(), generate.AsOf)
			if have, want := string(d.AppendJSON(nil)), standardJSON(t, &d); have != want {
				t.Fatalf("seed %d:\nhave %s\nwant %s", seed, have, want)
			}
		}
	}
}

func FuzzAppendJSON(f *testing.F) {
	f.Add("L-1", "plain", 0.5)
	f.Add("\x00\"\\\b\f\n\r\t\x1f<&>", "\xff\u2028\u2029é", 1e-9)
	for _, share := range []float64{1e21, 0, math.Copysign(0, -1), 0.001, 0.0005, 0.1 + 0.2, 12.345, 999999999999.999, 1e12 + 0.5, 5e-324} {
		f.Add("", "", share)
	}
	f.Fuzz(func(t *testing.T, id, text string, share float64) {
		if share != share || share-share != 0 {
			t.Skip()
		}
		d := qualify.Decision{
			LeadID: id, RuleSet: text, AsOf: generate.AsOf, Cell: text,
			Fit:       icp.Fit{Share: share, Low: -share},
			Readiness: qualify.Readiness{Raised: []string{id, text}},
			Ask:       []qualify.Question{{Path: id, Question: text}},
			Issues:    []qualify.Issue{{Code: "x", Path: text, Message: id}},
		}
		if have, want := string(d.AppendJSON(nil)), standardJSON(t, &d); have != want {
			t.Errorf("have %s\nwant %s", have, want)
		}
	})
}
