package audit_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// data is the directory of the real data, which is not part of the project.
func data(t testing.TB) string {
	dir := os.Getenv("LEADQUAL_DATA")
	if dir == "" {
		t.Skip("LEADQUAL_DATA names no directory with the data")
	}
	return dir
}

// asOf is the instant that the data, which have no dates, are decided for.
var asOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// history reads a file of leads whose outcome stands in custom.won.
func history(t testing.TB, rules, file string) (*qualify.RuleSet, []audit.Example) {
	t.Helper()
	e, err := qualify.Load(os.DirFS("../../examples/rules"), rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	rs := e.RuleSet()
	mapFile := filepath.Join("../../examples/rules", filepath.Dir(rules), "map.json")
	text, err := os.ReadFile(mapFile)
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := leadfile.ParseMap(mapFile, text, rs.Facts)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(data(t), file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := leadfile.NewReader(f, leadfile.Options{Input: leadfile.CSV, Mapping: mapping, Facts: rs.Facts, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	var out []audit.Example
	for {
		lead := &qualify.Lead{}
		if _, err := r.Next(lead); errors.Is(err, io.EOF) {
			return rs, out
		} else if err != nil {
			t.Fatal(err)
		}
		won, known := lead.Custom["won"].(bool)
		delete(lead.Custom, "won")
		out = append(out, audit.Example{Lead: lead, AsOf: asOf, Outcome: audit.Outcome{
			Source: lead.Source, Won: qualify.Opt[bool]{Value: won, Known: known},
		}})
	}
}

// Points by Suggest, whole numbers, on five parts of the leads, each held out
// in turn. A logistic regression has a mean AUC of 0.893 on the first, plain
// scorecards 0.855.
func TestHeldTo(t *testing.T) {
	for _, x := range []struct {
		rules, file string
		leads, won  int
		auc         float64
	}{
		{"xeducation/candidate.json", "xeducation/Leads.csv", 9240, 3561, 0.875},
		{"xeducation/form.json", "xeducation/Leads.csv", 9240, 3561, 0.77},
		{"salvirt/candidate.json", "salvirt-b2b/Salvirt_B2B_ML_dataset_HF.csv", 448, 227, 0.80},
	} {
		t.Run(x.rules, func(t *testing.T) {
			rs, examples := history(t, x.rules, x.file)
			won := 0
			for _, e := range examples {
				if e.Outcome.Won.Value {
					won++
				}
			}
			if len(examples) != x.leads || won != x.won {
				t.Fatalf("%d leads, %d won, want %d and %d", len(examples), won, x.leads, x.won)
			}
			s, err := audit.Suggest(rs, examples, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range s.Folds {
				t.Logf("part %d: %d leads, AUC %.4f", i+1, f.Count.Leads, f.Proposed.AUC)
			}
			t.Logf("mean AUC %.4f, to reach %.3f; penalty %g", s.MeanAUC, x.auc, s.Penalty)
			if !(s.MeanAUC >= x.auc) {
				t.Errorf("mean AUC %.4f is below %.3f", s.MeanAUC, x.auc)
			}
			wholePoints(t, s.RuleSet)
		})
	}
}

func wholePoints(t *testing.T, rs *qualify.RuleSet) {
	t.Helper()
	for _, r := range rs.Scoring.Rules {
		if r.Points != nil && *r.Points%1000 != 0 {
			t.Errorf("rule %s is worth %v points", r.ID, *r.Points)
		}
		for _, tier := range r.Tiers {
			if tier.Points%1000 != 0 {
				t.Errorf("a tier of rule %s is worth %v points", r.ID, tier.Points)
			}
		}
	}
}

// The rule sets beside the candidates compile, and with the data at hand they
// are what Suggest makes of the candidates.
func TestCommittedRuleSets(t *testing.T) {
	for _, x := range []struct{ folder, file string }{
		{"xeducation", "xeducation/Leads.csv"},
		{"salvirt", "salvirt-b2b/Salvirt_B2B_ML_dataset_HF.csv"},
	} {
		engine, err := qualify.Load(os.DirFS("../../examples/rules"), x.folder+"/rules.json", nil)
		if err != nil {
			t.Fatal(err)
		}
		committed := engine.RuleSet()
		wholePoints(t, committed)
		t.Run(x.folder, func(t *testing.T) {
			rs, examples := history(t, x.folder+"/candidate.json", x.file)
			s, err := audit.Suggest(rs, examples, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(s.RuleSet.Scoring, committed.Scoring) {
				t.Errorf("examples/rules/%s/rules.json is not what is suggested now", x.folder)
			}
		})
	}
}
