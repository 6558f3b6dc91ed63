package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/hosted"
	"github.com/leadqual/leadqual/qualify/audit"
)

func TestMain(m *testing.M) { ptest.Main(m) }

// runJob runs the pipeline over a database on whichever runner the test is
// given, Prism in this process if none.
func runJob(t *testing.T, o Options) beam.PipelineResult {
	t.Helper()
	rules, err := o.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, s := beam.NewPipelineWithRoot()
	o.Build(s, rules)
	result, err := ptest.RunWithMetrics(p)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestSameAsInProcess decides some thousands of leads by generated rule sets, on
// Beam and by DecideAll.
func TestSameAsInProcess(t *testing.T) {
	kinds := map[string]int{}
	for _, seed := range []uint64{2, 5, 11} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			for kind, n := range compare(t, &database{seed: seed, leads: 3000, files: 5}, 100<<10) {
				kinds[kind] += n
			}
		})
	}
	if len(kinds) != 5+6 {
		t.Errorf("the leads leave out some of the five quadrants and six statuses: %v", kinds)
	}
}

// TestMillion is the same with a million leads.
func TestMillion(t *testing.T) {
	if os.Getenv("LEADQUAL_LONG") == "" {
		t.Skip("LEADQUAL_LONG=1 compares a million leads; it takes minutes and some GB of memory")
	}
	compare(t, &database{seed: 2, leads: 1_000_000, files: 8}, 64<<20)
}

// compare decides a database both ways. The order of a distributed engine's
// output is free, so lines are compared as sets, each line as often as it
// comes. It returns how many leads are of each quadrant and status.
func compare(t *testing.T, db *database, split int64) map[string]int {
	t.Helper()
	dir := t.TempDir()
	rules, engine := db.rules(t)
	rulesFile := filepath.Join(dir, "rules.json")
	if err := os.WriteFile(rulesFile, []byte(rules), 0o644); err != nil {
		t.Fatal(err)
	}
	dead := db.write(t, dir)
	o := Options{
		Leads: filepath.Join(dir, "leads-*.jsonl"), Rules: rulesFile, Output: filepath.Join(dir, "out"),
		AsOf: generate.AsOf, Target: audit.TargetAccepted, Files: 7, Split: split,
		Horizon: audit.Horizon{Days: 60, CutOff: generate.AsOf.AddDate(0, 0, 70).UTC()},
	}
	compiled := worker.compiled
	begun := time.Now()
	result := runJob(t, o)
	t.Logf("%d leads on Beam in %v", db.leads, time.Since(begun).Round(time.Millisecond))
	if n := worker.compiled - compiled; n != 1 {
		t.Errorf("the rule set was compiled %d times, want once for the worker", n)
	}
	counts := map[string]int64{}
	for _, c := range result.Metrics().AllMetrics().Counters() {
		counts[c.Name()] += c.Result()
	}
	if counts["decided"] != int64(db.leads) || counts["dead_letters"] != int64(len(dead)) {
		t.Errorf("counted %v, want %d decided and %d dead letters", counts, db.leads, len(dead))
	}

	var want lines
	wantAudit := audit.New(engine.RuleSet())
	wantAudit.Target, wantAudit.Horizon = o.Target, o.Horizon
	kinds := map[string]int{}
	outcomes := make(chan audit.Outcome, 1<<16) // more than DecideAll holds
	begun = time.Now()
	for d, err := range engine.DecideAll(t.Context(), db.good(outcomes), o.AsOf, nil) {
		if err != nil {
			t.Fatal(err)
		}
		want.add(d.AppendJSON(nil))
		kinds[string(d.Quadrant)]++
		kinds[string(d.Status)]++
		wantAudit.Add(d, <-outcomes)
	}
	t.Logf("and in process, generated again, in %v", time.Since(begun).Round(time.Millisecond))
	if len(want.digests) != db.leads {
		t.Fatalf("%d decisions in process", len(want.digests))
	}
	have := readAll(t, o.Output, "decisions", o.Files)
	want.sort()
	have.sort()
	if !slices.Equal(want.digests, have.digests) {
		t.Errorf("Beam's %d decisions are not the in-process batch's %d:\n%s", len(have.digests), len(want.digests), want.difference(&have))
	}

	wantJSON, err := json.Marshal(wantAudit)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(read(t, o.Output+"/audit.json")); got != string(wantJSON) {
		t.Errorf("the merged audit is not that of the whole:\nhave %.2000s\nwant %.2000s", got, wantJSON)
	}
	if page := read(t, o.Output+"/audit.html"); !strings.HasPrefix(page, "<!") {
		t.Errorf("audit.html is no page: %.80s", page)
	}
	checkDead(t, o.Output, dead)
	checkList(t, o.Output, db.leads, len(dead))
	return kinds
}

