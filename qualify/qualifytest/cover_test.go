package qualifytest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// suite makes cases that want only what they get: the status.
func suite(t testing.TB, rules string, leads ...string) *qualifytest.Suite {
	t.Helper()
	rs, engine := compiled(t, rules)
	s := &qualifytest.Suite{Rules: rs}
	for i, l := range leads {
		f, err := qualifytest.Parse("cases.json", []byte(`{"cases": [{"name": "`+string(rune('a'+i))+`", "lead": `+l+`, "as_of": "2026-11-22T09:00:00Z", "want": {"lead_id": ""}}]}`))
		if err != nil {
			t.Fatal(err)
		}
		c := f.Cases[0]
		d := engine.Decide(&c.Lead, c.AsOf)
		c.Want = json.RawMessage(`{"status": "` + string(d.Status) + `"}`)
		s.Cases = append(s.Cases, c)
	}
	return s
}

func gaps(c *qualifytest.Coverage) []string {
	var ids []string
	for _, g := range c.Gaps {
		ids = append(ids, g.ID)
	}
	return ids
}

// Of each form there is one rule set that its cases see whole, and what is
// missing without some of them.
func TestCover(t *testing.T) {
	const day = `"at": "2026-11-21T09:00:00Z"`
	const old = `"at": "2026-01-01T09:00:00Z"`
	for _, x := range []struct {
		name, rules string
		leads       []string // all of them see everything
		missing     []string // without the last
	}{
		{"a criterion", `{"name": "x", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 100"}]}}`,
			[]string{`{"company": {"employees": 100}}`, `{"company": {"employees": 99}}`, `{}`},
			[]string{"icp.size: never unknown", "matrix.fit_unknown_not_ready: never seen"}},
		{"a screening step", `{"name": "x", "screening": [{"id": "customer", "when": "stage == 'customer'"}]}`,
			[]string{`{}`, `{"stage": "lead"}`, `{"stage": "customer"}`}, []string{"screening.customer: never met"}},
		{"a range", `{"name": "x", "screening": [{"id": "size", "when": "company.employees in 10..20"}]}`,
			[]string{`{}`, `{"company": {"employees": 15}}`, `{"company": {"employees": 9}}`, `{"company": {"employees": 21}}`},
			[]string{"screening.size company.employees in 10..20: never above"}},
		{"a comparison within", `{"name": "x", "screening": [{"id": "size", "when": "source == 'a' and company.employees < 10"}]}`,
			[]string{`{}`, `{"source": "a", "company": {"employees": 9}}`, `{"source": "b", "company": {"employees": 10}}`},
			[]string{"screening.size: never unmet", "screening.size company.employees < 10: never false"}},
		{"a comparison about activities", `{"name": "x", "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo' and .days_ago <= 30)"}]}`,
			[]string{`{}`, `{"activities": [{"type": "demo", ` + day + `}]}`, `{"activities": [{"type": "demo", ` + old + `}]}`},
			[]string{"hand_raise.demo .days_ago <= 30: never false"}},
		{"tiers behind tiers", `{"name": "x", "icp": {"good_at": 0, "criteria": [{"id": "size", "tiers": [{"when": "company.employees >= 100"}, {"when": "company.employees >= 10", "share": 0.5}]}]}}`,
			[]string{`{}`, `{"company": {"employees": 100}}`, `{"company": {"employees": 9}}`, `{"company": {"employees": 10}}`},
			[]string{"icp.size.tiers[1]: never met"}},
		{"a checklist", `{"name": "x", "checklists": [{"id": "c", "items": [{"id": "a", "when": "source == 'a'"}, {"id": "b", "when": "owner == 'b'"}], "qualified_at": 1}]}`,
			[]string{`{}`, `{"source": "a", "owner": "b"}`, `{"source": "b", "owner": "c"}`},
			[]string{"checklists.c.a: never unmet", "checklists.c.b: never unmet", "checklists.c.qualified_at: never unqualified"}},
		{"BANT as a gate", `{"name": "x", "bant": {"gate": true, "need": {"when": "answers.need == 'now'"}}, "scoring": {"ready_at": 0}}`,
			[]string{`{}`, `{"answers": {"need": "now"}}`, `{"answers": {"need": "none"}}`},
			[]string{"bant.need: never unmet", "bant.qualified_at: never unqualified", "matrix.good_fit_not_ready: never seen"}},
		{"points", `{"name": "x", "scoring": {"max": 15, "ready_at": 5, "bands": [{"name": "1", "min": 10}, {"name": "2", "min": 0}], "rules": [
			{"id": "a", "when": "any(activities, .type == 'a')", "points": 10}, {"id": "b", "when": "any(activities, .type == 'b')", "points": 10}]}}`,
			[]string{`{}`, `{"activities": [{"type": "a", ` + day + `}]}`, `{"activities": [{"type": "a", ` + day + `}, {"type": "b", ` + day + `}]}`},
			[]string{"scoring.b: never met", "scoring.max: never clips"}},
		{"a group", `{"name": "x", "scoring": {"groups": [{"id": "g", "min": -5, "ready_at": 1}], "ready_at": 0, "rules": [
			{"id": "a", "group": "g", "when": "any(activities, .type == 'a')", "points": 10}, {"id": "b", "group": "g", "when": "any(activities, .type == 'b')", "points": -10}]}}`,
			[]string{`{}`, `{"activities": [{"type": "a", ` + day + `}]}`, `{"activities": [{"type": "b", ` + day + `}]}`},
			[]string{"scoring.b: never met", "scoring.groups.g.min: never clips", "scoring.ready_at: never below"}},
		{"each, with window and limit", `{"name": "x", "scoring": {"rules": [{"id": "w", "each": ".type == 'w' and .value > 1", "when": "person.consent", "points": 1, "limit": 1, "within_days": 30}]}}`,
			[]string{`{}`, `{"person": {"consent": false}}`, `{"activities": [{"type": "w", "value": 2, ` + day + `}]}`, `{"person": {"consent": true}, "activities": [{"type": "w", "value": 2, ` + day + `}, {"type": "w", "value": 3, ` + day + `}]}`,
				`{"activities": [{"type": "w", "value": 2, ` + old + `}, {"type": "x", "value": 1, ` + old + `}]}`},
			[]string{"scoring.w .value > 1: never false", "scoring.w.within_days: never too old"}},
		{"a calculation", `{"name": "x", "scoring": {"rules": [{"id": "i", "compute": "company.employees - 10", "min": 0, "max": 20}]}}`,
			[]string{`{}`, `{"company": {"employees": 10}}`, `{"company": {"employees": 50}}`},
			[]string{"scoring.i: never met", "scoring.i.min: never not met", "scoring.i.max: never met"}},
		{"a route", `{"name": "x", "routes": [{"id": "emea", "when": "person.region == 'EMEA'", "team": "marketing", "roster": "inside"}, {"id": "rest", "team": "marketing", "roster": "inside"}]}`,
			[]string{`{"person": {"region": "EMEA"}}`, `{"person": {"region": "x"}}`, `{}`},
			[]string{"routes.emea: never unknown"}},
		{"a route of another team", `{"name": "x", "readiness": "score", "scoring": {"ready_at": 1, "rules": [{"id": "a", "when": "source == 'a'", "points": 1}]}, "routes": [{"id": "emea", "team": "sales", "roster": "inside"}]}`,
			[]string{`{}`, `{"source": "b"}`, `{"source": "a"}`},
			[]string{"scoring.a: never met", "scoring.ready_at: never reached", "matrix.good_fit_ready: never seen", "routes.emea: never taken"}},
		{"grades", `{"name": "x", "icp": {"good_at": 0, "criteria": [{"id": "a", "when": "source == 'a'"}], "grades": [{"name": "A", "min": 1}, {"name": "B", "min": 0}]}}`,
			[]string{`{}`, `{"source": "a"}`, `{"source": "b"}`},
			[]string{"icp.a: never unmet", "icp.grades.B: never given"}},
		{"definitions", `{"name": "x", "define": {"big": "company.employees >= 100", "recent": ".days_ago < 30", "number": "company.employees * 2"}, "screening": [{"id": "s", "when": "big or any(activities, recent)"}]}`,
			[]string{`{"activities": [{"type": "a", ` + day + `}]}`, `{"company": {"employees": 1}, "activities": [{"type": "a", ` + old + `}]}`, `{"company": {"employees": 1}}`, `{}`, `{"company": {"employees": 100}}`},
			[]string{"define.big: never met"}},
		{"only what is possible", `{"name": "x", "readiness": "hand_raise", "when_unknown": "unmet", "screening": [{"id": "s", "when": "(custom.n ?? 0) > 5"}], "facts": {"custom.n": {"type": "number"}}}`,
			[]string{`{}`, `{"custom": {"n": 6}}`}, []string{"screening.s: never met"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			whole, err := suite(t, x.rules, x.leads...).Cover()
			if err != nil {
				t.Fatal(err)
			}
			if len(whole.Gaps) > 0 || whole.Seen != whole.Sides || whole.Share() != 1 || whole.Sides == 0 {
				t.Errorf("%d of %d sides: %q", whole.Seen, whole.Sides, gaps(whole))
			}
			if len(whole.NotMeasured) > 0 {
				t.Errorf("not measured: %q", whole.NotMeasured)
			}
			part, err := suite(t, x.rules, x.leads[:len(x.leads)-1]...).Cover()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.missing, gaps(part)); diff != "" {
				t.Error(diff)
			}
			if part.Seen+len(part.Gaps) != part.Sides || part.Share() >= 1 {
				t.Errorf("%d seen, %d gaps, %d sides, share %v", part.Seen, len(part.Gaps), part.Sides, part.Share())
			}
		})
	}
}

