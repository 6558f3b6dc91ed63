package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

const historyRules = `{"name": "shop", "facts": {"source": {}, "custom.seats": {"type": "number"}, "custom.won": {"type": "bool", "known_after": "contact"}},
	"scoring": {"ready_at": 5, "rules": [{"id": "web", "when": "source == 'web'", "points": 5}]}}`

const historyMap = `{"fields": {"id": {"from": "Id"}, "source": {"from": "Source"}, "custom.seats": {"from": "Seats"},
	"custom.won": {"from": "Won"}, "custom.accepted": {"from": "SQL", "type": "bool"}, "custom.reason": {"from": "Why", "type": "string"}}}`

// historyFiles writes a rule set, a map and leads, of which those with many
// seats were won.
func historyFiles(t *testing.T) (rules, mapping, leads string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	var b strings.Builder
	b.WriteString("Id,Source,Seats,Won,SQL,Why\n")
	for i := range 600 {
		seats, why := i*7%50, ""
		won := seats >= 25 == (i%9 != 0)
		if !won {
			why = "no budget"
		}
		fmt.Fprintf(&b, "L%d,%s,%d,%v,%v,%s\n", i, []string{"web", "fair"}[i%2], seats, won, won, why)
	}
	return write("rules.json", historyRules), write("map.json", historyMap), write("leads.csv", b.String())
}

func call(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := run(args, strings.NewReader(""), &out, &err); got != want {
		t.Fatalf("leadq %v: status %d, want %d\n%s%s", args, got, want, out.String(), err.String())
	}
	return out.String(), err.String()
}

// shows tells whether a text stands in an output, wherever its lines break.
func shows(out, want string) bool {
	return strings.Contains(out, want) || strings.Contains(strings.Join(strings.Fields(out), " "), want)
}

