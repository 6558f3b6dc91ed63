package qualify_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// A decision reproduces, also after it was stored as JSON; with anything about
// it changed it does not.
func TestVerify(t *testing.T) {
	worlds(t, generate.Options{}, 6, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			d := w.e.Decide(l, generate.AsOf)
			if err := qualify.Verify(&d, w.e, l); err != nil {
				t.Error(err)
			}
			data, err := json.Marshal(&d)
			if err != nil {
				t.Fatal(err)
			}
			var stored qualify.Decision
			if err := json.Unmarshal(data, &stored); err != nil {
				t.Fatal(err)
			}
			if err := qualify.Verify(&stored, w.e, l); err != nil {
				t.Errorf("stored as JSON: %v", err)
			}
			for name, change := range map[string]func(d *qualify.Decision){
				"status":    func(d *qualify.Decision) { d.Status += "x" },
				"points":    func(d *qualify.Decision) { d.Score.Points++ },
				"share":     func(d *qualify.Decision) { d.Fit.Share += 1e-9 },
				"certain":   func(d *qualify.Decision) { d.Certain = !d.Certain },
				"lead":      func(d *qualify.Decision) { d.LeadID += "x" },
				"owner":     func(d *qualify.Decision) { d.Owner.ID += "x" },
				"questions": func(d *qualify.Decision) { d.Ask = append(d.Ask, qualify.Question{Path: "x"}) },
			} {
				forged := d.Clone()
				change(&forged)
				if qualify.Verify(&forged, w.e, l) == nil {
					t.Errorf("another %s reproduces", name)
				}
			}
		}
	})
}

func TestVerifyMessages(t *testing.T) {
	e := compiled(t, diffRules)
	l := qualify.Lead{ID: "1", Company: qualify.Company{Employees: qualify.Number(60)}}
	d := e.Decide(&l, generate.AsOf)
	renamed := compiled(t, strings.Replace(diffRules, `"name": "diff"`, `"name": "renamed", "version": "2", "note": "n"`, 1))
	if err := qualify.Verify(&d, renamed, &l); err != nil {
		t.Errorf("the same rules under another name: %v", err)
	}
	for _, err := range []error{qualify.Verify(nil, e, &l), qualify.Verify(&d, nil, &l), qualify.Verify(&d, e, nil)} {
		if err == nil || !strings.Contains(err.Error(), "is nil") {
			t.Errorf("of nothing: %v", err)
		}
	}
	other := compiled(t, strings.Replace(diffRules, `"ready_at": 20`, `"ready_at": 21`, 1))
	if err := qualify.Verify(&d, other, &l); !errors.Is(err, qualify.ErrOtherRuleSet) {
		t.Errorf("another rule set: %v", err)
	}
	for want, change := range map[string]func(l *qualify.Lead){
		`quadrant was "good_fit_not_ready" and is "poor_fit_not_ready"`: func(l *qualify.Lead) { l.Company.Employees = qualify.Number(4) },
		`scoring.webinar was worth 0 and is worth 10`:                   func(l *qualify.Lead) { l.Activities = []qualify.Activity{{Type: "webinar", At: generate.AsOf}} },
		`about lead "1", not "2"`:                                       func(l *qualify.Lead) { l.ID = "2" },
	} {
		changed := clone(&l)
		change(changed)
		err := qualify.Verify(&d, e, changed)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