func TestCoverSaysWhatItCannotMeasure(t *testing.T) {
	c, err := suite(t, `{"name": "x", "screening": [{"id": "s", "when": "let x = company.employees; x > 5 and x < 9"}]}`, `{}`).Cover()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"screening.s: x > 5", "screening.s: x < 9"}, c.NotMeasured); diff != "" {
		t.Error(diff)
	}
}

// Nothing is said of cases that are not as wanted.
func TestMeasuringNeedsCasesThatHold(t *testing.T) {
	s := suite(t, school, ready)
	s.Cases[0].Want = json.RawMessage(`{"status": "nurture"}`)
	if _, err := s.Cover(); err == nil || !strings.Contains(err.Error(), `have "mql", want "nurture"`) {
		t.Error(err)
	}
	if _, err := s.Mutate(t.Context()); err == nil || !strings.Contains(err.Error(), `have "mql", want "nurture"`) {
		t.Error(err)
	}
	s.Rules.Name = ""
	if _, err := s.Cover(); err == nil || !strings.Contains(err.Error(), `give the rule set a "name"`) {
		t.Error(err)
	}
	if err := s.Laws(); err == nil || !strings.Contains(err.Error(), `give the rule set a "name"`) {
		t.Error(err)
	}
}

func TestExplainedGaps(t *testing.T) {
	s := suite(t, school, ready)
	before, err := s.Cover()
	if err != nil {
		t.Fatal(err)
	}
	s.Explained = map[string]string{"screening.customer: never met": "customers never come this way", "screening.customer: never mte": "misspelt"}
	after, err := s.Cover()
	if err != nil {
		t.Fatal(err)
	}
	if len(after.Open()) != len(before.Open())-1 || len(after.Gaps) != len(before.Gaps) || after.Share() <= before.Share() || after.Seen != before.Seen {
		t.Errorf("%+v, %+v", before, after)
	}
	m, err := s.Mutate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stale := s.Stale(after, m); !slices.Equal(stale, []string{"screening.customer: never mte"}) {
		t.Error(stale)
	}
	testkit.Golden(t, "testdata/coverage.txt", text(t, after.WriteText))
}

func text(t *testing.T, write func(w io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