// lines are the digests of lines, and the first few as they are.
type lines struct {
	digests [][sha256.Size]byte
	texts   map[[sha256.Size]byte]string
}

func (l *lines) add(line []byte) {
	digest := sha256.Sum256(line)
	l.digests = append(l.digests, digest)
	if len(l.texts) < 10_000 {
		if l.texts == nil {
			l.texts = map[[sha256.Size]byte]string{}
		}
		l.texts[digest] = string(line)
	}
}

func (l *lines) sort() {
	slices.SortFunc(l.digests, func(a, b [sha256.Size]byte) int { return slices.Compare(a[:], b[:]) })
}

// difference shows a line of each that the other lacks.
func (l *lines) difference(m *lines) string {
	lacking := func(l, m *lines) string {
		there := map[[sha256.Size]byte]int{}
		for _, d := range m.digests {
			there[d]++
		}
		for _, d := range l.digests {
			if there[d]--; there[d] < 0 {
				return fmt.Sprintf("%x %s", d[:4], l.texts[d])
			}
		}
		return "(none)"
	}
	return "want " + lacking(l, m) + "\nhave " + lacking(m, l)
}

// readAll reads the lines of a job's files of one name.
func readAll(t *testing.T, dir, name string, files int) (all lines) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, name+"-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if !strings.HasSuffix(n, fmt.Sprintf("-of-%05d.jsonl", files)) {
			t.Errorf("a file is named %s", n)
		}
		file, err := os.Open(n)
		if err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(file)
		for {
			line, err := r.ReadBytes('\n')
			if errors.Is(err, io.EOF) && len(line) == 0 {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", n, err)
			}
			all.add(line[:len(line)-1])
		}
		file.Close()
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// checkDead holds the dead letters to those of the database: place, reason and
// the line itself.
func checkDead(t *testing.T, dir string, want map[string]spoilt) {
	t.Helper()
	names, err := fs.Glob(os.DirFS(dir), "dead-letters-*")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, n := range names {
		for line := range strings.Lines(read(t, filepath.Join(dir, n))) {
			var l DeadLetter
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			place := fmt.Sprintf("%s:%d", l.File, l.Offset)
			s, ok := want[place]
			if !ok {
				t.Errorf("%s is a dead letter: %s", place, l.Reason)
			}
			if l.Record != strings.ToValidUTF8(s.line, "\ufffd") || !strings.Contains(l.Reason, s.reason) {
				t.Errorf("%s: %q because %q, want %q because %q", place, l.Record, l.Reason, s.line, s.reason)
			}
			seen++
		}
	}
	if seen != len(want) {
		t.Errorf("%d dead letters, want %d", seen, len(want))
	}
}

// checkList holds files.json to the files that are there and to the numbers of
// their lines.
func checkList(t *testing.T, dir string, decisions, dead int) {
	t.Helper()
	var list []Written
	if err := json.Unmarshal([]byte(read(t, dir+"/files.json")), &list); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, w := range list {
		names = append(names, filepath.Base(w.File))
		if strings.HasPrefix(filepath.Base(w.File), "decisions") {
			decisions -= w.Lines
		} else {
			dead -= w.Lines
		}
	}
	there, err := fs.Glob(os.DirFS(dir), "*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(names, there) {
		t.Errorf("files.json has %v, written are %v", names, there)
	}
	if decisions != 0 || dead != 0 {
		t.Errorf("files.json has %d decisions and %d dead letters too few", decisions, dead)
	}
}

// A job over leads that tell everything apart that a rule set can say writes the
// bytes of plain decisions.
func TestSameBytes(t *testing.T) {
	o := options(t, string(hosted.Lines()))
	if err := os.WriteFile(o.Rules, hosted.Rules(), 0o644); err != nil {
		t.Fatal(err)
	}
	o.AsOf = hosted.AsOf
	runJob(t, o)
	decisions, err := hosted.Decisions()
	if err != nil {
		t.Fatal(err)
	}
	var want lines
	for _, d := range decisions {
		want.add(d)
	}
	have := readAll(t, o.Output, "decisions", o.Files)
	want.sort()
	have.sort()
	if !slices.Equal(want.digests, have.digests) {
		t.Errorf("%d decisions, want %d:\n%s", len(have.digests), len(want.digests), want.difference(&have))
	}
	checkList(t, o.Output, len(decisions), 0)
}

