// Leadq decides leads by a rule set, from the command line.
//
//	leadq decide -rules rules.json -map map.json leads.csv
//	leadq check -rules rules.json
//
// It is an example of how a program uses the library, and useful as it is:
// "leadq help" lists the commands, "leadq COMMAND -h" explains one.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	_ "time/tzdata" // so that a map's time zones mean the same on every machine

	"github.com/leadqual/leadqual/qualify"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	exitOK    = 0
	exitBad   = 1 // something in the input is wrong; it was reported
	exitUsage = 2
)

// program is where a command reads and writes.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
}

// command is one of the program's. Each has a file of its own.
type command struct {
	name    string
	args    string // as the usage text shows them
	summary string // one line
	details string // what else there is to know
	run     func(p *program, c *command, args []string) int
}

func commands() []*command {
	return []*command{decideCommand(), checkCommand(), explainCommand(), askCommand(), towardCommand(), agreementCommand(), testCommand(), lintCommand(), diffCommand(), auditCommand(), suggestCommand(), priorsCommand()}
}

// run is the whole program but for the process around it.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{stdin, stdout, stderr}
	all := commands()
	if len(args) == 0 {
		overview(stderr, all)
		return exitUsage
	}
	find := func(name string) *command {
		i := slices.IndexFunc(all, func(c *command) bool { return c.name == name })
		if i < 0 {
			return nil
		}
		return all[i]
	}
	switch name := args[0]; name {
	case "help", "-h", "-help", "--help":
		if len(args) == 1 {
			overview(stdout, all)
			return exitOK
		}
		if c := find(args[1]); c != nil {
			return c.run(p, c, []string{"-h"})
		}
		fmt.Fprintf(stderr, "leadq: there is no command %q; leadq help lists them\n", args[1])
		return exitUsage
	default:
		c := find(name)
		if c == nil {
			fmt.Fprintf(stderr, "leadq: there is no command %q; leadq help lists them\n", name)
			return exitUsage
		}
		return c.run(p, c, args[1:])
	}
}

func overview(w io.Writer, all []*command) {
	fmt.Fprint(w, "leadq decides leads by a rule set.\n\nUsage:\n\n")
	for _, c := range all {
		fmt.Fprintf(w, "\tleadq %-9s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nleadq COMMAND -h explains a command.\n")
}

// flags makes the command's flag set, which prints nothing by itself.
func (c *command) flags() *flag.FlagSet {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads the flags, wherever they stand among the arguments. Where there
// is nothing more to do, ok is false and status the exit status.
func (c *command) parse(p *program, fs *flag.FlagSet, args []string) (rest []string, status int, ok bool) {
	for {
		err := fs.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			c.usage(p.stdout, fs)
			return nil, exitOK, false
		}
		if err != nil {
			return nil, c.misused(p, "%v", err), false
		}
		left := fs.Args()
		if len(left) == 0 {
			return rest, exitOK, true
		}
		if i := len(args) - len(left); i > 0 && args[i-1] == "--" {
			return append(rest, left...), exitOK, true
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// misused reports a mistake in how the command was called.
func (c *command) misused(p *program, format string, args ...any) int {
	fmt.Fprintf(p.stderr, "leadq %s: %s\n\nUsage: leadq %s %s\nleadq %s -h explains it.\n", c.name, fmt.Sprintf(format, args...), c.name, c.args, c.name)
	return exitUsage
}

// failed reports what keeps a command from going on. Mistakes of rule sets and
// maps begin with their own place.
func (p *program) failed(err error) int {
	if mistakes := (qualify.Errors)(nil); errors.As(err, &mistakes) {
		fmt.Fprintln(p.stderr, err)
	} else {
		fmt.Fprintf(p.stderr, "leadq: %v\n", err)
	}
	return exitBad
}

func (c *command) usage(w io.Writer, fs *flag.FlagSet) {
	fmt.Fprintf(w, "Usage: leadq %s %s\n\n%s\n\n", c.name, c.args, strings.TrimSpace(c.details))
	fs.SetOutput(w)
	fs.PrintDefaults()
}
