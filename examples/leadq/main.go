// Leadq decides leads by a rule set, from the command line.
//
//	leadq decide -rules rules.json -map map.json leads.csv
//	leadq decide -rules rules.json -map map.json leads.csv -join visits.map.json=visits.csv
//	leadq check -rules rules.json
//
// main.go finds the command. rules.go and leads.go read what most commands need;
// each command has a file of its own, and table.go, summary.go and progress.go
// write for people. What reads outcomes of leads goes by history.go.
//
// It is an example of how a program uses the library, and useful as it is:
// "leadq help" lists the commands, "leadq COMMAND -h" explains one.
package main

import (
	"encoding/json"
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
	// run does it. A misuse is a mistake in the call; errReported says that what
	// is wrong was written to standard error, or is what the command found.
	run func(p *program, c *command, args []string) error
}

func commands() []*command {
	return []*command{decideCommand(), checkCommand(), mapCommand(), profileCommand(), explainCommand(), askCommand(), planCommand(), towardCommand(), agreementCommand(), testCommand(), lintCommand(), diffCommand(), auditCommand(), suggestCommand(), trialCommand(), accountsCommand(), priorsCommand()}
}

// run is the whole program but for the process around it.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{stdin, stdout, stderr}
	all := commands()
	if len(args) == 0 {
		overview(stderr, all)
		return exitUsage
	}
	name, args := args[0], args[1:]
	switch name {
	case "help", "-h", "-help", "--help":
		if len(args) == 0 {
			overview(stdout, all)
			return exitOK
		}
		name, args = args[0], []string{"-h"}
	}
	i := slices.IndexFunc(all, func(c *command) bool { return c.name == name })
	if i < 0 {
		fmt.Fprintf(stderr, "leadq: there is no command %q; leadq help lists them\n", name)
		return exitUsage
	}
	return p.status(all[i], all[i].run(p, all[i], args))
}

func overview(w io.Writer, all []*command) {
	fmt.Fprint(w, "leadq decides leads by a rule set.\n\nUsage:\n\n")
	for _, c := range all {
		fmt.Fprintf(w, "\tleadq %-9s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nRun leadq COMMAND -h for help with a command.\n")
}

// flags makes the command's flag set, which prints nothing by itself.
func (c *command) flags() *flag.FlagSet {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads the flags, wherever they stand among the arguments, and returns
// the arguments. Asked for help, it writes that and returns flag.ErrHelp.
func (c *command) parse(p *program, fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		err := fs.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			c.usage(p.stdout, fs)
			return nil, err
		}
		if err != nil {
			return nil, misusef("%v", err)
		}
		left := fs.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if i := len(args) - len(left); i > 0 && args[i-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// misuse is a mistake in how a command was called.
type misuse string

func (m misuse) Error() string { return string(m) }

func misusef(format string, args ...any) error { return misuse(fmt.Sprintf(format, args...)) }

var (
	errNoRules  = misuse("name the rule set: -rules R.json")
	errReported = errors.New("reported")
)

// status is the exit status after a command has run. What kept it from going on
// is reported; mistakes of rule sets and maps begin with their own place.
func (p *program) status(c *command, err error) int {
	if use := misuse(""); errors.As(err, &use) {
		fmt.Fprintf(p.stderr, "leadq %s: %v\n\nUsage: leadq %s %s\nRun leadq %s -h for help.\n", c.name, use, c.name, c.args, c.name)
		return exitUsage
	}
	switch mistakes := (qualify.Errors)(nil); {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errReported):
	case errors.As(err, &mistakes):
		fmt.Fprintln(p.stderr, err)
	default:
		fmt.Fprintf(p.stderr, "leadq: %v\n", err)
	}
	return exitBad
}

func (c *command) usage(w io.Writer, fs *flag.FlagSet) {
	fmt.Fprintf(w, "Usage: leadq %s %s\n\n%s\n\n", c.name, c.args, strings.TrimSpace(c.details))
	fs.SetOutput(w)
	fs.PrintDefaults()
}

// writeJSON writes a value for programs and people.
func (p *program) writeJSON(v any) error { return writeJSON(p.stdout, v) }

func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}