// options are those of a job over a file of lines by a small rule set.
func options(t *testing.T, leads string) Options {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"leads.jsonl": leads,
		"rules.json":  rulesAbove50,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Options{
		Leads: filepath.Join(dir, "leads.jsonl"), Rules: filepath.Join(dir, "rules.json"), Output: filepath.Join(dir, "out"),
		AsOf: generate.AsOf, Target: audit.TargetWon, Files: 2, Split: 1 << 20,
	}
}

// The program does what the README says of it.
func TestRun(t *testing.T) {
	var out strings.Builder
	dir := filepath.Join(t.TempDir(), "out")
	o := Options{Leads: "data/leads.jsonl", Rules: "../rules/school-software/rules.json", Output: dir, AsOf: generate.AsOf, Target: audit.TargetWon, Files: 16, Split: 64 << 20}
	if err := run(t.Context(), &out, o); err != nil {
		t.Fatal(err)
	}
	if want := "written to " + dir + ": 2 dead_letters 45 decided\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	checkList(t, dir, 45, 2)
	if err := run(t.Context(), &out, o); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("into the same folder again: %v", err)
	}
}

// A job without leads has an audit of none.
func TestNoLeads(t *testing.T) {
	o := options(t, "\n\n")
	runJob(t, o)
	names, err := fs.Glob(os.DirFS(o.Output), "*")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(names, []string{"audit.html", "audit.json", "files.json"}) {
		t.Errorf("files %v", names)
	}
	checkList(t, o.Output, 0, 0)
	var a audit.Audit
	if err := json.Unmarshal([]byte(read(t, o.Output+"/audit.json")), &a); err != nil {
		t.Fatal(err)
	}
	if a.All.Leads != 0 || a.Target != audit.TargetWon {
		t.Errorf("%d leads, target %q", a.All.Leads, a.Target)
	}
}

// A pattern without files is a mistake, not a job without leads.
func TestNoFiles(t *testing.T) {
	o := options(t, "")
	o.Leads += ".gone"
	rules, err := o.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, s := beam.NewPipelineWithRoot()
	o.Build(s, rules)
	if _, err := ptest.RunWithMetrics(p); err == nil || !strings.Contains(err.Error(), "no files matching pattern") {
		t.Errorf("%v", err)
	}
}

func TestCheck(t *testing.T) {
	for _, x := range []struct {
		name   string
		change func(t *testing.T, o *Options)
		want   string
	}{
		{"no leads", func(_ *testing.T, o *Options) { o.Leads = "" }, "-leads: want"},
		{"no rules", func(_ *testing.T, o *Options) { o.Rules = "" }, "-rules: want"},
		{"no output", func(_ *testing.T, o *Options) { o.Output = "" }, "-output: want"},
		{"no file", func(_ *testing.T, o *Options) { o.Files = 0 }, "-files: want at least 1"},
		{"no split", func(_ *testing.T, o *Options) { o.Split = 0 }, "-split: want at least 1"},
		{"target", func(_ *testing.T, o *Options) { o.Target = "rich" }, `-target "rich": want won or accepted`},
		{"rules not there", func(_ *testing.T, o *Options) { o.Rules += ".gone" }, "rules.json.gone"},
		{"unknown file system", func(_ *testing.T, o *Options) { o.Rules = "ftp://rules.json" }, "ftp"},
		{"wrong rules", func(t *testing.T, o *Options) {
			text := `{"name": "x", "icp": {"criteria": [{"id": "size", "when": "company.employes > 5"}]}}`
			if err := os.WriteFile(o.Rules, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "did you mean company.employees"},
		{"no JSON", func(t *testing.T, o *Options) {
			if err := os.WriteFile(o.Rules, []byte("size > 5"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "rules.json:1:1"},
		{"output of another job", func(t *testing.T, o *Options) {
			if err := os.MkdirAll(o.Output, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(o.Output+"/decisions-00000-of-00003.jsonl", nil, 0o644); err != nil {
				t.Fatal(err)
			}
			o.Output += "/"
		}, "is not empty"},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := options(t, "")
			x.change(t, &o)
			if _, err := o.Check(context.Background()); err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("%v, want %q", err, x.want)
			}
		})
	}
}
