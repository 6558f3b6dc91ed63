package main

import (
	"bytes"
	"context"
	"os"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

func profileCommand() *command {
	return &command{
		name: "profile", args: "[-rules rules.json] [-map map.json] [-json] [-html page.html] FILES",
		summary: "say what the data in files of leads is worth",
		details: "Says what stands in each column, what is wrong with it and what mends it, which\nleads come twice, and, with -rules, which texts rules look for and leads have\notherwise, and which missing facts to collect or buy first. Values that may be\nabout a person are shown by their shape. FILES are CSV or JSON, - for standard\ninput, with or without a map. The exit status is 1 only if a file cannot be read.",
		run:     runProfile,
	}
}

func runProfile(p *program, c *command, args []string) error {
	fs := c.flags()
	var l leadFlags
	fs.StringVar(&l.rules, "rules", "", "rule set that the data is for, a `file`")
	l.add(fs)
	asJSON := fs.Bool("json", false, "write JSON")
	page := fs.String("html", "", "also write the report as a page to this `file`")
	files, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return misuse("name the files of leads, or - for standard input")
	}
	asOf, form, err := l.check(files[:1])
	if err != nil {
		return err
	}
	var engine *qualify.Engine
	var facts map[string]qualify.Fact
	if l.rules != "" {
		if engine, err = loadRules(l.rules); err != nil {
			return err
		}
		if facts = engine.RuleSet().Facts; facts == nil {
			facts = map[string]qualify.Fact{}
		}
	}
	all := profile.New(engine, profile.Options{AsOf: asOf})
	l.profile = all
	for _, file := range files {
		if err := l.readProfile(p, file, form, facts, asOf); err != nil {
			return err
		}
	}
	report := all.Report()
	if *page != "" {
		var b bytes.Buffer
		if err := report.WriteHTML(&b); err != nil {
			return err
		}
		if err := os.WriteFile(*page, b.Bytes(), 0o666); err != nil {
			return err
		}
	}
	if *asJSON {
		return p.writeJSON(report)
	}
	return report.WriteText(p.stdout)
}

// readProfile reads a file, and what is joined with it.
func (l *leadFlags) readProfile(p *program, file string, form leadfile.Input, facts map[string]qualify.Fact, asOf time.Time) error {
	in, err := l.open(p, file, form, facts, asOf)
	if err != nil {
		return err
	}
	defer in.close()
	return l.profile.Read(context.Background(), in.name, in.LeadSource)
}
