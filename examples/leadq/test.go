package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

func testCommand() *command {
	return &command{
		name:    "test",
		args:    "-rules R.json [-cover] [-mutate] [-propose FILE] [CASES...]",
		summary: "decide the cases of a rule set and compare",
		details: `
Test decides the leads of files of cases and reports each decision that is not
as wanted. Without CASES it reads the file beside the rule set: cases.json for
rules.json, NAME.cases.json for NAME.json.

With -cover it also lists what of the rules the cases have seen, each threshold
from both sides, and of each table how many rows they have found; with -mutate,
which changes of the rules no case would notice. What is explained in the files
of cases, under "explained", is no finding; an explanation that explains nothing
is one, if both are asked for. With both, the parts of the rules are listed of
which something is missing, those first of which the most changes go unnoticed.

With -propose it looks for cases that would notice these changes - a small lead at
each boundary, those first that notice the most - and writes them to FILE, which
must not exist yet. What they want is what the rules say today: somebody has to
look at each before it is kept. It takes up to about a second for each change.

Of rules about accounts the cases have an "account" instead of a "lead", and can
want people with their roles, whom to find and whom to ask. -cover and -mutate are
about the roles and both rule sets; -propose is for rule sets only.

The exit status is 1 if there is a finding, or a file has mistakes.`,
		run: runTest,
	}
}

// testReport is what test writes as JSON.
type testReport struct {
	Cases    int                   `json:"cases"`
	Failures qualifytest.Failures  `json:"failures,omitempty"`
	Coverage *qualifytest.Coverage `json:"coverage,omitempty"`
	Mutation *qualifytest.Mutation `json:"mutation,omitempty"`
	Missing  []qualifytest.Missing `json:"missing,omitempty"` // where both are measured
	Stale    []string              `json:"stale,omitempty"`   // explanations that explain nothing
	Proposal *qualifytest.Proposal `json:"proposal,omitempty"`
}

func runTest(p *program, c *command, args []string) error {
	fs := c.flags()
	rules := fs.String("rules", "", "rule set to test, a `file`; required")
	cover := fs.Bool("cover", false, "list which parts of the rules the cases have seen")
	mutate := fs.Bool("mutate", false, "list the changes of the rules that no case notices")
	propose := fs.String("propose", "", "write cases that notice the changes that no case does to a `file`, which must not exist")
	asJSON := fs.Bool("json", false, "write one JSON value")
	files, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	if *rules == "" {
		return errNoRules
	}
	if _, err := os.Lstat(*propose); *propose != "" && err == nil {
		return misusef("-propose %s: the file exists; name one that does not", *propose)
	}
	if len(files) == 0 {
		files = []string{qualifytest.Beside(*rules)}
	}
	read := leadSuite
	if aboutAccounts(*rules) {
		if read = accountSuite; *propose != "" {
			return misuse("-propose is for rule sets: write the cases of rules about accounts")
		}
	}
	of, err := read(*rules, files)
	if err != nil {
		return err
	}
	report := testReport{Cases: of.cases}
	if of.failures != nil {
		report.Failures, _ = errors.AsType[qualifytest.Failures](of.failures)
		if *cover || *mutate || *propose != "" {
			fmt.Fprintln(p.stderr, "leadq: coverage, mutants and proposals need cases that come out as wanted")
		}
	} else if err := report.measure(of.suite, *cover, *mutate); err != nil {
		return err
	} else if suite, ok := of.suite.(*qualifytest.Suite); ok && *propose != "" {
		if report.Proposal, err = proposeTo(*propose, suite); err != nil {
			return err
		}
	}
	return p.writeReport(&report, *asJSON)
}

// tested are rules with their cases, decided.
type tested struct {
	suite    suite
	cases    int
	failures error
}

// suite is what measures cases, of a rule set or of rules about accounts.
type suite interface {
	Cover() (*qualifytest.Coverage, error)
	Mutate(context.Context) (*qualifytest.Mutation, error)
	Stale(*qualifytest.Coverage, *qualifytest.Mutation) []string
}

