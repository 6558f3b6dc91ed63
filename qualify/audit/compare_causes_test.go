package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// explained is the sum of what a comparison explains.
func explained(c *audit.Comparison) int {
	n := c.Several + c.Joint
	for _, p := range c.Parts.Entries {
		n += p.Value.Alone
	}
	return n
}

func compare(t *testing.T, old, new string, leads []qualify.Lead) (*audit.Comparison, map[string]audit.PartChange) {
	t.Helper()
	_, before := rules(t, old)
	_, after := rules(t, new)
	c, err := audit.Compare(t.Context(), before, after, audit.Leads(leads), asOf)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]audit.PartChange{}
	for _, p := range c.Parts.Entries {
		parts[p.Name] = p.Value
	}
	if n := explained(c); n != c.Moved {
		t.Errorf("%d moves are explained of %d", n, c.Moved)
	}
	return c, parts
}

// byPoints are rules by which a lead of so many employees has so many points.
const byPoints = `{"name": "x", "readiness": "score", %s "scoring": {"ready_at": %d, "max": %d, "rules": [{"id": "size", "compute": "company.employees%s", "min": 0, "max": 1000}]}}`

func sized(from, to int) (leads []qualify.Lead) {
	for n := from; n < to; n++ {
		leads = append(leads, qualify.Lead{ID: fmt.Sprint(n), Company: qualify.Company{Employees: qualify.Number(float64(n))}})
	}
	return leads
}

func TestCompareNamesCauses(t *testing.T) {
	old := fmt.Sprintf(byPoints, "", 40, 100, "")
	leads := sized(0, 100)
	for _, c := range []struct {
		name, new             string
		moved, several, joint int
		want                  map[string]audit.PartChange
	}{
		{"a threshold", fmt.Sprintf(byPoints, "", 35, 100, ""), 5, 0, 0, map[string]audit.PartChange{
			"scoring.ready_at": {What: "40 -> 35", Leads: 5, Moved: 5, Alone: 5}}},
		{"that moves nobody", fmt.Sprintf(byPoints, "", 200, 300, ""), 60, 0, 0, map[string]audit.PartChange{
			"scoring.ready_at": {What: "40 -> 200", Leads: 60, Moved: 60, Alone: 60}, "scoring.max": {What: "100 -> 300"}}},
		// From 35 on by the threshold, from 32 on by the rule alone (40 / 1.25), from 28 on by both.
		{"both ways", fmt.Sprintf(byPoints, "", 35, 1000, " * 1.25"), 12, 5, 4, map[string]audit.PartChange{
			"scoring.ready_at": {What: "40 -> 35", Leads: 5, Moved: 5},
			"scoring.max":      {What: "100 -> 1000"},
			"scoring.size":     {What: "compute company.employees -> company.employees * 1.25", Leads: 99, Moved: 12, Alone: 3, Points: 1237.5}}},
		{"a policy", strings.Replace(old, `"readiness": "score",`, `"readiness": "hand_raise",`, 1), 60, 0, 0, map[string]audit.PartChange{
			"readiness": {What: "score -> hand_raise", Leads: 60, Moved: 60, Alone: 60}}},
		{"a definition that nobody uses", fmt.Sprintf(byPoints, `"define": {"n": "company.employees + 1"},`, 40, 100, ""), 0, 0, 0, map[string]audit.PartChange{}},
	} {
		got, parts := compare(t, old, c.new, leads)
		if got.Moved != c.moved || got.Several != c.several || got.Joint != c.joint || fmt.Sprint(parts) != fmt.Sprint(c.want) {
			t.Errorf("%s: %d moved, %d several, %d joint, %+v", c.name, got.Moved, got.Several, got.Joint, parts)
		}
	}
}

