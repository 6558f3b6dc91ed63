package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify/lint"
)

func lintCommand() *command {
	return &command{
		name:    "lint",
		args:    "-rules R.json|FOLDER [-least warning] [-explained E.json] [-proofs] [-json]",
		summary: "find probable mistakes in a valid rule set",
		details: `
Lint reads a rule set or rules about accounts, or each of a folder, and prints what
is valid in it but probably wrong: conditions that nobody can meet, thresholds that
nobody can reach, rules that others hide, words that match too much. Each finding has its place, in
the file that says it where a rule set extends others, what to change, and a code.

A finding that is intended can be explained: -explained names a file
[{"code": "...", "path": "...", "why": "..."}], and what it lists is left out. An
explanation that matches no finding is reported.

The exit status is 1 if there is a finding, or the rule set has mistakes.`,
		run: runLint,
	}
}

func runLint(p *program, c *command, args []string) error {
	fs := c.flags()
	rules := fs.String("rules", "", "rule set, a `file` or a folder of them; required")
	least := fs.String("least", "info", "least `severity` to print: info, warning or error")
	explained := fs.String("explained", "", "`file` of explanations")
	proofs := fs.Bool("proofs", false, "print why each finding holds, and the lead that shows it")
	asJSON := fs.Bool("json", false, "print findings as JSON")
	rest, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	switch {
	case *rules == "":
		return errNoRules
	case len(rest) > 0:
		return misusef("what is %q for?", rest[0])
	case *least != string(lint.Info) && *least != string(lint.Warning) && *least != string(lint.Error):
		return misusef("-least %q: want info, warning or error", *least)
	}
	findings, wrong := lintAll(*rules)
	if findings == nil && wrong != nil {
		return wrong
	}
	var stale []lint.Explanation
	if *explained != "" {
		why, err := readExplanations(*explained)
		if err != nil {
			return err
		}
		findings, stale = lint.Explain(findings, why)
	}
	left := []lint.Finding{}
	for _, f := range findings {
		if f.Severity.AtLeast(lint.Severity(*least)) {
			left = append(left, f)
		}
	}
	if err := printFindings(p.stdout, left, *asJSON, *proofs); err != nil {
		return err
	}
	for _, e := range stale {
		fmt.Fprintf(p.stderr, "leadq: %s: %s at %q matches no finding, or has no \"why\": remove it or complete it\n", *explained, e.Code, e.Path)
	}
	switch {
	case wrong != nil:
		return wrong
	case len(left)+len(stale) > 0:
		return errReported
	}
	return nil
}

// lintAll checks a rule set, or each of a folder. Those that have mistakes are
// in the error, and do not keep the others from being checked.
func lintAll(name string) ([]lint.Finding, error) {
	if !isFolder(name) {
		return lintOne(name)
	}
	loaded, err := loadFolder(name)
	if err != nil {
		return nil, err
	}
	findings, seen := []lint.Finding{}, map[lint.Finding]bool{}
	var wrong []error
	for _, rs := range loaded {
		found, err := []lint.Finding(nil), rs.err
		if err == nil {
			found, err = lintOne(rs.file)
		}
		if err != nil {
			wrong = append(wrong, err)
		}
		for _, f := range found { // what a base says is found once
			key := lint.Finding{Code: f.Code, Message: f.Message, File: f.File, Line: f.Line, Column: f.Column}
			if !seen[key] {
				seen[key] = true
				findings = append(findings, f)
			}
		}
	}
	return findings, errors.Join(wrong...)
}

// lintOne checks a rule set, or rules about accounts.
func lintOne(name string) ([]lint.Finding, error) {
	if aboutAccounts(name) {
		return checkAccounts(name)
	}
	return checkRules(name)
}

// readExplanations reads a file of explanations, strictly.
func readExplanations(name string) ([]lint.Explanation, error) {
	data, err := readFile(name, 1<<20)
	if err != nil {
		return nil, err
	}
	var list []lint.Explanation
	if _, problems := strictjson.Decode(data, &list, strictjson.Limits{}); len(problems) > 0 {
		line, column := strictjson.Position(data, problems[0].Offset)
		return nil, fmt.Errorf("%s:%d:%d: %s", name, line, column, problems[0].Message)
	}
	return list, nil
}

func printFindings(w io.Writer, list []lint.Finding, asJSON, proofs bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	for _, f := range list {
		text := f.String() + "\n"
		if f.Text != "" {
			text += "    " + f.Text + "\n"
		}
		if proofs && f.Proof != "" {
			text += "    because " + f.Proof + "\n"
		}
		if proofs && f.Witness != nil {
			lead, err := json.Marshal(f.Witness.Lead)
			if err != nil {
				return err
			}
			text += fmt.Sprintf("    %s: %s\n", f.Witness.Shows, lead)
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}
