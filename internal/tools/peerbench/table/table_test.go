package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const input = `goos: linux
goarch: amd64
pkg: github.com/leadqual/leadqual/internal/tools/peerbench
BenchmarkLead/rules=40/leadqual-2         	   65200	      1300 ns/op	       0 B/op	       0 allocs/op
BenchmarkLead/rules=40/leadqual-2         	   65200	      9000 ns/op	       0 B/op	       0 allocs/op
BenchmarkLead/rules=40/leadqual-2         	   65200	      1200 ns/op	       0 B/op	       0 allocs/op
BenchmarkLead/rules=40/hand               	  189673	      1100 ns/op	       0 B/op	       0 allocs/op
BenchmarkLead/rules=40/hand               	  189673	       900.5 ns/op	       0 B/op	       0 allocs/op
BenchmarkLead/rules=40/expr-2             	   10000	     39000 ns/op	    3978 B/op	     268 allocs/op
BenchmarkLead/rules=400/leadqual-2        	   50860	      2000 ns/op	       0 B/op	       0 allocs/op
BenchmarkLead/rules=4000/leadqual-2       	   50860	     13000 ns/op	       7 B/op	       1 allocs/op
BenchmarkCores/cores=1/leadqual-2         	       3	  80000000 ns/op	    138406 leads/s	    2002 B/op	      11 allocs/op
BenchmarkCores/cores=2/leadqual-2         	       3	  42105263 ns/op	    119024 leads/s	    3994 B/op	      21 allocs/op
BenchmarkCores/cores=1/hand-2             	       9	  20000000 ns/op	    435157 leads/s	      96 B/op	       4 allocs/op
BenchmarkCores/cores=2/hand-2             	      13	  10000000 ns/op	    388287 leads/s	     212 B/op	       7 allocs/op
PASS
ok  	github.com/leadqual/leadqual/internal/tools/peerbench	33.882s
`

// 1,300 is the median of three, 1,000.25 that of two.
const output = "Medians of 1.\n\n" +
	"| what | result | held to |\n|---|---|---|\n" +
	"| `Decider.Decide`, 40 rules, against `hand` | 1.30 x | 1.5 x |\n" +
	"| 400 rules, against `hand` | not measured | 1.0 x |\n" +
	"| 4,000 rules, against `hand` | not measured | 1.0 x |\n" +
	"| 4,000 rules, against 40 rules | 10.00 x | 15 x |\n" +
	"| 40 rules, against `handbits` | not measured | reported |\n" +
	"| 400 rules, against `handbits` | not measured | reported |\n" +
	"| 4,000 rules, against `handbits` | not measured | reported |\n" +
	"| 40 rules, against expr on the same texts | 1/30.0 | 1/25 |\n" +
	"| 40 rules, against cel | not measured | reported |\n" +
	"| 40 rules, against govaluate | not measured | reported |\n" +
	"| 10,000 activities, against `hand` | not measured | 1.3 x |\n" +
	"| 30 % of the facts unknown, against none | not measured | reported |\n" +
	"| 90 % of the facts unknown, against none | not measured | reported |\n" +
	"| compiling 4,000 rules, against `expr.Compile` of each | not measured | 2 x |\n" +
	"| allocations, 40, 400 and 4,000 rules | 0, 0, 1 | 0, 0, 0 |\n" +
	"| gain from the second core, against the gain of `hand` | 95 % (1.90 x, 2.00 x) | at least 95 % |\n"

func TestTable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bench.txt")
	if err := os.WriteFile(file, []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string][]string{"stdin": nil, "file": {file}} {
		var out strings.Builder
		if err := run(files, strings.NewReader(input), &out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if out.String() != output {
			t.Errorf("%s: got\n%s\nwant\n%s", name, out.String(), output)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, x := range []struct{ name, input, want string }{
		{"nothing", "PASS\n", "no benchmark in the input"},
		{"failed", input + "--- FAIL: BenchmarkLead/rules=40/expr\n", "line 18: the benchmarks failed"},
		{"failed below", "    --- FAIL: BenchmarkLead/rules=40/expr\n" + input, "line 1: the benchmarks failed"},
		{"no number", "BenchmarkLead/rules=40/hand 10 fast ns/op\n", `line 1: "fast" is no number`},
	} {
		var out strings.Builder
		err := run(nil, strings.NewReader(x.input), &out)
		if err == nil || !strings.Contains(err.Error(), x.want) || out.Len() > 0 {
			t.Errorf("%s: %v, %q, want %q", x.name, err, out.String(), x.want)
		}
	}
	if err := run([]string{filepath.Join(t.TempDir(), "absent.txt")}, nil, &strings.Builder{}); err == nil {
		t.Error("an absent file is no error")
	}
}

// Every row is measured by the benchmarks that there are. Each of them runs
// once.
func TestEveryRowIsMeasured(t *testing.T) {
	benchmarks := exec.CommandContext(t.Context(), "go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-benchtime", "1x", "..")
	benchmarks.Stderr = t.Output()
	measured, err := benchmarks.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, measured)
	}
	var out strings.Builder
	if err := run(nil, bytes.NewReader(measured), &out); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), notMeasured) {
		t.Error(out.String())
	}
}
