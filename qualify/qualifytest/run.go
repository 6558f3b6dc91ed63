package qualifytest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

// UpdateVariable is the environment variable that makes Run write what it
// finds: with any value but "" it puts the decisions' values where a case
// wanted others. It is a variable and no flag, so that packages without cases
// do not refuse it.
const UpdateVariable = "LEADQUAL_UPDATE"

// A runner is what Run needs of a *testing.T. With it a program that reads cases and
// is no test, such as an editor, links no package testing.
type runner[T any] interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Run(name string, f func(T)) bool
}

// Run decides each case of the files that match the patterns, as Load reads
// them, in a subtest of its own, named by the case; t is a *testing.T. A subtest
// fails with each difference and the decision put into words.
//
// If UpdateVariable is set, Run first updates the files, as Update does.
func Run[T runner[T]](t T, engine *qualify.Engine, fsys fs.FS, patterns ...string) {
	t.Helper()
	if os.Getenv(UpdateVariable) != "" {
		dir, ok := fsys.(WriteFS)
		if !ok {
			t.Fatalf("%s is set, but %T cannot be written; use qualifytest.Dir", UpdateVariable, fsys)
		}
		if err := Update(engine, dir, patterns...); err != nil {
			t.Fatal(err)
		}
	}
	f, err := Load(fsys, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	comparer := newComparer(engine)
	for i := range f.Cases {
		c := &f.Cases[i]
		t.Run(c.Name, func(t T) {
			if failure := c.check(comparer); failure != nil {
				t.Errorf("%v\nthe decision:\n%s", failure, indent(c.explain(engine)))
			}
		})
	}
}

// Check decides each case of the files that match the patterns, as Load reads
// them. The error, if there is one, is a Failures with every case that is not
// as wanted, or about the files: a qualify.Errors where they have mistakes.
func Check(engine *qualify.Engine, fsys fs.FS, patterns ...string) error {
	f, err := Load(fsys, patterns...)
	if err != nil {
		return err
	}
	return CheckCases(engine, f.Cases)
}

// CheckCases decides cases. The error, if there is one, is a Failures with
// every case that is not as wanted.
func CheckCases(engine *qualify.Engine, cases []Case) error {
	var failures Failures
	comparer := newComparer(engine)
	for i := range cases {
		if failure := cases[i].check(comparer); failure != nil {
			failures = append(failures, *failure)
		}
	}
	if len(failures) == 0 {
		return nil
	}
	return failures
}

// A Failure is a case whose decision is not as wanted.
type Failure struct {
	Case string `json:"case"` // its name
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Differences are where the decision differs; nil where Message says what
	// else is wrong.
	Differences []Difference `json:"differences,omitempty"`
	Message     string       `json:"message,omitempty"`
}

// Error is the case with its place, and a line for each difference.
func (f *Failure) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "%s:%d: ", f.File, f.Line)
	}
	b.WriteString(f.Case)
	if f.Message != "" {
		b.WriteString(": " + f.Message)
	}
	for _, d := range f.Differences {
		b.WriteString("\n    " + d.String())
	}
	return b.String()
}

// Failures are all the cases that are not as wanted, in their order.
type Failures []Failure

// Error is every failure, one after the other.
func (fs Failures) Error() string {
	lines := make([]string, len(fs))
	for i := range fs {
		lines[i] = fs[i].Error()
	}
	return strings.Join(lines, "\n")
}

var errWantsNothing = errors.New("it wants nothing, so that it checks nothing")

// check decides a case; nil is as wanted.
func (c *Case) check(with *comparer) *Failure {
	failure := &Failure{Case: c.Name, File: c.File, Line: c.Line}
	if wantsNothing(c.Want) {
		failure.Message = errWantsNothing.Error()
		return failure
	}
	d := with.engine.Decide(&c.Lead, c.AsOf)
	want, err := with.parse(c.Want)
	if err == nil {
		failure.Differences, err = want.compare(&d)
	}
	if err != nil {
		failure.Message = err.Error()
	}
	if failure.Message == "" && failure.Differences == nil {
		return nil
	}
	return failure
}

// explain puts the decision of a case into words.
func (c *Case) explain(engine *qualify.Engine) string {
	d := engine.Decide(&c.Lead, c.AsOf)
	return explain.New(engine).Explain(&d, &explain.Options{Full: true, Name: c.Lead.Person.Name, Values: c.Lead.Values()})
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ")
}
