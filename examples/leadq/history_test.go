package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify/audit"
)

// written writes files and returns the folder.
func written(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const dealRules = `{"name": "shop", "facts": {"source": {}, "custom.seats": {"type": "number"}},
	"scoring": {"ready_at": 5, "rules": [{"id": "web", "when": "source == 'web'", "points": 5}]}}`

// dealMap is a map of the deals with what else is given.
func dealMap(fields ...string) string {
	return `{"fields": {` + strings.Join(append([]string{`"id": {"from": "Id"}, "source": {"from": "Source"}, "company.industry": {"from": "Industry"}`}, fields...), ", ") + "}}"
}

const (
	decidedField = `"custom.decided": {"from": "Created", "type": "time"}`
	workedField  = `"custom.worked": {"type": "bool", "value": true}`
	wonField     = `"custom.won": {"from": "Stage", "type": "bool", "values": {"Closed Won": true, "Lost": false}, "unknown": ["Open"]}`
	closedField  = `"custom.closed_at": {"from": "Closed", "type": "time"}`
	seatsField   = `"custom.seats": {"from": "Seats"}`
)

// deals are 300 leads as a CRM exports them, one decided each day of 2026.
func deals() string {
	var b strings.Builder
	b.WriteString("Id,Source,Industry,Created,Stage,Closed,Seats\n")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 300 {
		at := start.AddDate(0, 0, i)
		stage, closed := "Open", ""
		switch {
		case i%4 == 1 && i < 280:
			stage, closed = "Closed Won", at.AddDate(0, 0, 20).Format(time.DateOnly)
		case i%4 == 2:
			stage, closed = "Lost", at.AddDate(0, 0, 5).Format(time.DateOnly)
		}
		fmt.Fprintf(&b, "L%d,%s,%s,%s,%s,%s,%d\n", i, []string{"web", "fair"}[i%2], []string{"metal", "wood"}[i/2%2], at.Format(time.DateOnly), stage, closed, i%7*3)
	}
	return b.String()
}

// What somebody who maps a file for the first time gets wrong is right for all
// that, or named with what to do.
func TestOddHistory(t *testing.T) {
	leads := deals()
	full := dealMap(decidedField, workedField, wonField, closedField, seatsField)
	horizon := []string{"-horizon", "30", "-cut-off", "2026-10-28"}
	const counts = "271 leads are old enough to count, 29 too young."
	for name, x := range map[string]struct {
		rules, mapping, leads string
		flags                 []string
		status                int
		want                  string
	}{
		"as it should be":         {dealRules, full, leads, horizon, exitOK, counts},
		"an outcome without type": {dealRules, dealMap(`"custom.won": {"from": "Stage"}`), leads, nil, exitBad, `if it is to be filled all the same, give its "type"`},
		"instants without type":   {dealRules, dealMap(wonField, `"custom.closed_at": {"from": "Closed"}`), leads, nil, exitBad, `if it is to be filled all the same, give its "type"`},
		"an instant as a text":    {dealRules, dealMap(wonField, `"custom.closed_at": {"from": "Closed", "type": "string"}`), leads, nil, exitBad, `custom.closed_at is 2026-01-22: want a time; give it "type": "time" in the map file`},
		"an outcome as a text":    {dealRules, dealMap(`"custom.won": {"from": "Stage", "type": "string"}`), leads, nil, exitBad, `give it "type": "bool" in the map file, and say by "values" which texts mean true`},
		"stages for yes and no":   {dealRules, dealMap(`"custom.won": {"from": "Stage", "type": "bool"}`), leads, nil, exitBad, `want yes or no, have "Closed Won"`},
		"no decided": {dealRules, dealMap(workedField, wonField, closedField), leads, horizon, exitOK,
			"No lead says when it was decided, so none counts: have the map fill custom.decided, or give -as-of if all were decided at once."},
		"no decided, and -as-of": {dealRules, dealMap(workedField, wonField, closedField), leads, append([]string{"-as-of", "2026-01-01"}, horizon...), exitOK, "300 leads are old enough to count"},
		"decided for most": {dealRules, full, strings.Replace(leads, "2026-01-01,Open", ",Open", 1), horizon, exitOK,
			"1 of 300 leads do not say when they were decided (custom.decided) and are left out."},
		"decided for most, and -as-of": {dealRules, full, strings.Replace(leads, "2026-01-01,Open", ",Open", 1), append([]string{"-as-of", "2026-10-28"}, horizon...), exitOK,
			"1 of 300 leads do not say when they were decided (custom.decided) and count as decided at -as-of."},
		"decided after the cut-off": {dealRules, full, leads, []string{"-horizon", "30", "-cut-off", "2026-10-01T12:00:00Z"}, exitOK,
			"26 of 300 leads were decided after the cut-off, 2026-10-01T12:00:00Z: is that the day of the export?"},
		"a cut-off before all of them": {dealRules, full, leads, []string{"-horizon", "30", "-cut-off", "2025-10-01"}, exitOK,
			"All leads were decided after the cut-off"},
		"nothing to propose a horizon from": {dealRules, full, leads, []string{"-horizon", "propose", "-cut-off", "2025-10-01"}, exitOK,
			"No lead with a decision before the cut-off: no horizon can be proposed."},
		"a cut-off to come":       {dealRules, full, leads, []string{"-horizon", "30", "-cut-off", "2999-01-01"}, exitOK, "The cut-off, 2999-01-01T00:00:00Z, is still to come"},
		"won before the decision": {dealRules, full, strings.Replace(leads, "2026-01-22", "2025-12-22", 1), horizon, exitOK, "1 leads were won before they were decided and are left out."},
		"no instants of outcomes": {dealRules, dealMap(decidedField, workedField, wonField), leads, horizon, exitOK,
			"No lead that was won says when: have the map fill custom.closed_at, or nothing can be said of a time."},
		"nobody says who was worked": {dealRules, dealMap(decidedField, wonField, closedField), leads, horizon, exitOK,
			`have the map fill custom.worked, for all if sales tries all: {"type": "bool", "value": true}.`},
		"no outcomes": {dealRules, dealMap(decidedField, workedField), leads, horizon, exitOK, "No lead is known to be won: have the map fill custom.won."},
		"a lead that comes twice": {dealRules, full, leads + leads[strings.Index(leads, "L7,"):strings.Index(leads, "L9,")], horizon, exitOK,
			`2 records of an id that came before, such as "L7", each counted as a lead of its own: make one lead of them with -merge, or take them out.`},
		"a lead that comes twice, merged": {dealRules, full, leads + leads[strings.Index(leads, "L7,"):strings.Index(leads, "L9,")], append([]string{"-merge", "newest"}, horizon...), exitOK, counts},
		"a rule that reads the outcome":   {strings.Replace(dealRules, "source == 'web'", "source == 'web' && !(custom.won)", 1), full, leads, horizon, exitBad, "custom.won"},
		"a rule that reads a declared outcome": {strings.NewReplacer("source == 'web'", "source == 'web' || custom.won", `"source": {}`, `"source": {}, "custom.won": {"type": "bool"}`).Replace(dealRules), full, leads, horizon, exitOK,
			"scoring.web reads custom.won, which says what became of a lead: it is unknown to rules here."},
		"by month":                   {dealRules, full, leads, append([]string{"-by", "month"}, horizon...), exitOK, "\n  2026-05  31 "},
		"by months":                  {dealRules, full, leads, append([]string{"-by", "months"}, horizon...), exitUsage, "did you mean month?"},
		"by a number":                {dealRules, full, leads, append([]string{"-by", "custom.seats"}, horizon...), exitOK, "\n  5 to below 10   86 "},
		"by an instant":              {dealRules, full, leads, append([]string{"-by", "custom.closed_at"}, horizon...), exitOK, "\n  2026-02  "},
		"by an unknown fact":         {dealRules, full, leads, append([]string{"-by", "company.industri"}, horizon...), exitUsage, "did you mean company.industry?"},
		"by an unknown custom fact":  {dealRules, full, leads, append([]string{"-by", "custom.seets"}, horizon...), exitUsage, "neither the rule set nor the map has custom.seets; did you mean custom.seats?"},
		"by a fact that nobody has":  {dealRules, full, leads, append([]string{"-by", "person.city"}, horizon...), exitOK, "No lead has person.city: there is nothing to group by."},
		"by an activity":             {dealRules, full, leads, append([]string{"-by", "activities"}, horizon...), exitUsage, "holds no single value"},
		"a cut-off without its days": {dealRules, full, leads, []string{"-cut-off", "2026-10-28"}, exitUsage, "go together"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := written(t, map[string]string{"rules.json": x.rules, "map.json": x.mapping, "leads.csv": x.leads})
			args := append([]string{"audit", "-rules", filepath.Join(dir, "rules.json"), "-map", filepath.Join(dir, "map.json")}, x.flags...)
			out, stderr := call(t, x.status, append(args, filepath.Join(dir, "leads.csv"))...)
			if !shows(out+stderr, x.want) {
				t.Errorf("no %q in\n%.1500s%s", x.want, out, stderr)
			}
			if name == "as it should be" && strings.Contains(out, "No lead") {
				t.Errorf("%.1500s", out)
			}
		})
	}
}