// leadSuite reads a rule set with its cases.
func leadSuite(rules string, files []string) (*tested, error) {
	engine, err := loadRules(rules)
	if err != nil {
		return nil, err
	}
	suite := &qualifytest.Suite{Rules: engine.RuleSet()}
	if suite.File, err = readCases(files); err != nil {
		return nil, err
	}
	return &tested{suite, len(suite.Cases), qualifytest.CheckCases(engine, suite.Cases)}, nil
}

// writeReport writes what was found.
func (p *program) writeReport(report *testReport, asJSON bool) (err error) {
	if asJSON {
		err = p.writeJSON(report)
	} else {
		err = report.writeText(p.stdout)
	}
	if err != nil {
		return err
	}
	if report.findings() {
		return errReported
	}
	return nil
}

// readCases puts the files of cases together. Messages call them as the user
// did.
func readCases(names []string) (qualifytest.File, error) {
	all := qualifytest.File{Explained: map[string]string{}}
	var mistakes qualify.Errors
	for _, name := range names {
		data, err := readFile(name, qualifytest.MaxFile)
		if err != nil {
			return all, err
		}
		f, err := qualifytest.Parse(filepath.ToSlash(name), data)
		if err != nil {
			found, _ := errors.AsType[qualify.Errors](err)
			mistakes = append(mistakes, found...)
			continue
		}
		all.Cases = append(all.Cases, f.Cases...)
		for id, why := range f.Explained {
			all.Explained[id] = why
		}
	}
	return all, mistakes.Err()
}

// measure takes the coverage and the mutants.
func (r *testReport) measure(suite suite, cover, mutate bool) (err error) {
	if cover {
		if r.Coverage, err = suite.Cover(); err != nil {
			return err
		}
	}
	if mutate {
		if r.Mutation, err = suite.Mutate(context.Background()); err != nil {
			return err
		}
	}
	if cover && mutate {
		r.Stale = suite.Stale(r.Coverage, r.Mutation)
		r.Missing = qualifytest.Rank(r.Coverage, r.Mutation)
	}
	return nil
}

// proposeTo looks for cases and writes them to a file, never over another. Where
// there are none it writes no file.
func proposeTo(name string, suite *qualifytest.Suite) (*qualifytest.Proposal, error) {
	proposal, err := suite.Propose(context.Background())
	if err != nil || len(proposal.Cases) == 0 {
		return proposal, err
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := errors.Join(e.Encode(proposal.File()), out.Close()); err != nil {
		return nil, err
	}
	return proposal, nil
}

// findings tells whether there is something to do.
func (r *testReport) findings() bool {
	return len(r.Failures) > 0 || len(r.Stale) > 0 ||
		r.Coverage != nil && len(r.Coverage.Open()) > 0 || r.Mutation != nil && len(r.Mutation.Open()) > 0
}

func (r *testReport) writeText(w io.Writer) error {
	if len(r.Failures) > 0 {
		_, err := fmt.Fprintf(w, "%v\n%d of %s not as wanted\n", r.Failures, len(r.Failures), plural(r.Cases, "case"))
		return err
	}
	if _, err := fmt.Fprintf(w, "%s as wanted\n", plural(r.Cases, "case")); err != nil {
		return err
	}
	if r.Coverage != nil {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		if err := r.Coverage.WriteText(w); err != nil {
			return err
		}
	}
	if r.Mutation != nil {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		if err := r.Mutation.WriteText(w); err != nil {
			return err
		}
	}
	if len(r.Missing) > 0 {
		if _, err := fmt.Fprintln(w, "\nmissing, most first"); err != nil {
			return err
		}
	}
	for _, m := range r.Missing {
		if _, err := fmt.Fprintf(w, "  %-30s %s, %s\n", m.Place, plural(m.Mutants, "mutant"), plural(m.Gaps, "gap")); err != nil {
			return err
		}
	}
	if r.Proposal != nil {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		if err := r.Proposal.WriteText(w); err != nil {
			return err
		}
	}
	for _, id := range r.Stale {
		if _, err := fmt.Fprintf(w, "explains nothing: %s\n", id); err != nil {
			return err
		}
	}
	return nil
}
