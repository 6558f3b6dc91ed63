package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/audit"
)

// Counters of the job, which every runner shows.
var (
	decided = beam.NewCounter("leadqual", "decided")
	letters = beam.NewCounter("leadqual", "dead_letters")
)

// Options say what a job reads and writes. Names of files are those of any file
// system that Beam knows and the program imports.
type Options struct {
	Leads  string       // pattern of files with a lead as JSON on each line
	Rules  string       // file of the rule set, or of rules about accounts
	Output string       // folder, empty or yet to be made
	AsOf   time.Time    // instant to decide for, on every worker
	Target audit.Target // what the audit measures by
	// Horizon is within how many days of AsOf, and looked up to when; zero takes
	// outcomes as they stand.
	Horizon audit.Horizon
	// Accounts is a pattern of files with an account as JSON on each line, without its
	// people: these are Leads, each with the account_id. "" decides leads.
	Accounts string
	Files    int   // how many files of decisions, and of dead letters at most
	Split    int64 // how many bytes of a file to read at once; runners split on
}

// Check reads the rule set and says what is wrong before a job is submitted.
func (o *Options) Check(ctx context.Context) (rules string, err error) {
	switch {
	case o.Leads == "":
		return "", errors.New("-leads: want a file of leads or a pattern")
	case o.Rules == "":
		return "", errors.New("-rules: want the file of the rule set")
	case o.Output == "":
		return "", errors.New("-output: want an empty folder to write to")
	case o.Files < 1:
		return "", errors.New("-files: want at least 1")
	case o.Split < 1:
		return "", errors.New("-split: want at least 1 byte")
	case o.Target != audit.TargetWon && o.Target != audit.TargetAccepted:
		return "", fmt.Errorf("-target %q: want won or accepted", o.Target)
	case o.Horizon.Days < 0 || o.Horizon.Days > audit.MaxHorizonDays:
		return "", fmt.Errorf("-horizon %d: want days from 1 to %d", o.Horizon.Days, audit.MaxHorizonDays)
	case o.Horizon.Days > 0 != !o.Horizon.CutOff.IsZero():
		return "", errors.New("-horizon and -cut-off go together")
	}
	o.Output = strings.TrimRight(o.Output, "/")
	// Left-over files with other numbers would be taken for some of this job's.
	there, err := list(ctx, o.Output+"/*")
	if err != nil {
		return "", err
	}
	if len(there) > 0 {
		return "", fmt.Errorf("-output: %s is not empty", o.Output)
	}
	text, err := readFile(ctx, o.Rules)
	if err != nil {
		return "", err
	}
	if o.Accounts != "" {
		_, err = account.CompileJSON(o.Rules, text, nil)
	} else {
		_, err = qualify.CompileJSON(o.Rules, text, nil)
	}
	return string(text), err
}

// Build makes the pipeline. The rule set is data of the pipeline and goes to
// the workers with it.
func (o *Options) Build(s beam.Scope, rules string) {
	if o.Accounts != "" {
		o.buildAccounts(s, rules)
		return
	}
	ruleSet := beam.SideInput{Input: beam.Create(s, rules)}
	records := readLines(s, o.Leads, o.Split)
	decisions, dead := beam.ParDo2(s, &decideFn{AsOf: o.AsOf}, records, ruleSet)

	written := beam.Flatten(s,
		writeLines(s, o.Output+"/decisions", o.Files, beam.ParDo(s, &decisionLineFn{o.Files}, decisions)),
		writeLines(s, o.Output+"/dead-letters", o.Files, beam.ParDo(s, &deadLetterLineFn{o.Files}, dead)))
	beam.ParDo0(s, &writeListFn{o.Output + "/files.json"}, beam.Impulse(s), beam.SideInput{Input: written})

	empty := auditFn{Target: o.Target, Horizon: o.Horizon}
	if engine, err := qualify.CompileJSON(o.Rules, []byte(rules), nil); err == nil { // else every worker says so
		empty.Scale = audit.ScaleOf(engine.RuleSet())
	}
	merged := beam.Combine(s, &empty, decisions)
	beam.ParDo0(s, &writeAuditFn{Output: o.Output, Empty: empty}, beam.Impulse(s), beam.SideInput{Input: merged}, ruleSet)
}

func list(ctx context.Context, glob string) ([]string, error) {
	fs, err := filesystem.New(ctx, glob)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	return fs.List(ctx, glob)
}

func readFile(ctx context.Context, name string) ([]byte, error) {
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	in, err := fs.OpenRead(ctx, name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}
