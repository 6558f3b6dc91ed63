package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
)

// largeRules go by facts and by what leads did.
const largeRules = `{
  "name": "large",
  "icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}, {"id": "title", "when": "has_word(person.job_title, 'vp')"}], "good_at": 0.5},
  "scoring": {
    "rules": [
      {"id": "webinar", "each": ".type == 'webinar'", "points": 8, "limit": 3, "per_days": 30, "decay": {"kind": "linear", "rate": 0.1, "every_days": 30}},
      {"id": "pricing", "when": "count(activities, .url contains '/pricing' and .days_ago <= 30) >= 2", "points": 15},
      {"id": "visits", "when": "count(activities, .type == 'page_view') >= 5", "points": 10}
    ],
    "ready_at": 25
  },
  "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request' and .days_ago <= 14)"}]
}`

const largeMap = `{
  "fields": {"id": {"from": "Lead"}},
  "activities": [{"type": {"from": "Kind"}, "at": {"from": "When"}, "url": {"from": "Page"}}]
}`

const activitiesOfOne = 12

// largeFact is a number below n that belongs to a lead, or to something it did.
func largeFact(lead, what, n int) int {
	x := uint64(lead)*0x9E3779B97F4A7C15 + uint64(what)*0xBF58476D1CE4E5B9
	x ^= x >> 31
	x *= 0x94D049BB133111EB
	return int((x >> 33) % uint64(n))
}

func largeTitle(lead int) string {
	return []string{"VP Sales", "Engineer", "Owner", "Head of IT"}[largeFact(lead, 1000, 4)]
}

func largeStaff(lead int) int { return largeFact(lead, 1001, 8000) }

// largeActivity is something that a lead did.
func largeActivity(lead, k int) (kind, at, page string) {
	kind = []string{"page_view", "page_view", "page_view", "webinar", "email_open", "email_open", "page_view", "download"}[largeFact(lead, 4*k, 8)]
	if largeFact(lead, 4*k+1, 200) == 0 {
		kind = "demo_request"
	}
	minutes := largeFact(lead, 4*k+2, 90*24*60)
	at = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC).Add(-time.Duration(minutes) * time.Minute).Format(time.RFC3339)
	page = "https://shore.example/" + []string{"", "pricing", "blog/how-to-qualify", "product/tour", "careers"}[largeFact(lead, 4*k+3, 5)]
	return kind, at, page
}

// largeFiles writes the leads, what they did in an order that is none, and both in
// one file.
func largeFiles(t *testing.T, dir string, leads int) {
	t.Helper()
	file := func(name string, write func(io.Writer)) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriterSize(f, 1<<20)
		write(w)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	file("rules.json", func(w io.Writer) { io.WriteString(w, largeRules) })
	file("visits.map.json", func(w io.Writer) { io.WriteString(w, largeMap) })
	file("leads.csv", func(w io.Writer) {
		fmt.Fprintln(w, "id,person.job_title,company.employees")
		for i := range leads {
			fmt.Fprintf(w, "L-%07d,%s,%d\n", i, largeTitle(i), largeStaff(i))
		}
	})
	file("visits.csv", func(w io.Writer) {
		fmt.Fprintln(w, "Lead,Kind,When,Page")
		n := leads * activitiesOfOne
		for i := range n {
			at := int(uint64(i) * 1_000_000_007 % uint64(n)) // a prime: each once
			kind, when, page := largeActivity(at/activitiesOfOne, at%activitiesOfOne)
			fmt.Fprintf(w, "L-%07d,%s,%s,%s\n", at/activitiesOfOne, kind, when, page)
		}
	})
	file("all.jsonl", func(w io.Writer) {
		for i := range leads {
			fmt.Fprintf(w, `{"id":"L-%07d","person":{"job_title":%q},"company":{"employees":%d},"activities":[`, i, largeTitle(i), largeStaff(i))
			for k := range activitiesOfOne {
				kind, when, page := largeActivity(i, k)
				if k > 0 {
					io.WriteString(w, ",")
				}
				fmt.Fprintf(w, `{"type":%q,"at":%q,"url":%q}`, kind, when, page)
			}
			io.WriteString(w, "]}\n")
		}
	})
}

// mostMemory is how many MiB a program had at the most while it ran. What wait4 says
// of it is at least what this one had when it started the program.
func mostMemory(pid int, done <-chan struct{}) (most int64) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, after, ok := strings.Cut(string(status), "VmHWM:"); err == nil && ok {
			var kib int64
			if _, err := fmt.Sscan(after, &kib); err == nil {
				most = max(most, kib>>10)
			}
		}
		select {
		case <-done:
			return most
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// A file of leads and an unsorted one of what they did are decided in little memory,
// as the same in one file is. With LEADQUAL_LONG they are 1,000,000 leads and
// 12,000,000 activities, which take some minutes and 5 GB of disk, and the time is
// held to two and a half times that of the one file.
func TestJoinLarge(t *testing.T) {
	leads := testkit.Amount(500, 10_000, 1_000_000)
	dir := t.TempDir()
	largeFiles(t, dir, leads)
	program := filepath.Join(dir, "leadq")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	decide := func(args ...string) (sum string, took time.Duration, memory int64) {
		cmd := exec.Command(program, append([]string{"decide", "-rules", "rules.json", "-as-of", "2026-11-22"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "TMPDIR="+dir)
		var stderr strings.Builder
		hash := sha256.New()
		cmd.Stdout, cmd.Stderr = hash, &stderr
		start := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done, most := make(chan struct{}), make(chan int64)
		go func() { most <- mostMemory(cmd.Process.Pid, done) }()
		err := cmd.Wait()
		took = time.Since(start)
		close(done)
		memory = <-most
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, stderr.String())
		}
		return fmt.Sprintf("%x", hash.Sum(nil)), took, memory
	}
	one, oneTook, oneMemory := decide("all.jsonl")
	two, twoTook, twoMemory := decide("-join", "visits.map.json=visits.csv", "leads.csv")
	ratio := float64(twoTook) / float64(oneTook)
	t.Logf("%d leads: one file %.1f s, %d MiB; two files %.1f s, %d MiB; %.2f times the time", leads, oneTook.Seconds(), oneMemory, twoTook.Seconds(), twoMemory, ratio)
	if one != two {
		t.Error("two files give other decisions than one")
	}
	if twoMemory >= 286 { // MiB: 300 MB
		t.Errorf("%d MiB of memory, want less than 300 MB", twoMemory)
	}
	if testkit.Long() && twoMemory == 0 {
		t.Error("the memory was not measured")
	}
	if testkit.Long() && ratio > 2.5 {
		t.Errorf("%.2f times the time of one file, want at most 2.5", ratio)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