func TestGroupsOfNumbers(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0", 0.0001: "above 0 to below 0.001", 0.001: "0.001 to below 0.002", 0.3: "0.2 to below 0.5", 1: "1 to below 2", 1.99: "1 to below 2", 2: "2 to below 5",
		5: "5 to below 10", 99: "50 to below 100", 1e3: "1000 to below 2000", 5e12: "5000000000000 or more", 1e300: "5000000000000 or more",
		-1: "-1 to below -0.5", -1.5: "-2 to below -1", -2: "-2 to below -1", -0.00001: "-0.001 to below 0", -1e300: "below -5000000000000", -5e12: "-5000000000000 to below -2000000000000",
	} {
		if got := new(grouping).span(x); got != want {
			t.Errorf("%v is in %q, want %q", x, got, want)
		}
	}
	var g grouping
	rows := []audit.GroupRow{{Name: audit.NoGroup}, {Name: g.span(12)}, {Name: g.span(-12)}, {Name: g.span(0)}, {Name: g.span(3)}}
	g.order(rows)
	if names := fmt.Sprint(rows[0].Name, rows[1].Name, rows[2].Name, rows[3].Name, rows[4].Name); names != "-20 to below -10"+"0"+"2 to below 5"+"10 to below 20"+audit.NoGroup {
		t.Error(names)
	}
}

