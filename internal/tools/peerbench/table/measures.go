package main

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// measures are the values of all runs, by benchmark without "Benchmark" and
// the number of processors, then by unit.
type measures map[string]map[string][]float64

var processors = regexp.MustCompile(`-\d+$`)

// read adds what go test printed. Output of a run that failed is an error, as
// its benchmarks are not all there.
func (m measures) read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		line := lines.Text()
		if strings.HasPrefix(strings.TrimSpace(line), "--- FAIL") || strings.HasPrefix(line, "FAIL") || strings.HasPrefix(line, "panic:") {
			return fmt.Errorf("line %d: the benchmarks failed: %s", number, line)
		}
		fields := strings.Fields(line)
		if len(fields) < 4 || len(fields)%2 != 0 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := processors.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
		for i := 2; i < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("line %d: %q is no number", number, fields[i])
			}
			if m[name] == nil {
				m[name] = map[string][]float64{}
			}
			m[name][fields[i+1]] = append(m[name][fields[i+1]], v)
		}
	}
	return lines.Err()
}

// median is that of a benchmark's runs. ok is false where there are none.
func (m measures) median(name, unit string) (v float64, ok bool) {
	values := slices.Sorted(slices.Values(m[name][unit]))
	n := len(values)
	if n == 0 {
		return 0, false
	}
	return (values[(n-1)/2] + values[n/2]) / 2, true
}

// runs is the least number of times that a benchmark was run.
func (m measures) runs() int {
	least := 0
	for _, units := range m {
		for _, values := range units {
			if least == 0 || len(values) < least {
				least = len(values)
			}
		}
	}
	return least
}
