package qualify_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

const describedRules = `{
	"name": "school", "version": "7",
	"facts": {"custom.seats": {"type": "number", "ask": "How many?"}, "custom.plan": {"type": "string", "enum": ["free", "team"]}, "company.employees": {"doc": "people"}},
	"lists": {"rivals": ["a.example", "b.example"]},
	"tables": {"tier": {"type": "number", "rows": {"a.example": 1, "b.example": 2}, "default": 3}, "named": {"type": "bool", "rows": {}}, "land": {"type": "string", "rows": {"DE": "emea"}}},
	"define": {"big": "company.employees >= 1000"},
	"screening": [{"id": "rival", "when": "company.domain in lists.rivals"}],
	"icp": {"criteria": [{"id": "size", "tiers": [{"when": "big"}, {"when": "(custom.seats ?? 0) > 5", "share": 0.5}]}]},
	"bant": {"need": {"when": "answers.need != 'none'"}},
	"checklists": [{"id": "champ", "items": [{"id": "plan", "when": "custom.plan == 'team'"}]}],
	"scoring": {
		"groups": [{"id": "web", "max": 40}, {"id": "empty"}],
		"rules": [
			{"id": "visits", "group": "web", "when": "count(activities, .type == 'visit') > 2", "points": 10},
			{"id": "webinar", "group": "web", "each": ".type == 'webinar'", "when": "person.consent", "points": 8, "limit": 2, "per_days": 7, "within_days": 30},
			{"id": "mail", "each": ".type == 'mail'", "points": 1},
			{"id": "size", "tiers": [{"when": "big", "points": 20}, {"when": "not big", "points": -5}]},
			{"id": "idle", "compute": "-idle_days", "min": -50, "max": -1}
		],
		"max": 100, "ready_at": 50
	},
	"hand_raise": [{"id": "asked", "when": "answers.wants_contact"}],
	"routes": [{"id": "emea", "when": "person.region == 'EMEA'", "team": "sales", "roster": "inside"}, {"id": "rest", "team": "sales", "roster": "inside"}]
}`

func described(t *testing.T) qualify.Description {
	t.Helper()
	e, err := qualify.CompileJSON("", []byte(describedRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e.Describe()
}

func TestDescribeParts(t *testing.T) {
	d := described(t)
	type part struct {
		Place, Path         string
		Facts               []string
		Activities, GivesUp bool
	}
	var have []part
	for _, p := range d.Parts {
		have = append(have, part{p.Place, p.Path, p.Facts, p.Activities, p.GivesUp})
	}
	want := []part{
		{"screening.rival", "screening[0]", []string{"company.domain"}, false, false},
		{"icp.size", "icp.criteria[0]", []string{"company.employees", "custom.seats"}, false, true},
		{"bant.need", "bant.need", []string{"answers.need"}, false, false},
		{"checklists.champ.plan", "checklists[0].items[0]", []string{"custom.plan"}, false, false},
		{"scoring.visits", "scoring.rules[0]", nil, true, false},
		{"scoring.webinar", "scoring.rules[1]", []string{"person.consent"}, true, false},
		{"scoring.mail", "scoring.rules[2]", nil, true, false},
		{"scoring.size", "scoring.rules[3]", []string{"company.employees"}, false, false},
		{"scoring.idle", "scoring.rules[4]", []string{"idle_days"}, false, false},
		{"hand_raise.asked", "hand_raise[0]", []string{"answers.wants_contact"}, false, false},
		{"routes.emea", "routes[0]", []string{"person.region"}, false, false},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}

func TestDescribeRanges(t *testing.T) {
	d := described(t)
	points := func(n scoring.Points) *scoring.Points { return new(n) }
	have := map[string]qualify.Range{}
	for _, p := range d.Parts {
		if p.Points != nil {
			have[p.Place] = *p.Points
		}
	}
	want := map[string]qualify.Range{
		"scoring.visits":  {Low: points(0), High: points(10)},
		"scoring.webinar": {Low: points(0), High: points(80)}, // two in each of five spans
		"scoring.mail":    {Low: points(0)},
		"scoring.size":    {Low: points(-5), High: points(20)},
		"scoring.idle":    {Low: points(-50), High: points(-1)},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
	groups := []qualify.GroupInfo{
		{ID: "web", Rules: []string{"visits", "webinar"}, ScoreInfo: qualify.ScoreInfo{
			Sum: qualify.Range{Low: points(0), High: points(90)}, Points: qualify.Range{Low: points(0), High: points(40)}}},
		{ID: "empty", ScoreInfo: qualify.ScoreInfo{
			Sum: qualify.Range{Low: points(0), High: points(0)}, Points: qualify.Range{Low: points(0), High: points(0)}}},
	}
	if diff := cmp.Diff(groups, d.Groups); diff != "" {
		t.Error(diff)
	}
	score := qualify.ScoreInfo{Sum: qualify.Range{Low: points(-55)}, Points: qualify.Range{Low: points(-55), High: points(100)}}
	if diff := cmp.Diff(score, d.Score); diff != "" {
		t.Error(diff)
	}
}

func TestDescribeVocabulary(t *testing.T) {
	d := described(t)
	fact := func(path string) qualify.FactInfo {
		i := slices.IndexFunc(d.Facts, func(f qualify.FactInfo) bool { return f.Path == path })
		if i < 0 {
			t.Fatalf("no fact %s", path)
		}
		return d.Facts[i]
	}
	for _, want := range []qualify.FactInfo{
		{Path: "company.employees", Fact: qualify.Fact{Type: "number", Doc: "people"}, Used: true},
		{Path: "company.technologies", Fact: qualify.Fact{Type: "strings"}},
		{Path: "custom.seats", Fact: qualify.Fact{Type: "number", Ask: "How many?"}, Used: true},
		{Path: "custom.plan", Fact: qualify.Fact{Type: "string", Enum: []string{"free", "team"}}, Used: true},
	} {
		if diff := cmp.Diff(want, fact(want.Path)); diff != "" {
			t.Error(diff)
		}
	}
	if d.Name != "school" || d.Version != "7" || len(d.Fingerprint) < 20 {
		t.Errorf("%q %q %q", d.Name, d.Version, d.Fingerprint)
	}
	if !slices.Contains(d.Functions, "has_word") || !slices.IsSorted(d.Functions) {
		t.Error(d.Functions)
	}
	if !slices.Contains(d.Activity, qualify.FieldInfo{Name: "days_ago", Type: "number"}) {
		t.Error(d.Activity)
	}
	if diff := cmp.Diff([]qualify.ListInfo{{Name: "rivals", Len: 2}}, d.Lists); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]qualify.TableInfo{{"land", "string", 1, ""}, {"named", "bool", 0, false}, {"tier", "number", 2, 3.0}}, d.Tables); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]qualify.DefinitionInfo{{Name: "big", Text: "company.employees >= 1000"}}, d.Definitions); diff != "" {
		t.Error(diff)
	}
}

