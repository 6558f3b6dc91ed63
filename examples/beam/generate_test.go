package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// database is a number of generated leads with outcomes. Going over it again
// makes the same ones again, so that a million need no memory.
type database struct {
	seed  uint64
	leads int
	files int
}

// a row is a lead, what became of it, and whether its line is spoilt: then it
// is not what the file has.
type row struct {
	lead    *qualify.Lead
	outcome audit.Outcome
	spoilt  *spoilt
}

// spoilt is a line that is no lead.
type spoilt struct {
	line   string
	reason string // part of what has to be said about it
}

var allSpoilt = []spoilt{
	{`{"id": "cut", "company": {"employees": 3`, "unexpected end of JSON input"},
	{`["a", "list"]`, "want a lead as a JSON object"},
	{`null`, "want a lead as a JSON object"},
	{"{\"id\": \"latin \xe9", "unexpected end of JSON input"},
	{`lead L-17`, "want a lead as a JSON object"},
	{`{"id": 17}`, "cannot unmarshal number"},
	{`{"id": "x", "created_at": "yesterday"}`, "yesterday"},
	{`{"id": "x"} {"id": "y"}`, "after top-level value"},
	{`{"id": "x", "custom": {"won": "yes"}}`, "custom.won: want true or false"},
	{`{"id": "x", "custom": {"worked": 1}}`, "custom.worked: want true or false"},
	{`{"id": "x", "custom": {"closed_at": "soon"}}`, "custom.closed_at: want an instant"},
	{`{"id": "x", "custom": {"accepted": 1}}`, "custom.accepted: want true or false"},
	{`{"id": "x", "custom": {"reason": true, "segment": 3}}`, "custom.reason: want a text\ncustom.segment: want a text"},
}

// rules are the database's rule set, one that excludes customers.
func (db *database) rules(t testing.TB) (string, *qualify.Engine) {
	t.Helper()
	rules := generate.New(db.seed, generate.Options{Records: true}).RuleSet()
	rules.Screening = append(rules.Screening, qualify.Step{ID: "customer", When: "stage == 'customer'", Status: matrix.StatusExcluded})
	text, err := json.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := qualify.CompileJSON("rules.json", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), engine
}

// rows are the rows in order.
func (db *database) rows() iter.Seq[row] {
	return func(yield func(row) bool) {
		g := generate.New(db.seed+1, generate.Options{JSON: true, Records: true})
		r := g.Rand()
		for range db.leads {
			x := row{lead: g.Lead()}
			x.lead.Source, x.lead.Stage = []string{"", "webinar", "referral"}[r.IntN(3)], []string{"", "lead", "sql", "customer", "lost"}[r.IntN(5)]
			x.outcome = audit.Outcome{Source: x.lead.Source, Stage: x.lead.Stage}
			if r.IntN(2) == 0 {
				x.outcome.Won = qualify.Known(r.IntN(3) == 0)
			}
			if r.IntN(2) == 0 {
				x.outcome.Accepted = qualify.Known(r.IntN(2) == 0)
			}
			x.outcome.Reason = []string{"", "", "no budget", "no answer"}[r.IntN(4)]
			x.outcome.Segment = []string{"", "north", "south"}[r.IntN(3)]
			if r.IntN(3) > 0 {
				x.outcome.Worked = qualify.Known(r.IntN(3) > 0)
			}
			for _, at := range []*time.Time{&x.outcome.HandedOverAt, &x.outcome.WorkedAt, &x.outcome.JudgedAt, &x.outcome.ClosedAt, &x.outcome.LookedUpAt} {
				if r.IntN(3) > 0 {
					*at = generate.AsOf.Add(time.Duration(r.IntN(100*24)-24) * time.Hour).UTC()
				}
			}
			if !yield(x) {
				return
			}
			if r.IntN(200) == 0 && !yield(row{spoilt: &allSpoilt[r.IntN(len(allSpoilt))]}) {
				return
			}
		}
	}
}

// good are the leads, as the in-process batch takes them. The outcome of the
// lead is given besides, through a queue that the caller empties.
func (db *database) good(outcomes chan<- audit.Outcome) iter.Seq2[*qualify.Lead, error] {
	return func(yield func(*qualify.Lead, error) bool) {
		for x := range db.rows() {
			if x.spoilt != nil {
				continue
			}
			outcomes <- x.outcome
			if !yield(x.lead, nil) {
				return
			}
		}
	}
}

// write writes the database as files of JSON lines, some with other ends of
// lines, and returns the dead letters to expect, by "file:offset".
func (db *database) write(t testing.TB, dir string) map[string]spoilt {
	t.Helper()
	dead := map[string]spoilt{}
	next, stop := iter.Pull(db.rows())
	defer stop()
	perFile := (db.leads + db.files - 1) / db.files
	for f := range db.files {
		name := filepath.Join(dir, fmt.Sprintf("leads-%02d.jsonl", f))
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(file)
		var offset int64
		put := func(line string) {
			n, _ := io.WriteString(w, line) // Flush has the error
			offset += int64(n)
		}
		end := []string{"\n", "\r\n", "\n\n", "\n \n"}[f%4]
		for n := 0; n < perFile || f == db.files-1; {
			x, ok := next()
			if !ok {
				break
			}
			if x.spoilt == nil {
				n++
				put(line(t, x))
			} else {
				dead[fmt.Sprintf("%s:%d", name, offset)] = *x.spoilt
				put(x.spoilt.line)
			}
			put(end)
		}
		if f == 0 { // too long, and without an end
			long := `{"id": "` + strings.Repeat("x", MaxLine) + `"}`
			dead[fmt.Sprintf("%s:%d", name, offset)] = spoilt{"", "longer than 1048576 bytes"}
			put(long)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dead
}

// line is a row as JSON, the outcome among its custom facts.
func line(t testing.TB, x row) string {
	t.Helper()
	lead := *x.lead
	lead.Custom = maps.Clone(lead.Custom)
	if lead.Custom == nil {
		lead.Custom = map[string]any{}
	}
	if x.outcome.Won.Known {
		lead.Custom["won"] = x.outcome.Won.Value
	}
	if x.outcome.Accepted.Known {
		lead.Custom["accepted"] = x.outcome.Accepted.Value
	}
	if x.outcome.Reason != "" {
		lead.Custom["reason"] = x.outcome.Reason
	}
	if x.outcome.Segment != "" {
		lead.Custom["segment"] = x.outcome.Segment
	}
	if x.outcome.Worked.Known {
		lead.Custom["worked"] = x.outcome.Worked.Value
	}
	for name, at := range map[string]time.Time{
		"handed_over_at": x.outcome.HandedOverAt, "worked_at": x.outcome.WorkedAt, "judged_at": x.outcome.JudgedAt,
		"closed_at": x.outcome.ClosedAt, "looked_up_at": x.outcome.LookedUpAt,
	} {
		if !at.IsZero() {
			lead.Custom[name] = at.Format(time.RFC3339)
		}
	}
	text, err := json.Marshal(lead)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
