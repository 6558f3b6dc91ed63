// Mutate checks tests: it makes many copies of a package with one small fault
// each, and every one must fail the package's tests.
//
//	go run ./internal/tools/mutate [flags] packages
//
// Faults are a comparison or a connective turned round or off by one, an
// operator swapped, a number plus one, a condition negated, min for max, and a
// statement left out. A fault that does not compile counts as none. The tree is
// not changed: the go command reads the faulty file through an overlay.
//
// What survives is printed and makes the exit status 1, unless it is listed,
// with a reason, in explained.txt beside this file. An entry there that is not
// needed is an error as well.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

func main() {
	procs := flag.Int("procs", 2, "number of tests at a time")
	timeout := flag.Duration("timeout", 30*time.Second, "of one test; a fault that loops is found by it")
	list := flag.String("explained", "internal/tools/mutate/explained.txt", "file of survivors with reasons")
	verbose := flag.Bool("v", false, "print every mutant")
	flag.Parse()
	text, err := os.ReadFile(*list)
	if err != nil {
		fatal(err)
	}
	known, err := explanations(string(text))
	if err != nil {
		fatal(fmt.Errorf("%s: %w", *list, err))
	}
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		fatal(err)
	}
	failed := false
	for _, pattern := range flag.Args() {
		start := time.Now()
		r, err := run(pattern, dir, *procs, *timeout, *verbose)
		if err != nil {
			os.RemoveAll(dir)
			fatal(err)
		}
		explained := known.without(r)
		fmt.Printf("%s: %d mutants, %d killed, %d survived and explained, %d unexplained, %d do not compile, %.0fs\n",
			r.path, r.killed+explained+len(r.survivors), r.killed, explained, len(r.survivors), r.invalid, time.Since(start).Seconds())
		for _, m := range r.survivors {
			fmt.Printf("\tsurvived: %s (line %d)\n", m.name(), m.line)
		}
		for _, name := range known.left(r.path) {
			fmt.Printf("\texplained, but did not survive: %s\n", name)
			failed = true
		}
		failed = failed || len(r.survivors) > 0
	}
	os.RemoveAll(dir)
	if failed {
		os.Exit(1)
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "mutate:", err)
	os.Exit(2)
}

// result is what became of a package's mutants.
type result struct {
	path            string
	survivors       []mutant
	killed, invalid int
}

// run tests all mutants of a package.
func run(pattern, dir string, procs int, timeout time.Duration, verbose bool) (*result, error) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles", pattern).Output()
	if err != nil {
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			err = errors.New(string(exit.Stderr))
		}
		return nil, fmt.Errorf("go list %s: %w", pattern, err)
	}
	var pkg struct {
		ImportPath, Dir string
		GoFiles         []string
	}
	if err := json.Unmarshal(out, &pkg); err != nil {
		return nil, fmt.Errorf("go list %s, which must be one package: %w", pattern, err)
	}
	r := &result{path: pkg.ImportPath}
	var all []mutant
	for _, file := range pkg.GoFiles {
		src, err := os.ReadFile(filepath.Join(pkg.Dir, file))
		if err != nil {
			return nil, err
		}
		more, err := mutants(file, src)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	// Without a fault the tests must pass, or all would count as killed.
	if o, text := test(mutant{}, pkg.Dir, "", timeout); o != survived {
		return nil, fmt.Errorf("%s fails as it is:\n%s", pattern, text)
	}
	outcomes := make([]outcome, len(all))
	next := make(chan int)
	var wg sync.WaitGroup
	for w := range procs {
		wg.Go(func() {
			scratch := filepath.Join(dir, fmt.Sprint("worker", w))
			for i := range next {
				outcomes[i], _ = test(all[i], pkg.Dir, scratch, timeout)
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	for i, o := range outcomes {
		if verbose {
			fmt.Printf("%s:%d %s: %s\n", all[i].file, all[i].line, all[i].what, o)
		}
		switch o {
		case killed:
			r.killed++
		case invalid:
			r.invalid++
		default:
			r.survivors = append(r.survivors, all[i])
		}
	}
	return r, nil
}

type outcome string

const (
	survived outcome = "survived"
	killed   outcome = "killed"
	invalid  outcome = "does not compile"
)

// test runs the tests of the package in dir with a mutant in place, without
// one if scratch is "".
func test(m mutant, dir, scratch string, timeout time.Duration) (outcome, string) {
	args := []string{"test", "-short", "-count=1", "-failfast", "-vet=off", "-timeout=" + timeout.String()}
	if scratch != "" {
		overlay, err := place(m, dir, scratch)
		if err != nil {
			return survived, err.Error()
		}
		args = append(args, "-overlay="+overlay)
	}
	// The margin is for the compiler; the test has its own timeout.
	ctx, cancel := context.WithTimeout(context.Background(), timeout+5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", append(args, ".")...)
	cmd.Dir = dir
	text, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return survived, string(text)
	case bytes.Contains(text, []byte("[build failed]")) || bytes.Contains(text, []byte("[setup failed]")):
		return invalid, string(text)
	case bytes.Contains(text, []byte("FAIL")):
		return killed, string(text)
	}
	return survived, string(text) // the go command itself failed: not proven
}

// place writes a mutant and the overlay that names it.
func place(m mutant, dir, scratch string) (string, error) {
	if err := os.MkdirAll(scratch, 0o755); err != nil {
		return "", err
	}
	file, overlay := filepath.Join(scratch, "mutant.go"), filepath.Join(scratch, "overlay.json")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(dir, m.file): file}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(file, m.text, 0o644); err != nil {
		return "", err
	}
	return overlay, os.WriteFile(overlay, text, 0o644)
}

// explained holds for each survivor's name whether it has been met.
type explained map[string]bool

// explanations reads lines of the form "package/file.go function: old -> new  //
// reason". Empty lines and those that begin with # are ignored.
func explanations(text string) (explained, error) {
	known := explained{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, reason, ok := strings.Cut(line, "  // ")
		if !ok || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("line %d gives no reason", i+1)
		}
		known[strings.TrimSpace(name)] = false
	}
	return known, nil
}

// without takes the explained ones out of a result's survivors and returns how
// many they are.
func (e explained) without(r *result) int {
	var rest []mutant
	for _, m := range r.survivors {
		name := r.path + "/" + m.name()
		if _, ok := e[name]; ok {
			e[name] = true
		} else {
			rest = append(rest, m)
		}
	}
	n := len(r.survivors) - len(rest)
	r.survivors = rest
	return n
}

// left returns the entries of a package that no survivor needed.
func (e explained) left(path string) []string {
	var out []string
	for name, met := range e {
		file, _, _ := strings.Cut(name, " ")
		if !met && file[:max(0, strings.LastIndex(file, "/"))] == path {
			out = append(out, name)
		}
	}
	return out
}