// A description belongs to the caller and round-trips.
func TestDescriptionIsPlainData(t *testing.T) {
	e, err := qualify.CompileJSON("", []byte(describedRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	rs := e.RuleSet()
	first, text := e.Describe(), []byte(nil)
	if text, err = json.Marshal(first); err != nil {
		t.Fatal(err)
	}
	var read qualify.Description
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, read); diff != "" {
		t.Error(diff)
	}
	rs.Facts["custom.plan"].Enum[0] = "spoiled"
	for i := range first.Facts {
		if first.Facts[i].Enum != nil {
			first.Facts[i].Enum[0] = "spoiled"
		}
	}
	*first.Groups[0].Points.High, *first.Parts[4].Points.High, *first.Score.Points.High = 0.001, 0.001, 0.001
	first.Groups[0].Rules[0], first.Lists[0].Name, first.Definitions[0].Name, first.Functions[0] = "x", "x", "x", "x"
	if diff := cmp.Diff(read, e.Describe()); diff != "" {
		t.Error(diff)
	}
}

// No lead scores outside of the bounds, whatever the rules, and no bound is a
// guess: without scoring there are none but zero.
func TestDescribedBoundsHold(t *testing.T) {
	outside := func(r qualify.Range, c scoring.Column) bool {
		return r.Low != nil && min(c.Low, c.Points) < *r.Low || r.High != nil && max(c.High, c.Points) > *r.High
	}
	touched := 0
	worlds(t, generate.Options{}, 20, func(t *testing.T, w *world) {
		d := w.e.Describe()
		bounds := map[string]qualify.Range{}
		for _, p := range d.Parts {
			if p.Points != nil {
				bounds[p.Place] = *p.Points
			}
		}
		for _, l := range w.leads {
			s := w.e.Decide(l, generate.AsOf).Score
			for _, r := range s.Rules {
				if outside(bounds["scoring."+r.ID], r.Column) {
					t.Errorf("rule %s: %+v", r.ID, r.Column)
				}
			}
			for i, g := range s.Groups {
				if outside(d.Groups[i].Points, g.Column) {
					t.Errorf("group %s: %+v", g.ID, g.Column)
				}
			}
			if outside(d.Score.Points, s.Column) {
				t.Errorf("%+v", s.Column)
			}
			if high := d.Score.Points.High; high != nil && s.High == *high {
				touched++
			}
		}
	})
	if touched == 0 {
		t.Error("no lead came near a bound: they are too wide to say anything")
	}
}