func TestAudit(t *testing.T) {
	rules, mapping, leads := historyFiles(t)
	page := filepath.Join(t.TempDir(), "report.html")
	out, _ := call(t, exitOK, "audit", "-rules", rules, "-map", mapping, "-as-of", "2026-11-22", "-html", page, leads)
	for _, want := range []string{"Audit of shop", "600 leads decided for 2026-11-22", "no budget", "MQL to SQL", "RULES", "web"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	html, err := os.ReadFile(page)
	if err != nil || !bytes.Contains(html, []byte("<h1>Audit of shop</h1>")) {
		t.Errorf("%v, %.200s", err, html)
	}
	out, _ = call(t, exitOK, "audit", "-json", "-target", "accepted", "-rules", rules, "-map", mapping, "-as-of", "2026-11-22", leads)
	var report audit.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if report.Target != audit.TargetAccepted || report.All.Leads != 600 || report.All.ByAccepted.Known != 600 || report.Score == nil || report.Score.AUC == nil {
		t.Errorf("%+v", report)
	}
}

func TestSuggest(t *testing.T) {
	rules, mapping, leads := historyFiles(t)
	proposed := filepath.Join(t.TempDir(), "proposed.json")
	args := []string{"suggest", "-rules", rules, "-map", mapping, "-as-of", "2026-11-22", "-precision", "0.8", "-out", proposed, leads}
	out, _ := call(t, exitOK, args...)
	for _, want := range []string{"scoring.custom_seats", "custom.won  is known only after contact", "FIVE PARTS", "Review it"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	text, err := os.ReadFile(proposed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := qualify.CompileJSON("proposed.json", text, nil); err != nil {
		t.Error(err)
	}
	if kept, err := os.ReadFile(rules); err != nil || string(kept) != historyRules {
		t.Errorf("the rule set was changed: %v, %s", err, kept)
	}
	decidedAsPromised(t, proposed, mapping, leads, args)
	// A file that is there is not written over.
	if _, stderr := call(t, exitBad, args...); !strings.Contains(stderr, "exists") {
		t.Errorf("%s", stderr)
	}
	_, stderr := call(t, exitBad, "suggest", "-rules", rules, "-map", mapping, "-facts", "custom.won", leads)
	if !strings.Contains(stderr, "custom.won is known only after contact") {
		t.Errorf("%s", stderr)
	}
	// More seats are won more often, so the other order leaves nothing to learn.
	call(t, exitOK, "suggest", "-rules", rules, "-map", mapping, "-monotone", "custom.seats = up", leads)
	if out, _ = call(t, exitBad, "suggest", "-rules", rules, "-map", mapping, "-monotone", "custom.seats=down", leads); !strings.Contains(out, "No signal") {
		t.Errorf("%s", out)
	}
	for flag, want := range map[string]string{
		"custom.seats":                      `-monotone has "custom.seats"; want each path once`,
		"custom.seats=up,custom.seats=down": `-monotone has "custom.seats=down"; want each path once`,
		"custom.seats=rising":               `monotone of custom.seats is "up" or "down", not "rising"`,
		"source=up":                         "source cannot be monotone, because it is no number",
		"custom.sets=up":                    "there is no fact custom.sets to be monotone",
	} {
		if _, stderr := call(t, exitBad, "suggest", "-rules", rules, "-map", mapping, "-monotone", flag, leads); !strings.Contains(stderr, want) {
			t.Errorf("%s: %s", flag, stderr)
		}
	}
	out, _ = call(t, exitBad, "suggest", "-rules", rules, "-map", mapping, "-min-leads", "1", "-facts", "none", "-json", firstLines(t, leads, 20))
	var s audit.Suggestion
	if err := json.Unmarshal([]byte(out), &s); err != nil || s.RuleSet != nil || len(s.Notes) != 1 {
		t.Errorf("%v, %+v", err, s)
	}
	// Nothing learned: nothing written, and it says so.
	none := filepath.Join(t.TempDir(), "none.json")
	out, _ = call(t, exitBad, "suggest", "-rules", rules, "-map", mapping, "-out", none, firstLines(t, leads, 20))
	if _, err := os.Stat(none); !errors.Is(err, os.ErrNotExist) || !strings.Contains(out, "Nothing was learned, so "+filepath.ToSlash(none)+" was not written.") {
		t.Errorf("%v\n%s", err, out)
	}
}

// decidedAsPromised holds what suggest promises against what decide does with the
// rule set that it wrote.
func decidedAsPromised(t *testing.T, proposed, mapping, leads string, args []string) {
	t.Helper()
	args = slices.Clone(args)
	args[slices.Index(args, "-out")+1] = filepath.Join(t.TempDir(), "again.json")
	out, _ := call(t, exitOK, slices.Insert(args, 1, "-json")...)
	var s audit.Suggestion
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatal(err)
	}
	promised := s.Training.Proposed.Ready.Leads + s.HeldOut.Proposed.Ready.Leads
	out, _ = call(t, exitOK, "decide", "-rules", proposed, "-map", mapping, "-as-of", "2026-11-22", leads)
	decided := strings.Count(out, `"readiness":{"verdict":"ready"`)
	if promised != decided || promised == 0 {
		t.Errorf("%d ready leads promised, %d decided", promised, decided)
	}
	if n := strings.Count(out, `"chance":`); n != 600 {
		t.Errorf("%d decisions say the chance", n)
	}
}

func firstLines(t *testing.T, file string, n int) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "few.csv")
	lines := strings.SplitAfterN(string(text), "\n", n+1)
	if err := os.WriteFile(name, []byte(strings.Join(lines[:n], "")), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// Leads with instants of their own: half of them are young, and of the others
// some were not worked.
func TestAuditWithHorizon(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	rules := write("rules.json", historyRules)
	mapping := write("map.json", `{"fields": {"id": {"from": "Id"}, "source": {"from": "Source"}, "company.industry": {"from": "Industry"},
		"custom.decided": {"from": "Created", "type": "time"}, "custom.worked": {"from": "Called", "type": "bool"},
		"custom.won": {"from": "Won"}, "custom.closed_at": {"from": "Closed", "type": "time"}}}`)
	var b strings.Builder
	b.WriteString("Id,Source,Industry,Created,Called,Won,Closed\n")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 300 {
		at := start.AddDate(0, 0, i)
		called, won, closed := i%5 > 0, "", ""
		if i%4 == 1 && called && at.AddDate(0, 0, 20).Before(start.AddDate(0, 0, 300)) {
			won, closed = "true", at.AddDate(0, 0, 20).Format(time.DateOnly)
		}
		fmt.Fprintf(&b, "L%d,%s,%s,%s,%v,%s,%s\n", i, []string{"web", "fair"}[i%2], []string{"metal", "wood"}[i/2%2], at.Format(time.DateOnly), called, won, closed)
	}
	leads := write("leads.csv", b.String())
	args := []string{"audit", "-rules", rules, "-map", mapping, "-as-of", "2026-11-22", "-by", "company.industry", "-cut-off", "2026-10-28"}
	out, _ := call(t, exitOK, append(args, "-horizon", "30", leads)...)
	for _, want := range []string{
		"Rates are the share of leads won within 30 days of the decision, looked up to 2026-10-28. 271 leads are old enough to count, 29 too young.",
		"55 not known to have been worked", "BY company.industry", "metal", "BY DAY AFTER THE DECISION", "300 leads decided for 2026-01-01 to 2026-10-27",
	} {
		if !shows(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if out, _ := call(t, exitOK, append(args, "-horizon", "propose", leads)...); out != "Horizon: 20 days. Nine tenths of the oldest leads that were won were so within that time.\n" {
		t.Error(out)
	}
	for want, args := range map[string][]string{
		"go together":                     {"audit", "-rules", rules, "-horizon", "30", leads},
		`-horizon "soon": want a number`:  {"audit", "-rules", rules, "-horizon", "soon", "-cut-off", "2026-10-28", leads},
		`-cut-off "soon": want an instan`: {"audit", "-rules", rules, "-horizon", "30", "-cut-off", "soon", leads},
	} {
		if _, stderr := call(t, exitUsage, args...); !strings.Contains(stderr, want) {
			t.Errorf("leadq %v: %s, want %s", args, stderr, want)
		}
	}
}

func TestTrialOfAFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	rules := write("rules.json", historyRules)
	mapping := write("map.json", `{"fields": {"id": {"from": "Id"}, "source": {"from": "Source"}, "custom.arm": {"from": "Arm", "type": "string"}, "custom.won": {"from": "Won"}}}`)
	var b strings.Builder
	b.WriteString("Id,Source,Arm,Won\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "L%d,web,%s,%v\n", i, []string{"new", "old"}[i%2], i/2%10 < 2+2*(1-i%2))
	}
	leads := write("leads.csv", b.String())
	args := []string{"trial", "-rules", rules, "-map", mapping, "-as-of", "2026-11-22", "-experiment", "call", "-arm", "custom.arm", "-control", "old"}
	out, _ := call(t, exitOK, append(args, leads)...)
	for _, want := range []string{"Trial call", "old", "control", "+20.00 points", "better", "There is no horizon"} {
		if !shows(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	var r audit.TrialReport
	out, _ = call(t, exitOK, append(args, "-json", "-shares", "new=0.1,old=0.9", leads)...)
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.SizesP > 1e-9 || len(r.Warnings) != 2 {
		t.Errorf("%v %+v", err, r)
	}
	for want, flags := range map[string][]string{
		"want shares that sum to 1":      {"-shares", "new=0.1,old=0.8"},
		"want an arm and a share":        {"-shares", "new"},
		"-matters 2":                     {"-matters", "2"},
		`-arm "source": want a custom f`: {"-arm", "source"},
		"is for leadq audit":             {"-horizon", "propose", "-cut-off", "2026-11-22"},
	} {
		if _, stderr := call(t, exitUsage, append(append(args[:len(args):len(args)], flags...), leads)...); !strings.Contains(stderr, want) {
			t.Errorf("%v: %s, want %s", flags, stderr, want)
		}
	}
	// Of arms alike the first in the rules is the control.
	own := write("own.json", strings.Replace(historyRules, `"name"`, `"experiments": [{"id": "call", "salt": "s", "arms": [{"id": "wait", "share": 0.5}, {"id": "ring", "share": 0.5}]}], "name"`, 1))
	out, _ = call(t, exitOK, "trial", "-rules", own, "-map", mapping, "-as-of", "2026-11-22", "-experiment", "call", "-json", leads)
	if err := json.Unmarshal([]byte(out), &r); err != nil || len(r.Arms) != 2 || r.Arms[0].Arm != "wait" {
		t.Errorf("%v %s", err, out)
	}
	if _, stderr := call(t, exitBad, append(args, "-shares", "x=1", leads)...); !strings.Contains(stderr, "which -shares does not name") {
		t.Error(stderr)
	}
}

func TestHistoryMisuse(t *testing.T) {
	rules, mapping, leads := historyFiles(t)
	for want, args := range map[string][]string{
		"name the rule set: -rules R.json": {"audit", leads},
		"want won or accepted":             {"audit", "-rules", rules, "-target", "sold", leads},
		"stands in a custom field":         {"suggest", "-rules", rules, "-won", "source", leads},
		"-horizon propose is for leadq":    {"suggest", "-rules", rules, "-horizon", "propose", "-cut-off", "2026-11-22", leads},
		"want an instant":                  {"suggest", "-rules", rules, "-as-of", "soon", leads},
	} {
		if _, stderr := call(t, exitUsage, args...); !strings.Contains(stderr, want) {
			t.Errorf("leadq %v: %s, want %s", args, stderr, want)
		}
	}
	wrong := strings.Replace(historyMap, `"from": "SQL", "type": "bool"`, `"from": "SQL", "type": "string"`, 1)
	if err := os.WriteFile(mapping, []byte(wrong), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, stderr := call(t, exitBad, "audit", "-rules", rules, "-map", mapping, leads); !strings.Contains(stderr, "want a bool") {
		t.Errorf("%s", stderr)
	}
}