// Leads of 26 months with instants of their own, from a file: points and rate
// change in one month, and the report names that month and no other.
func TestDriftInAFile(t *testing.T) {
	const step = 15
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	month := func(n int) time.Time { return start.AddDate(0, n, 0) }
	r := rand.New(rand.NewPCG(1, 26))
	var b strings.Builder
	b.WriteString("Id,Source,Industry,Created,Stage,Closed,Seats\n")
	for i := range 26 * 150 {
		n := i % 26
		at := month(n).Add(time.Duration(r.Int64N(int64(month(n + 1).Sub(month(n))))))
		source, stage := "web", "Lost"
		if r.IntN(10) < []int{2, 7}[btoi(n >= step)] {
			source = "fair"
		}
		if r.IntN(100) < []int{3, 63}[btoi(n >= step)] {
			stage = "Closed Won"
		}
		fmt.Fprintf(&b, "L%d,%s,metal,%s,%s,%s,1\n", i, source, at.Format(time.RFC3339), stage, at.AddDate(0, 0, r.IntN(30)).Format(time.RFC3339))
	}
	dir := written(t, map[string]string{"rules.json": dealRules, "leads.csv": b.String(), "map.json": dealMap(
		`"custom.created": {"from": "Created", "type": "time"}`, `"custom.end": {"from": "Closed", "type": "time"}`, workedField, wonField)})
	args := []string{"audit", "-rules", filepath.Join(dir, "rules.json"), "-map", filepath.Join(dir, "map.json"), "-decided", "custom.created", "-closed-at", "custom.end",
		"-horizon", "30", "-cut-off", "2026-04-01", "-by", "month", filepath.Join(dir, "leads.csv")}
	out, _ := call(t, exitOK, args...)
	if n := strings.Count(out, "! From 20"); n != 2 {
		t.Errorf("%d alarms", n)
	}
	for _, want := range []string{"3900 leads are old enough to count, 0 too young", "! From 2025-04 on leads score ", "points, rate"} {
		if !shows(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	out, _ = call(t, exitOK, append(args, "-json")...)
	var report audit.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Months) != 26 || len(report.Segments) != 26 {
		t.Fatalf("%d months, %d groups", len(report.Months), len(report.Segments))
	}
	for i, m := range report.Months {
		if drifts := m.Month == "2025-04"; m.PointsDrift != drifts || m.RateDrift != drifts {
			t.Errorf("%+v", m)
		}
		if g := report.Segments[i]; g.Name != m.Month || g.Rate != m.Rate || g.Tally != m.Tally {
			t.Errorf("group %d is %s, month %s", i, g.Name, m.Month)
		}
	}
}

func btoi(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// What a map dates by days_ago is so long before the instant that the lead was
// decided for, so that a rule on what it did lately is met.
func TestDaysAgoOfHistory(t *testing.T) {
	mapping := strings.Replace(dealMap(decidedField, workedField, wonField, closedField), `"fields"`,
		`"activities": [{"type": {"value": "visit"}, "count": {"from": "Seats"}, "days_ago": 0, "spread_days": 30}], "fields"`, 1)
	rules := `{"name": "shop", "scoring": {"rules": [{"id": "visits", "when": "count(activities, .type == 'visit' and .days_ago <= 60) >= 5", "points": 5}]}}`
	dir := written(t, map[string]string{"rules.json": rules, "leads.csv": deals(), "map.json": mapping})
	out, _ := call(t, exitOK, "audit", "-json", "-rules", filepath.Join(dir, "rules.json"), "-map", filepath.Join(dir, "map.json"), "-as-of", "2026-11-22", filepath.Join(dir, "leads.csv"))
	var report audit.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	want := 0
	for i := range 300 {
		want += btoi(i%7*3 >= 5)
	}
	if i := slices.IndexFunc(report.Rules, func(r audit.PartRow) bool { return r.ID == "visits" }); i < 0 || report.Rules[i].Met.Leads != want {
		t.Errorf("want %d leads: %+v", want, report.Rules)
	}
}

// A trial's arms are named by a column, and what is wrong with that column, or
// with the name of any other, is said.
func TestFieldsOfHistory(t *testing.T) {
	mapping := func(field string) string {
		return dealMap(decidedField, workedField, wonField, closedField, seatsField, field)
	}
	text := `"custom.arm": {"from": "Industry", "type": "string", "unknown": ["wood"]}`
	for name, x := range map[string]struct {
		command, mapping string
		flags            []string
		status           int
		want             string
	}{
		"an arm that nobody maps":     {"trial", mapping(text), []string{"-experiment", "x", "-arm", "custom.arms"}, exitUsage, "-arm: neither the rule set nor the map has custom.arms; did you mean custom.arm?"},
		"an arm that is a number":     {"trial", mapping(`"custom.arm": {"from": "Seats", "type": "number"}`), []string{"-experiment", "x", "-arm", "custom.arm"}, exitBad, `custom.arm is 0: want a string; give it "type": "string" in the map file`},
		"some in no arm":              {"trial", mapping(text), []string{"-experiment", "x", "-arm", "custom.arm"}, exitOK, "150 leads in no arm: custom.arm is unknown of them."},
		"a trial within a horizon":    {"trial", mapping(text), []string{"-experiment", "x", "-arm", "custom.arm", "-horizon", "30", "-cut-off", "2026-10-28"}, exitOK, "looked up to 2026-10-28, worked or not"},
		"an outcome that nobody maps": {"audit", mapping(text), []string{"-won", "custom.wonn"}, exitUsage, "-won: neither the rule set nor the map has custom.wonn; did you mean custom.won?"},
		"an instant that nobody maps": {"suggest", mapping(text), []string{"-decided", "custom.decide"}, exitUsage, "-decided: neither the rule set nor the map has custom.decide; did you mean custom.decided?"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := written(t, map[string]string{"rules.json": dealRules, "map.json": x.mapping, "leads.csv": deals()})
			args := append([]string{x.command, "-rules", filepath.Join(dir, "rules.json"), "-map", filepath.Join(dir, "map.json")}, x.flags...)
			out, stderr := call(t, x.status, append(args, filepath.Join(dir, "leads.csv"))...)
			if !strings.Contains(out+stderr, x.want) {
				t.Errorf("no %q in\n%.1500s%s", x.want, out, stderr)
			}
		})
	}
}

// Leads that come twice are counted in bounded memory.
func TestRepeats(t *testing.T) {
	var r repeats
	for i := range 1000 {
		r.note(fmt.Sprint("L", i%990))
	}
	if !strings.HasPrefix(r.String(), `10 records of an id that came before, such as "L0",`) {
		t.Error(r.String())
	}
	r = repeats{}
	for i := range 3 * maxIDs {
		r.note(fmt.Sprint("L", i))
		if i%10 == 0 {
			r.note(fmt.Sprint("L", i))
		}
	}
	again, _ := r.ids.Repeats()
	if want := 3 * maxIDs / 10; again < want*98/100 || again > want*102/100 || !strings.HasPrefix(r.String(), "about ") {
		t.Errorf("%d again, want about %d: %s", again, want, r.String())
	}
}
