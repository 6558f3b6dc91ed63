package hosted

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// LEADQUAL_UPDATE=1 generates the leads anew; every fifth is merged of three
// records.
func TestLeadsAreGenerated(t *testing.T) {
	if !testkit.Update() {
		t.Skip("LEADQUAL_UPDATE=1 generates the leads")
	}
	g := generate.New(20, generate.Options{JSON: true, Records: true})
	r := g.Rand()
	var lines []byte
	for i := range 80 {
		l := g.Lead()
		if i%5 == 0 {
			merged := qualify.Merge(qualify.MergePolicy{Sources: []string{"form"}}, l, g.Lead(), g.Lead())
			l = &merged.Lead
		}
		if r.IntN(2) == 0 {
			l.Answers.WantsContact = qualify.Opt[bool]{}
		}
		l.Activities = l.Activities[:min(len(l.Activities), 4)]
		for k := range l.Activities {
			a := &l.Activities[k]
			a.Custom = map[string]any{}
			for _, field := range []struct {
				name   string
				values []any
			}{
				{"feature", []any{nil, "export", "Export", "search", "print", 5}}, {"minutes", []any{nil, 2, 5.5, 90, "ten"}},
				{"until", []any{nil, "2026-12-31T00:00:00Z", "2026-01-01T00:00:00Z", "soon"}},
			} {
				if v := field.values[r.IntN(len(field.values))]; v != nil {
					a.Custom[field.name] = v
				}
			}
		}
		line, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(append(lines, line...), '\n')
	}
	if err := os.WriteFile("leads.jsonl", lines, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Whatever a decision may say, some lead's does: a host that loses a key gives
// other bytes.
func TestLeadsMeetEverything(t *testing.T) {
	decisions, err := Decisions()
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]int{}
	for _, text := range decisions {
		var d qualify.Decision
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		met["status "+string(d.Status)]++
		met["quadrant "+string(d.Quadrant)]++
		met["action "+d.Owner.Action]++
		met["route "+d.Owner.Route]++
		met["roster "+d.Owner.Roster]++
		met["certain "+fmt.Sprint(d.Certain)]++
		met["arm "+d.Experiment.Arm]++
		for _, q := range d.Ask {
			met["why "+q.Why]++
			met["for record "+fmt.Sprint(q.ForRecord)]++
			met["decisive "+fmt.Sprint(q.Decisive)]++
		}
		for _, issue := range d.Issues {
			met["issue "+string(issue.Code)]++
		}
		for _, s := range d.Screening {
			met["step "+s.ID+" "+s.Outcome.String()]++
			met["lifted "+fmt.Sprint(s.Lifted)]++
		}
		for _, c := range d.Fit.Criteria {
			met["criterion "+c.ID+" "+c.Outcome.String()]++
		}
		for _, rule := range d.Score.Rules {
			met["rule "+rule.ID+" "+rule.Outcome.String()]++
		}
	}
	want := []string{"why stale", "why wrong_kind", "why not_in_enum", "why no_domain", "why ", "for record true", "decisive true", "lifted true", "certain true", "certain false"}
	for _, s := range []string{"mql", "sql", "nurture", "research", "disqualified", "excluded"} {
		want = append(want, "status "+s)
	}
	for _, s := range []string{"good_fit_ready", "good_fit_not_ready", "poor_fit_ready", "poor_fit_not_ready", "undetermined"} {
		want = append(want, "quadrant "+s)
	}
	for _, s := range []string{"greet", "call", "visit", "look", "keep", "enrich"} {
		want = append(want, "action "+s)
	}
	for _, s := range []string{"top", "emea", "raised", "rest", "warm"} {
		want = append(want, "route "+s)
	}
	for _, s := range []string{"hold", "call", "write"} {
		want = append(want, "arm "+s)
	}
	for _, s := range []string{"inside", "field", "nurture"} {
		want = append(want, "roster "+s)
	}
	for _, s := range []string{"wrong_kind", "not_in_enum", "not_finite", "no_domain", "in_future", "bad_activity", "no_id"} {
		want = append(want, "issue "+s)
	}
	for _, s := range []string{"visits", "webinar", "exports", "lasting", "seats", "plan", "tags", "shore", "worth", "rate", "renewal", "idle"} {
		want = append(want, "rule "+s+" met")
	}
	for _, s := range []string{"size", "title", "industry", "free"} {
		want = append(want, "criterion "+s+" met", "criterion "+s+" unmet", "criterion "+s+" unknown")
	}
	for _, s := range []string{"rival", "customer", "no_consent"} {
		want = append(want, "step "+s+" met")
	}
	for _, what := range want {
		if met[what] == 0 {
			t.Errorf("no lead has %s", what)
		}
	}
	if t.Failed() {
		t.Log(slices.Sorted(maps.Keys(met)))
	}
}

// ofOthers are keys that only decisions about accounts have, or short ones.
var ofOthers = []string{"Question.person", "Decision.detail"}

// Every key that a decision about a lead may have stands in one.
func TestDecisionsHaveEveryKey(t *testing.T) {
	decisions, err := Decisions()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	var note func(v any)
	note = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, x := range v {
				have[key] = true
				note(x)
			}
		case []any:
			for _, x := range v {
				note(x)
			}
		}
	}
	for _, text := range decisions {
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		note(v)
	}
	seen := map[reflect.Type]bool{}
	var keys func(reflect.Type)
	keys = func(of reflect.Type) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice:
			keys(of.Elem())
		case reflect.Struct:
			if seen[of] || !strings.HasPrefix(of.PkgPath(), "github.com/leadqual/leadqual/") {
				return
			}
			seen[of] = true
			for i := range of.NumField() {
				key, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
				if key != "" && key != "-" && !have[key] && !slices.Contains(ofOthers, of.Name()+"."+key) {
					t.Errorf("no decision has the key %q of %v", key, of)
				}
				keys(of.Field(i).Type)
			}
		}
	}
	keys(reflect.TypeFor[qualify.Decision]())
	if len(seen) < 10 {
		t.Errorf("only %d types", len(seen))
	}
}

// Leads read by leadfile, and rules read by Load, give the same bytes.
func TestFilesGiveTheSameBytes(t *testing.T) {
	engine, err := qualify.Load(fstest.MapFS{
		"rules.json": {Data: []byte(`{"extends": "base/all.json"}`)}, "base/all.json": {Data: Rules()},
	}, "rules.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Decisions()
	if err != nil {
		t.Fatal(err)
	}
	r, err := leadfile.NewReader(bytes.NewReader(Lines()), leadfile.Options{Input: leadfile.JSONLines, AsOf: AsOf})
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	for i := range want {
		if _, err := r.Next(&lead); err != nil {
			t.Fatal(err)
		}
		d := engine.Decide(&lead, AsOf)
		if have := d.AppendJSON(nil); string(have) != string(want[i]) {
			t.Errorf("%s, want %s", have, want[i])
		}
	}
}
