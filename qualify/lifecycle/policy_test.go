package lifecycle_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

const fullPolicy = `{
  "format": 1, "name": "edtech", "version": "3", "note": "n",
  "marketing_team": "growth", "sales_team": "sdr",
  "reasons": [{"id": "no_budget", "name": "no budget"}, {"id": "fake", "to": "disqualified", "note": "n"}],
  "mql_again_after_days": 30,
  "reset_on": ["rejected", "reopened"],
  "reopen_on_hand_raise": [],
  "hours": {"sdr": {
    "time_zone": "Europe/Berlin",
    "week": {"mon": ["09:00-12:30", "13:30-17:30"], "sat": ["10:00-24:00"]},
    "holidays": ["2026-12-25"],
    "special": [{"date": "2026-12-24", "open": ["09:00-12:00"]}]
  }},
  "deadlines": [
    {"id": "answer", "kind": "first_response", "stages": ["mql", "sql"], "minutes": 240, "escalate": [{"after_minutes": 180, "to": "lead"}]},
    {"id": "touch", "kind": "rolling", "stages": ["sal", "sql", "opportunity"], "minutes": 2400}
  ]
}`

func TestParsePolicy(t *testing.T) {
	p, err := lifecycle.ParsePolicy("policy.json", []byte(fullPolicy))
	if err != nil {
		t.Fatal(err)
	}
	if p.SalesTeam != "sdr" || p.ReopenOnHandRaise == nil || p.Hours["sdr"].Week.Monday[1] != (lifecycle.Span{From: 810, To: 1050}) || p.Deadlines[0].Escalate[0].To != "lead" {
		t.Errorf("%+v", p)
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := lifecycle.ParsePolicy("", text)
	if err != nil || !cmp.Equal(p, again) {
		t.Errorf("%v\n%s", err, cmp.Diff(p, again))
	}
	var lax lifecycle.Policy
	if err := json.Unmarshal(text, &lax); err != nil || !cmp.Equal(*p, lax) {
		t.Error(err)
	}
	compiled(t, p)
}

// policyErrorsCases are the cases of TestPolicyErrors.
var policyErrorsCases = []struct{ old, new, want string }{
	{`"format": 1`, `"format": 2`, `p.json:2:13: format: this version reads format 1 [out_of_range]`},
	{`"name"`, `"nmae"`, `p.json:2:16: nmae: unknown key "nmae": did you mean "name"? [unknown_key]`},
	{`"id": "fake"`, `"id": "no_budget"`, `p.json:4:64: reasons[1].id: "no_budget" appears twice in reasons [duplicate_id]`},
	{`"id": "fake", `, ``, `p.json:4:57: reasons[1]: give it an "id" [required]`},
	{`"to": "disqualified"`, `"to": "lost"`, `p.json:4:78: reasons[1].to: "lost" is none of recycled, disqualified [unknown_word]`},
	{`"mql_again_after_days": 30`, `"mql_again_after_days": -1`, `p.json:5:27: mql_again_after_days: want 0 to 3650, have -1 [out_of_range]`},
	{`"reopened"`, `"reopend"`, `p.json:6:28: reset_on[1]: "reopend" is none of rejected, recycled, won, lost, reopened; did you mean "reopened"? [unknown_word]`},
	{`"reopen_on_hand_raise": []`, `"reopen_on_hand_raise": ["customer"]`, `p.json:7:28: reopen_on_hand_raise[0]: "customer" is none of lost, disqualified [unknown_word]`},
	{`Europe/Berlin`, `Europe/Brlin`, `p.json:9:18: hours.sdr.time_zone: no time zone "Europe/Brlin" on this machine; want an IANA name such as "Europe/Berlin" (and import time/tzdata where the machine has none) [unknown_word]`},
	{`"time_zone": "Europe/Berlin",`, ``, `p.json:8:20: hours.sdr: give it a "time_zone" such as "Europe/Berlin" [required]`},
	{`13:30-17:30`, `12:00-17:30`, `p.json:10:37: hours.sdr.week.mon[1]: 12:00-17:30 begins before 09:00-12:30 ends: give spans in order and apart [bad_order]`},
	{`13:30-17:30`, `1:30-5:30`, `p.json:10:37: hours.sdr.week.mon[1]: want hours such as "09:00-17:30", the later one last, up to 24:00; have "1:30-5:30" [bad_value]`},
	{`2026-12-25`, `2026-02-30`, `p.json:11:18: hours.sdr.holidays[0]: want a date such as "2026-12-25", have "2026-02-30" [bad_value]`},
	{`"date": "2026-12-24"`, `"date": "2026-12-25"`, `p.json:12:17: hours.sdr.special[0]: 2026-12-25 appears twice among holidays and special days [duplicate_id]`},
	{`"kind": "first_response"`, `"kind": "first"`, `p.json:15:30: deadlines[0].kind: "first" is none of first_response, rolling [unknown_word]`},
	{`"kind": "rolling", `, ``, `p.json:16:5: deadlines[1]: give it a "kind": first_response or rolling [required]`},
	{`["mql", "sql"]`, `[]`, `p.json:15:5: deadlines[0]: give it "stages": the stages in which it applies [required]`},
	{`["mql", "sql"]`, `["mql", "sal"]`, `p.json:15:66: deadlines[0].stages[1]: "sal" is none of mql, sql, lead, recycled; did you mean "sql"? [unknown_word]`},
	{`"minutes": 2400`, `"minutes": 60001`, `p.json:16:92: deadlines[1].minutes: want 1 to 60000, have 60001 [out_of_range]`},
	{`"after_minutes": 180`, `"after_minutes": 0`, `p.json:15:121: deadlines[0].escalate[0].after_minutes: want 1 to 60000, have 0 [out_of_range]`},
	{`, "to": "lead"`, ``, `p.json:15:103: deadlines[0].escalate[0]: give it a "to": who is told [required]`},
	{`"to": "lead"}`, `"to": "lead"}, {"after_minutes": 180, "to": "x"}`, `p.json:15:159: deadlines[0].escalate[1].after_minutes: give the steps earliest first, no two at the same time [bad_order]`},
	{`"note": "n",`, `"note": "n"`, `p.json:2:61: missing comma [json_syntax]`},
}

func TestPolicyErrors(t *testing.T) {
	for _, x := range policyErrorsCases {
		text := strings.Replace(fullPolicy, x.old, x.new, 1)
		if text == fullPolicy {
			t.Fatalf("%s is not in the policy", x.old)
		}
		_, err := lifecycle.ParsePolicy("p.json", []byte(text))
		if err == nil || err.Error() != x.want {
			t.Errorf("%s:\nhave %v\nwant %s", x.new, err, x.want)
		}
		var errs qualify.Errors
		if err != nil && !errors.As(err, &errs) {
			t.Errorf("%T", err)
		}
	}
	if _, err := lifecycle.ParsePolicy("p.json", []byte(`{"hours": {"x": {"time_zone": "UTC"}}}`)); err == nil || err.Error() !=
		`p.json:1:17: hours.x.week: give at least one hour a week; without hours no deadline would ever be due [required]` {
		t.Error(err)
	}
	many := &lifecycle.Policy{Format: 7, Reasons: []lifecycle.Reason{{ID: strings.Repeat("x", 201)}},
		Deadlines: []lifecycle.DeadlineRule{{ID: "d", Kind: "rolling", Stages: []lifecycle.Stage{"sal"}, Minutes: 1}}}
	for i := range 101 {
		many.Deadlines[0].Escalate = append(many.Deadlines[0].Escalate, lifecycle.Escalation{AfterMinutes: 1 + i, To: "x"})
	}
	_, err := lifecycle.NewProcess(many)
	for _, want := range []string{"this version reads format 1", "reasons[0].id: the id is longer than 200 bytes", "deadlines[0].escalate: more than 100 steps"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := lifecycle.ParsePolicy("", []byte(strings.Repeat(" ", 1<<20+1))); err == nil || !strings.Contains(err.Error(), "1 MiB") {
		t.Error(err)
	}
	var p lifecycle.Policy
	if err := json.Unmarshal([]byte(`{"nmae": ""}`), &p); err == nil || !strings.Contains(err.Error(), "did you mean") {
		t.Error(err)
	}
}

// Every mistake at once, in the order of the text.
func TestPolicyErrorsComeTogether(t *testing.T) {
	text := strings.NewReplacer(`"id": "no_budget",`, ``, `: 30,`, `: 9999,`, `"minutes": 240,`, `"minutes": "x",`, `"mql", `, `"mlq", `).Replace(fullPolicy)
	_, err := lifecycle.ParsePolicy("p.json", []byte(text))
	var errs qualify.Errors
	if !errors.As(err, &errs) || len(errs) != 4 {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(errs, func(a, b *qualify.Error) int { return a.Line - b.Line }) {
		t.Error(err)
	}
}

// What is absent means what DefaultPolicy says.
func TestAbsentMeansDefault(t *testing.T) {
	full, empty, none := compiled(t, lifecycle.DefaultPolicy()), compiled(t, &lifecycle.Policy{}), compiled(t, nil)
	for _, way := range [][]string{
		{"decided mql", "handed_over ana", "rejected any reason at all", "decided mql"},
		{"decided sql", "handed_over ana", "lost", "decided sql"},
		{"decided nurture"},
	} {
		a, b, c := lived(t, full, way...), lived(t, empty, way...), lived(t, none, way...)
		if a != b || b != c {
			t.Errorf("%v:\n%+v\n%+v\n%+v", way, a, b, c)
		}
	}
	if d := lifecycle.DefaultPolicy(); d.SalesTeam != "sales" || d.MarketingTeam != "marketing" {
		t.Errorf("%+v", d)
	}
}

// A process keeps nothing of the policy that it was made of.
func TestCompileCopies(t *testing.T) {
	policy, err := lifecycle.ParsePolicy("", []byte(fullPolicy))
	if err != nil {
		t.Fatal(err)
	}
	p := compiled(t, policy)
	d := running("answer", "sdr", start)
	due := p.DueAt(d)
	policy.Deadlines[0].Minutes, policy.Deadlines[0].Stages[0] = 1, "x"
	policy.Deadlines[0].Escalate[0].AfterMinutes = 1
	policy.Reasons[0].ID = "x"
	policy.ResetOn[0] = "x"
	policy.Hours["sdr"].Week.Monday[0] = lifecycle.Span{}
	if !p.DueAt(d).Equal(due) {
		t.Error("the deadline changed")
	}
	s := lived(t, p, "decided mql", "handed_over ana", "rejected no_budget")
	if s.ResetAt.IsZero() {
		t.Error("the resets changed")
	}
	if got := p.Deadlines(lived(t, p, "decided mql", "handed_over ana")); len(got) != 1 {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(fullPolicy), false)
	f.Add([]byte(fullRoster), true)
	f.Fuzz(func(t *testing.T, text []byte, isRoster bool) {
		if isRoster {
			r, err := lifecycle.ParseRoster("", text)
			if err != nil {
				return
			}
			again, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if back, err := lifecycle.ParseRoster("", again); err != nil || !cmp.Equal(r, back) {
				t.Fatal(err, cmp.Diff(r, back))
			}
			return
		}
		p, err := lifecycle.ParsePolicy("", text)
		if err != nil {
			return
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := lifecycle.ParsePolicy("", again); err != nil || !cmp.Equal(p, back) {
			t.Fatal(err, cmp.Diff(p, back))
		}
		process, err := lifecycle.NewProcess(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range p.Deadlines {
			for team := range p.Hours {
				if process.DueAt(running(target.ID, team, start)).IsZero() {
					t.Fatalf("%s of %s is never due", target.ID, team)
				}
			}
		}
	})
}