// A change that does not compile without another stands with it.
func TestCompareJoinsWhatOnlyGoesTogether(t *testing.T) {
	const typed = `{"name": "x", "facts": {"custom.seats": {"type": "%s"}, "custom.other": {"type": "number"}}, "icp": {"criteria": [{"id": "seats", "when": "%s"}, {"id": "other", "when": "custom.other > %d"}]}}`
	var leads []qualify.Lead
	for i := range 20 {
		leads = append(leads, qualify.Lead{ID: fmt.Sprint(i), Custom: map[string]any{"seats": i, "other": 20 - i}})
	}
	c, parts := compare(t, fmt.Sprintf(typed, "number", "custom.seats > 5", 5), fmt.Sprintf(typed, "string", "custom.seats == 'many'", 10), leads)
	joined := "facts.custom.seats.type and icp.seats"
	if p := parts[joined]; p.What != "number -> string and when custom.seats > 5 -> custom.seats == 'many'" || p.Alone == 0 {
		t.Errorf("%+v", parts)
	}
	if p := parts["icp.other"]; p.What == "" || c.Moved == 0 {
		t.Errorf("%+v", c)
	}
}

// Where much changes, the longest lists are one change each, and a threshold
// stands by itself.
func TestCompareIsBounded(t *testing.T) {
	routes := func(owner string) string {
		var list []string
		for i := range 5 * audit.MaxCauses {
			list = append(list, fmt.Sprintf(`{"id": "r%d", "when": "company.employees == %d", "team": "sales", "owners": [{"id": "%s"}]}`, i, i, owner))
		}
		return fmt.Sprintf(`"routes": [%s],`, strings.Join(list, ","))
	}
	c, parts := compare(t, fmt.Sprintf(byPoints, routes("ann"), 40, 100, ""), fmt.Sprintf(byPoints, routes("bo"), 35, 100, ""), sized(0, 100))
	if p := parts["routes"]; p.What != "320 changes" || p.Alone != 60 {
		t.Errorf("%+v", p)
	}
	if p := parts["scoring.ready_at"]; p.What != "40 -> 35" || p.Leads != 5 || c.Joint != 5 {
		t.Errorf("%+v, %d joint", p, c.Joint)
	}
}

// Of one random change to a random rule set the moves are its own, and each
// move of any two rule sets is explained once.
func TestCompareExplainsEveryMove(t *testing.T) {
	named, moves := 0, 0
	for seed := range uint64(testkit.Amount(8, 25, 1000)) {
		g := generate.New(seed, generate.Options{})
		old, other := g.RuleSet(), g.RuleSet()
		var leads []qualify.Lead
		for range 20 {
			leads = append(leads, *g.Lead())
		}
		revision := qualify.NewRevision(old, other)
		for i, edit := range revision.Edits {
			e, err := qualify.Compile(revision.With(i), nil)
			if err != nil {
				continue // only with others
			}
			c := comparison(t, compiledOf(t, old), e, leads)
			if len(c.Parts.Entries) == 0 {
				t.Fatalf("seed %d: %+v is not named", seed, edit)
			}
			for _, p := range c.Parts.Entries {
				if p.Value.What != "" && (p.Name != edit.Place || p.Value.Alone != c.Moved) || c.Joint+c.Several > 0 {
					t.Fatalf("seed %d: %+v: %+v of %d moved", seed, edit, p, c.Moved)
				}
				named += p.Value.Alone
			}
		}
		c := comparison(t, compiledOf(t, old), compiledOf(t, other), leads)
		if moves += c.Moved; explained(c) != c.Moved {
			t.Fatalf("seed %d: %d moves are explained of %d", seed, explained(c), c.Moved)
		}
	}
	if named == 0 || moves == 0 {
		t.Errorf("%d moves by one change, %d by many", named, moves)
	}
}

func comparison(t *testing.T, old, new *qualify.Engine, leads []qualify.Lead) *audit.Comparison {
	t.Helper()
	c, err := audit.Compare(t.Context(), old, new, audit.Leads(leads), generate.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compiledOf(t *testing.T, rs *qualify.RuleSet) *qualify.Engine {
	t.Helper()
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
