package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

func lintCommand() *command {
	return &command{
		name:    "lint",
		args:    "-rules R.json [-least warning] [-explained E.json] [-proofs] [-json]",
		summary: "find probable mistakes in a valid rule set",
		details: `
Lint reads a rule set and prints what is valid in it but probably wrong: conditions that nobody can meet, thresholds that nobody can reach, rules
that others hide, words that match too much. Each finding has its place, what to
change, and a code.

A finding that is intended can be explained: -explained names a file
[{"code": "...", "path": "...", "why": "..."}], and what it lists is left out. An
explanation that matches no finding is reported.

The exit status is 1 if there is a finding, or the rule set has mistakes.`,
		run: runLint,
	}
}

func runLint(p *program, c *command, args []string) error {
	fs := c.flags()
	rules := fs.String("rules", "", "rule set, a `file`; required")
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
	data, err := readFile(*rules, qualify.DefaultOptions().MaxBytes)
	if err != nil {
		return err
	}
	findings, err := lint.CheckFile(context.Background(), filepath.ToSlash(*rules), data, nil)
	if err != nil {
		return err
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
	if len(left)+len(stale) > 0 {
		return errReported
	}
	return nil
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
