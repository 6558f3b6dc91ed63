package qualify_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// ofActivities compiles a rule set with custom fields of activities of every
// kind and a screening step of one condition.
func ofActivities(t *testing.T, condition string) *qualify.Engine {
	t.Helper()
	folded := true
	e, err := qualify.Compile(&qualify.RuleSet{
		Name: "fields",
		Facts: map[string]qualify.Fact{
			"activities.custom.feature": {Type: "string"},
			"activities.custom.plan":    {Type: "string", Enum: []string{"free", "team"}, Default: "free"},
			"activities.custom.page":    {Type: "string", Fold: &folded},
			"activities.custom.seats":   {Type: "number"},
			"activities.custom.score":   {Type: "number", Default: 5.0},
			"activities.custom.paid":    {Type: "bool"},
			"activities.custom.due":     {Type: "time"},
			"activities.custom.tags":    {Type: "strings"},
		},
		Screening: []qualify.Step{{ID: "s", When: condition, Reason: "no", Status: "excluded"}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var fieldsAsOf = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func used(custom ...map[string]any) *qualify.Lead {
	l := &qualify.Lead{ID: "L-1"}
	for i, c := range custom {
		l.Activities = append(l.Activities, qualify.Activity{Type: "use", At: fieldsAsOf.AddDate(0, 0, -1-i), Custom: c})
	}
	return l
}

func TestCustomFieldsOfActivities(t *testing.T) {
	type fields = map[string]any
	tests := []struct {
		condition string
		custom    []map[string]any
		want      string // the outcome of the condition
	}{
		{`any(activities, .type == "use" and .custom.feature == "export")`, []fields{{"feature": "export"}}, "met"},
		{`any(activities, .custom.feature == "export")`, []fields{{"feature": "import"}, {"feature": "export"}}, "met"},
		{`any(activities, .custom.feature == "export")`, []fields{{"feature": "Export"}}, "unmet"},
		{`any(activities, .custom.feature == "")`, []fields{nil}, "met"},
		{`all(activities, .custom.feature contains "port")`, []fields{{"feature": "import"}, {"feature": "export"}}, "met"},
		{`any(activities, .custom.page == "Pricing")`, []fields{{"page": " pricing "}}, "met"},
		{`any(activities, .custom.plan == "team")`, []fields{{"plan": "team"}}, "met"},
		{`any(activities, .custom.plan == "free")`, []fields{{}}, "met"},
		{`any(activities, .custom.plan == "free")`, []fields{{"plan": "gold"}}, "met"},
		{`any(activities, .custom.plan == "free")`, []fields{{"plan": 3}}, "met"},
		{`sum(map(activities, .custom.seats)) == 7.5`, []fields{{"seats": 3}, {"seats": json.Number("4.5")}, {"seats": "9"}}, "met"},
		{`max(map(activities, .custom.score)) == 5`, []fields{{"score": uint8(1)}, {}, {"score": math.Inf(1)}}, "met"},
		{`count(activities, .custom.score > 5) == 1`, []fields{{"score": float32(6)}, {"score": math.NaN()}}, "met"},
		{`len(filter(activities, .custom.paid)) == 1`, []fields{{"paid": true}, {"paid": "true"}, nil}, "met"},
		{`any(activities, not .custom.paid)`, []fields{nil}, "met"},
		{`any(activities, .custom.due < now)`, []fields{{"due": "2026-01-01T00:00:00Z"}}, "met"},
		{`any(activities, .custom.due < now)`, []fields{{"due": fieldsAsOf.AddDate(1, 0, 0)}}, "unmet"},
		{`any(activities, .custom.due < now)`, []fields{nil}, "unknown"},
		{`any(activities, .custom.due == nil)`, []fields{{"due": "tomorrow"}}, "met"},
		{`any(activities, "a" in .custom.tags)`, []fields{{"tags": []any{"b", "a"}}, {"tags": []string{"c"}}}, "met"},
		{`any(activities, "a" in .custom.tags and .type == "use")`, []fields{{"tags": []any{"b"}}, {"tags": []any{"a", 1}}}, "unmet"},
		{`all(activities, len(.custom.tags) == 2)`, []fields{{"tags": []any{"b", "a"}}, {"tags": []any{"c", "d"}}}, "met"},
		{`one(activities, any(.custom.tags, # startsWith "a"))`, []fields{{"tags": []any{"b", "ab"}}, {"tags": []any{"c"}}}, "met"},
		{`any(activities, any(activities, "a" in .custom.tags) and .custom.seats == 2)`, []fields{{"tags": []any{"a"}}, {"seats": 2}}, "met"},
		{`none(activities, .custom.tags == nil)`, []fields{nil}, "met"},
	}
	for _, tt := range tests {
		d := ofActivities(t, tt.condition).Decide(used(tt.custom...), fieldsAsOf)
		if have := d.Screening[0].Outcome.String(); have != tt.want {
			t.Errorf("%s of %v: %s, want %s", tt.condition, tt.custom, have, tt.want)
		}
	}
}

func TestWrongCustomFieldsOfActivities(t *testing.T) {
	e := ofActivities(t, `any(activities, .custom.feature == "export")`)
	l := used(map[string]any{"feature": "export", "other": 1}, map[string]any{"feature": 1, "plan": "gold", "seats": math.NaN(), "due": "soon", "tags": []any{1}, "paid": 0})
	late := qualify.Activity{Type: "use", At: fieldsAsOf.AddDate(0, 0, 1), Custom: map[string]any{"feature": 1}}
	l.Activities = append([]qualify.Activity{late}, l.Activities...)
	want := []qualify.Issue{
		{Code: qualify.WrongKind, Path: "activities[2].custom.due", Message: "want time, have a string that is not RFC 3339"},
		{Code: qualify.WrongKind, Path: "activities[2].custom.feature", Message: "want string, have number"},
		{Code: qualify.WrongKind, Path: "activities[2].custom.paid", Message: "want bool, have number"},
		{Code: qualify.NotInEnum, Path: "activities[2].custom.plan", Message: "not one of the values that the rule set lists"},
		{Code: qualify.NotFinite, Path: "activities[2].custom.seats", Message: "not a finite number"},
		{Code: qualify.WrongKind, Path: "activities[2].custom.tags", Message: "want strings, have a list with other values"},
	}
	if diff := cmp.Diff(want, e.Decide(l, fieldsAsOf).Issues); diff != "" {
		t.Error(diff)
	}
	if issues := e.Decide(used(nil), fieldsAsOf).Issues; len(issues) > 0 {
		t.Errorf("of an activity without fields: %v", issues)
	}
}

// A custom instant of an activity is one of those that RecheckAt finds.
func TestRecheckAtCustomFieldOfActivity(t *testing.T) {
	due := fieldsAsOf.AddDate(0, 0, 3)
	e := ofActivities(t, `any(activities, .custom.due <= now)`)
	l := used(map[string]any{"due": due})
	at, ok, err := e.RecheckAt(t.Context(), l, fieldsAsOf)
	if err != nil || !ok || !at.Equal(due) {
		t.Errorf("RecheckAt = %v, %v; want %v", at, err, due)
	}
}

func TestDeciderReadsCustomFieldsWithoutAllocating(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates")
	}
	d := ofActivities(t, `any(activities, .custom.feature == "export" and "a" in .custom.tags)`).NewDecider()
	l := used(map[string]any{"feature": "x", "tags": []any{"a"}, "plan": "gold"}, map[string]any{"feature": "export", "tags": []any{"b", "a"}, "seats": 3})
	if n := testing.AllocsPerRun(100, func() { d.Decide(l, fieldsAsOf) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestDeclarationsOfActivityFields(t *testing.T) {
	tests := []struct {
		path string
		fact qualify.Fact
		at   string
		code qualify.Code
	}{
		{"activities.custom.x", qualify.Fact{}, `facts["activities.custom.x"]`, qualify.CodeRequired},
		{"activities.custom.x", qualify.Fact{Type: "string", StaleDays: 3}, `facts["activities.custom.x"].stale_days`, qualify.CodeNotAllowed},
		{"activities.custom.x", qualify.Fact{Type: "number", Default: "a"}, `facts["activities.custom.x"].default`, qualify.CodeNotAllowed},
		{"activities.custom.x", qualify.Fact{Type: "time", Default: "2026-01-01T00:00:00Z"}, `facts["activities.custom.x"].default`, qualify.CodeNotAllowed},
		{"activities.custom.x", qualify.Fact{Type: "bool", Enum: []string{"a"}}, `facts["activities.custom.x"].enum`, qualify.CodeNotAllowed},
		{"activities.type", qualify.Fact{}, `facts["activities.type"]`, qualify.CodeUnknownID},
	}
	for _, tt := range tests {
		_, err := qualify.Compile(&qualify.RuleSet{Name: "n", Scoring: &scoring.Model{}, Facts: map[string]qualify.Fact{tt.path: tt.fact}}, nil)
		errs, _ := err.(qualify.Errors)
		if len(errs) != 1 || errs[0].Code != tt.code {
			t.Errorf("%s %+v: %v, want %s at %s", tt.path, tt.fact, err, tt.code, tt.at)
		} else if errs[0].Path != tt.at {
			t.Errorf("%s %+v: at %s, want %s", tt.path, tt.fact, errs[0].Path, tt.at)
		}
	}
	_, err := qualify.Compile(&qualify.RuleSet{Name: "n", Screening: []qualify.Step{{ID: "s", When: `any(activities, .custom.x == 1)`, Status: "excluded", Reason: "r"}}}, nil)
	if errs, _ := err.(qualify.Errors); len(errs) != 1 || errs[0].Code != qualify.CodeUnknownName {
		t.Errorf("undeclared: %v", err)
	}
}
