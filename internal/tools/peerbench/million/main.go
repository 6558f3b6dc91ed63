// Command million decides a million leads of a CSV file by about the same rules
// with leadq decide, whole and brief, with DuckDB in Node.js and with mawk, end to
// end: from the file to JSON lines in another. They take turns, and nothing is
// printed unless status and points agree on all rows.
//
//	go run ./million
//
// DuckDB comes from npm, into a folder of its own that -duckdb may name to be used
// again. What is not installed is left out, and said.
package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

var (
	//go:embed rules.json
	rules []byte
	//go:embed decide.sql
	sql string
	//go:embed decide.awk
	awk []byte
	//go:embed duckdb.mjs
	duckdb []byte
)

func main() {
	rows := flag.Int("rows", 1_000_000, "the `number` of leads")
	rounds := flag.Int("rounds", 5, "how often each is run")
	folder := flag.String("duckdb", "", "a `folder` that has DuckDB in node_modules, or gets it")
	flag.Parse()
	if err := run(*rows, *rounds, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "million:", err)
		os.Exit(1)
	}
}

// A program decides the file of leads into another.
type program struct {
	name string
	args []string
	out  string // where the decisions are
	own  bool   // it writes them itself, not to its standard output

	wall, cpu []time.Duration
}

func run(rows, rounds int, duckdbFolder string) error {
	dir, err := os.MkdirTemp("", "million")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	leads := filepath.Join(dir, "leads.csv")
	if err := writeLeads(leads, rows); err != nil {
		return err
	}
	programs, err := install(dir, leads, duckdbFolder)
	if err != nil {
		return err
	}
	for round := range rounds + 1 { // the first is to compare, and brings the file into memory
		for _, p := range programs {
			if err := p.run(round > 0); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		if round > 0 {
			continue
		}
		for _, p := range programs[1:] {
			if err := agree(programs[0].out, p.out, rows); err != nil {
				return fmt.Errorf("%s against %s: %w", p.name, programs[0].name, err)
			}
		}
	}
	fmt.Printf("%d leads, %d processors, medians of %d; status and points agree on all.\n\n| program | wall | processors |\n|---|---|---|\n", rows, runtime.GOMAXPROCS(0), rounds)
	for _, p := range programs {
		fmt.Printf("| %s | %.2f s | %.2f s |\n", p.name, median(p.wall).Seconds(), median(p.cpu).Seconds())
	}
	return nil
}

// install writes and builds what is run.
func install(dir, leads, duckdbFolder string) ([]*program, error) {
	path := func(name string) string { return filepath.Join(dir, name) }
	sql := strings.NewReplacer("LEADS", leads, "DECISIONS", path("duckdb.jsonl")).Replace(sql)
	for name, text := range map[string][]byte{"rules.json": rules, "decide.sql": []byte(sql), "decide.awk": awk} {
		if err := os.WriteFile(path(name), text, 0o600); err != nil {
			return nil, err
		}
	}
	_, here, _, _ := runtime.Caller(0)
	build := exec.Command("go", "build", "-o", path("leadq"), "./examples/leadq")
	build.Dir = filepath.Join(filepath.Dir(here), "../../../..")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	decide := []string{path("leadq"), "decide", "-rules", path("rules.json"), "-as-of", "2026-11-22"}
	programs := []*program{
		{name: "leadq decide", args: append(slices.Clone(decide), leads), out: path("whole.jsonl")},
		{name: "leadq decide -brief", args: append(slices.Clone(decide), "-brief", leads), out: path("brief.jsonl")},
	}
	if script, err := installDuckDB(dir, duckdbFolder); err == nil {
		programs = append(programs, &program{name: "DuckDB", args: []string{"node", script, path("decide.sql")}, out: path("duckdb.jsonl"), own: true})
	} else {
		fmt.Fprintln(os.Stderr, "million: DuckDB is left out:", err)
	}
	if _, err := exec.LookPath("mawk"); err == nil {
		programs = append(programs, &program{name: "mawk", args: []string{"mawk", "-f", path("decide.awk"), leads}, out: path("mawk.jsonl")})
	} else {
		fmt.Fprintln(os.Stderr, "million: mawk is left out:", err)
	}
	return programs, nil
}

// installDuckDB returns the script that runs it.
func installDuckDB(dir, folder string) (script string, err error) {
	if folder == "" {
		folder = filepath.Join(dir, "duckdb")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "@duckdb", "node-api")); err != nil {
		npm := exec.Command("npm", "install", "--silent", "--prefix", folder, "@duckdb/node-api@1.5.6-r.1")
		if out, err := npm.CombinedOutput(); err != nil {
			return "", fmt.Errorf("npm: %w %s", err, out)
		}
	}
	script = filepath.Join(folder, "duckdb.mjs")
	return script, os.WriteFile(script, duckdb, 0o600)
}

func (p *program) run(measured bool) error {
	c := exec.Command(p.args[0], p.args[1:]...)
	var said strings.Builder
	c.Stderr = &said
	if !p.own {
		out, err := os.Create(p.out)
		if err != nil {
			return err
		}
		defer out.Close()
		c.Stdout = out
	}
	start := time.Now()
	err := c.Run()
	if measured {
		p.wall = append(p.wall, time.Since(start))
		p.cpu = append(p.cpu, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, said.String())
	}
	return nil
}

// decision is what all programs say of a lead.
type decision struct {
	LeadID string `json:"lead_id"`
	Status string `json:"status"`
	Score  struct {
		Points float64 `json:"points"`
		Low    float64 `json:"low"`
		High   float64 `json:"high"`
	} `json:"score"`
}

// agree compares the decisions in two files, which need not be in one order.
func agree(name, other string, rows int) error {
	decisions := make(map[string]decision, rows)
	if err := read(name, func(d decision) error { decisions[d.LeadID] = d; return nil }); err != nil {
		return err
	}
	if len(decisions) != rows {
		return fmt.Errorf("decisions of %d leads, want %d", len(decisions), rows)
	}
	err := read(other, func(d decision) error {
		if want, ok := decisions[d.LeadID]; !ok || want != d {
			return fmt.Errorf("lead %s: %+v and %+v", d.LeadID, want, d)
		}
		delete(decisions, d.LeadID)
		return nil
	})
	if err == nil && len(decisions) > 0 {
		err = fmt.Errorf("%d leads are not decided", len(decisions))
	}
	return err
}

// read reads a file of decisions.
func read(name string, each func(decision) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	for lines := json.NewDecoder(bufio.NewReader(f)); ; {
		var d decision
		if err := lines.Decode(&d); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := each(d); err != nil {
			return err
		}
	}
}

// writeLeads makes the leads, one cell in twenty empty.
func writeLeads(name string, rows int) error {
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
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w, r := bufio.NewWriter(f), rand.New(rand.NewPCG(1, 2))
	w.WriteString("id")
	for _, c := range columns {
		w.WriteString("," + c.name)
	}
	for i := range rows {
		fmt.Fprintf(w, "\nL-%d", i)
		for _, c := range columns {
			w.WriteByte(',')
			if r.IntN(20) > 0 {
				w.WriteString(c.values[r.IntN(len(c.values))])
			}
		}
	}
	w.WriteByte('\n')
	return w.Flush()
}

func median(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}
