package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// benchRows is the number of leads that one operation of BenchmarkDecideCSV
// decides; LEADQUAL_LONG makes it a million.
func benchRows() int {
	if os.Getenv("LEADQUAL_LONG") != "" {
		return 1_000_000
	}
	return 20_000
}

const benchRules = `{
  "name": "bench",
  "screening": [{"id": "student", "when": "has_word(person.job_title, 'student')"}],
  "icp": {
    "criteria": [
      {"id": "size", "when": "company.employees in 50..5000", "weight": 3},
      {"id": "industry", "when": "company.industry in ['software', 'education', 'retail']", "weight": 2},
      {"id": "title", "tiers": [{"when": "has_word(person.job_title, 'vp')"}, {"when": "has_word(person.job_title, 'director')", "share": 0.5}]}
    ],
    "good_at": 0.6, "grades": [{"name": "A", "min": 0.85}, {"name": "B", "min": 0.6}, {"name": "C", "min": 0}]
  },
  "bant": {"budget": {"when": "answers.budget >= 25000"}, "timeline": {"when": "answers.timeline_days <= 180"}},
  "scoring": {
    "rules": [
      {"id": "budget", "tiers": [{"when": "answers.budget >= 50000", "points": 20}, {"when": "answers.budget >= 10000", "points": 10}]},
      {"id": "source", "when": "source in ['webinar', 'referral']", "points": 15},
      {"id": "region", "when": "person.region == 'EMEA'", "points": 5},
      {"id": "soon", "when": "answers.timeline_days <= 90", "points": 20},
      {"id": "business", "when": "not is_free_email(person.email)", "points": 10}
    ],
    "ready_at": 40, "bands": [{"name": "1", "min": 50}, {"name": "2", "min": 25}, {"name": "3", "min": 0}]
  },
  "routes": [{"id": "all", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}]
}`

// benchCSV makes leads as CSV, one cell in twenty empty.
func benchCSV(rows int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	columns := []struct {
		name   string
		values []string
	}{
		{"person.job_title", []string{"VP Sales", "Director of IT", "Student", "Head of Sales", "Engineer"}},
		{"person.email", []string{"a@shore.example", "b@gmail.com", "c@acme.example"}},
		{"person.region", []string{"EMEA", "AMER", "APAC"}},
		{"company.employees", []string{"10", "320", "4000", "90000"}},
		{"company.industry", []string{"software", "retail", "mining"}},
		{"answers.budget", []string{"0", "12000", "60000"}},
		{"answers.timeline_days", []string{"30", "120", "365"}},
		{"source", []string{"webinar", "ads", "referral"}},
	}
	var b bytes.Buffer
	b.WriteString("id")
	for _, c := range columns {
		b.WriteString("," + c.name)
	}
	for i := range rows {
		fmt.Fprintf(&b, "\nL-%d", i)
		for _, c := range columns {
			b.WriteByte(',')
			if r.IntN(20) > 0 {
				b.WriteString(c.values[r.IntN(len(c.values))])
			}
		}
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// BenchmarkDecideCSV times leadq decide, CSV in and JSON lines out, beside the
// standard library alone: "standard" splits the same CSV by encoding/csv and
// writes the same decisions by encoding/json, and "bytes" only copies them.
func BenchmarkDecideCSV(b *testing.B) {
	dir := b.TempDir()
	rules, leads := filepath.Join(dir, "rules.json"), filepath.Join(dir, "leads.csv")
	text := benchCSV(benchRows())
	if err := os.WriteFile(rules, []byte(benchRules), 0o600); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(leads, text, 0o600); err != nil {
		b.Fatal(err)
	}
	args := []string{"decide", "-rules", rules, "-as-of", "2026-11-22", leads}
	var out bytes.Buffer
	if status := run(args, strings.NewReader(""), &out, io.Discard); status != 0 {
		b.Fatalf("exit status %d", status)
	}
	var decisions []qualify.Decision
	for d := json.NewDecoder(bytes.NewReader(out.Bytes())); ; {
		var one qualify.Decision
		if err := d.Decode(&one); err == io.EOF {
			break
		} else if err != nil {
			b.Fatal(err)
		}
		decisions = append(decisions, one)
	}
	if len(decisions) != benchRows() {
		b.Fatalf("%d decisions", len(decisions))
	}
	readAll := func() {
		r := csv.NewReader(bytes.NewReader(text))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); err == io.EOF {
				return
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("leadq", func(b *testing.B) {
		for b.Loop() {
			run(args, strings.NewReader(""), io.Discard, io.Discard)
		}
	})
	b.Run("standard", func(b *testing.B) {
		for b.Loop() {
			readAll()
			e := json.NewEncoder(io.Discard)
			for i := range decisions {
				if err := e.Encode(&decisions[i]); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("bytes", func(b *testing.B) {
		for b.Loop() {
			readAll()
			io.Copy(io.Discard, bytes.NewReader(out.Bytes()))
		}
	})
}
