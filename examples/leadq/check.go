package main

import (
	"fmt"
	"strings"
)

func checkCommand() *command {
	return &command{
		name:    "check",
		args:    "-rules R.json|FOLDER ...",
		summary: "report every mistake of rule sets",
		details: `
Check reads rule sets and rules about accounts, of a folder all that are in it,
and prints every mistake in them: the place in the file, what to change, and a
caret under the spot in the expression. It prints nothing else. The exit status
is 1 if there is a mistake, or a file cannot be read.`,
		run: check,
	}
}

func check(p *program, c *command, args []string) error {
	fs := c.flags()
	var files texts
	fs.Var(&files, "rules", "rule set to check, a `file` or a folder of them; more files may follow, with or without the flag")
	rest, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	files = append(files, rest...)
	if len(files) == 0 {
		return errNoRules
	}
	for _, name := range files {
		for _, found := range mistakesOf(name) {
			fmt.Fprintln(p.stdout, found)
			err = errReported
		}
	}
	return err
}

// mistakesOf are the mistakes of a rule set, or of all of a folder.
func mistakesOf(name string) []error {
	var err error
	switch {
	case isFolder(name):
		loaded, err := loadFolder(name)
		if err != nil {
			return []error{err}
		}
		var found []error
		for _, rs := range loaded {
			if rs.err != nil {
				found = append(found, rs.err)
			}
		}
		return found
	case aboutAccounts(name):
		_, err = loadAccountRules(name)
	default:
		_, err = loadRules(name)
	}
	if err != nil {
		return []error{err}
	}
	return nil
}

// texts are the values of a flag that may be given more than once.
type texts []string

func (t *texts) String() string { return strings.Join(*t, " ") }

func (t *texts) Set(s string) error {
	*t = append(*t, s)
	return nil
}
