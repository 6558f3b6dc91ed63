package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// casesAsOf is the instant that the cases are decided for.
const casesAsOf = "2026-11-22T00:00:00Z"

// TestCases decides small files of leads on which this program or others have
// been wrong. A decision is written as status, whether it is certain ("?": it is
// not), and then, where there are any, the hands raised, the steps met and
// unknown, points, facts asked for, issues, and when to look again.
func TestCases(t *testing.T) {
	const raised = "2026-12-01T00:00:00Z"
	for _, c := range []struct {
		folder, rules, leads string
		want                 map[string]string // by the lead's id
	}{
		// A wish without a date may be older than the reset. A hand raise is
		// an act, so that nobody waits for the date; a score may depend on it.
		{"undated-wish", "rules.json", "leads.jsonl", map[string]string{
			"date-unknown": "nurture", "date-filled-in": "nurture",
		}},
		{"undated-wish", "rules-score.json", "leads.jsonl", map[string]string{
			"date-unknown":   "nurture? points=0 ask=answers.wants_contact_at",
			"date-filled-in": "nurture? points=0 ask=answers.wants_contact",
		}},
		// A creation after the reset changes nothing about idleness.
		{"idle-since-reset", "rules.json", "leads.jsonl", map[string]string{
			"created-unknown": "disqualified met=stale", "created-filled-in": "disqualified met=stale",
		}},
		{"wish-in-the-future", "rules.json", "leads.jsonl", map[string]string{
			"wish-of-1-dec": "nurture recheck=" + raised, "act-of-1-dec": "nurture recheck=" + raised,
		}},
		{"email", "rules.json", "leads.jsonl", map[string]string{
			"plain": "disqualified met=free", "trailing-space": "disqualified met=free",
			"display-name": "disqualified met=free", "root-dot": "disqualified met=free",
			"two": "nurture? unknown=free ask=person.email issue=no_domain:screening.free",
		}},
		{"email", "rules.json", "leads.csv", map[string]string{
			"plain": "disqualified met=free", "trailing-space": "disqualified met=free",
		}},
		// A word is whole, marks are parts of it, and texts are not normalised.
		{"marks", "rules.json", "leads.jsonl", map[string]string{
			"nfd-general": "nurture", "nfd-internet": "nurture", "nfd-internao": "nurture",
			"other-hindi-word": "nurture", "thai-ghost": "nurture", "arabic-vowelled": "nurture",
			"turkish-caps": "disqualified met=direktör", "soft-hyphen": "disqualified met=direktör",
		}},
		// What is dated after the instant decided for is a wrong clock, and the
		// decision changes when that instant has come.
		{"future-dates", "rules.json", "leads.jsonl", map[string]string{
			"created-2062": "nurture? unknown=new (<= 30 days) unknown=active (<= 14 days) ask=created_at issue=in_future:created_at recheck=2062-01-01T00:00:00Z",
			"reset-2062":   "disqualified met=active (<= 14 days) met=demo issue=in_future:reset_at recheck=2062-11-16T00:00:01Z",
		}},
		// Activities with one id are one; nothing says so of those without.
		{"duplicates", "rules.json", "leads.jsonl", map[string]string{
			"once": "nurture points=8", "webhook-twice": "nurture points=8", "no-ids": "mql points=16",
		}},
		// A percent is the number that is meant, to the bit.
		{"percent", "rules.json", "leads.csv", map[string]string{
			"A": "disqualified met=at-least-0.7% met=at-most-1.1%", "B": "disqualified met=at-least-0.7% met=at-most-1.1%",
			"C": "disqualified met=at-least-0.7% met=at-most-1.1%", "D": "disqualified met=at-least-0.7% met=at-most-1.1%",
		}},
		// Latin-1 is Windows-1252.
		{"windows-1252", "rules.json", "leads.csv", map[string]string{
			"A": "disqualified met=škoda", "B": "disqualified met=o’brien", "C": "nurture",
		}},
	} {
		t.Run(c.folder+"/"+c.rules+"/"+c.leads, func(t *testing.T) {
			folder := filepath.Join("testdata", "cases", c.folder)
			args := []string{"decide", "-recheck", "-as-of", casesAsOf, "-rules", filepath.Join(folder, c.rules)}
			if file := filepath.Join(folder, "map.json"); strings.HasSuffix(c.leads, ".csv") && fileExists(file) {
				args = append(args, "-map", file)
			}
			stdout, stderr, status := leadq(t, "", append(args, filepath.Join(folder, c.leads))...)
			if status != exitOK {
				t.Fatalf("status %d: %s", status, stderr)
			}
			lines := strings.Split(strings.TrimSpace(stdout), "\n")
			if len(lines) != len(c.want) {
				t.Errorf("%d decisions, want %d", len(lines), len(c.want))
			}
			for _, line := range lines {
				id, have := inShort(t, line)
				if want, known := c.want[id]; !known || have != want {
					t.Errorf("%s:\nhave %q\nwant %q", id, have, want)
				}
			}
		})
	}
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// inShort writes a decision, with when to look again, as TestCases does.
func inShort(t *testing.T, line string) (id, short string) {
	t.Helper()
	var d qualify.Decision
	var again struct {
		At *time.Time `json:"recheck_at"`
	}
	for _, into := range []any{&d, &again} {
		if err := json.Unmarshal([]byte(line), into); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
	}
	var b strings.Builder
	b.WriteString(string(d.Status))
	if !d.Certain {
		b.WriteByte('?')
	}
	for _, id := range d.Readiness.Raised {
		fmt.Fprintf(&b, " raised=%s", id)
	}
	for _, s := range d.Screening {
		if s.Outcome != truth.Unmet {
			fmt.Fprintf(&b, " %v=%s", s.Outcome, s.ID)
		}
	}
	if strings.Contains(line, `"score":`) {
		fmt.Fprintf(&b, " points=%v", d.Score.Points)
	}
	for _, q := range d.Ask {
		fmt.Fprintf(&b, " ask=%s", q.Path)
	}
	for _, i := range d.Issues {
		fmt.Fprintf(&b, " issue=%s:%s", i.Code, i.Path)
	}
	if again.At != nil {
		fmt.Fprintf(&b, " recheck=%s", again.At.Format(time.RFC3339Nano))
	}
	return d.LeadID, b.String()
}

// When it is time to look again, a wish and an act of that day raise a hand.
func TestCasesOfLaterRaiseAHand(t *testing.T) {
	const folder = "testdata/cases/wish-in-the-future"
	for asOf, raised := range map[string]int{"2026-11-30T23:59:59Z": 0, "2026-12-01T00:00:00Z": 2} {
		stdout, stderr, status := leadq(t, "", "decide", "-as-of", asOf, "-rules", filepath.Join(folder, "rules.json"), filepath.Join(folder, "leads.jsonl"))
		if have := strings.Count(stdout, `"hand_raised":true`); status != exitOK || have != raised {
			t.Errorf("as of %s: %d hands, want %d: %s%s", asOf, have, raised, stdout, stderr)
		}
	}
}
