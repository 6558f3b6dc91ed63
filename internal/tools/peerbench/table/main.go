// Command table turns the output of this module's benchmarks into the table of
// ratios that the README shows. It reads the files that are named, or else the
// standard input:
//
//	go test -run '^$' -bench . -benchmem -count 10 -timeout 1h . > bench.txt
//	go run ./table < bench.txt
//
// Each figure is made of medians over the runs. What the input lacks is shown
// as not measured.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

func run(files []string, stdin io.Reader, out io.Writer) error {
	m := measures{}
	if len(files) == 0 {
		if err := m.read(stdin); err != nil {
			return err
		}
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = m.read(f)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(m) == 0 {
		return errors.New("no benchmark in the input: it must be what go test -bench . -benchmem prints")
	}
	_, err := io.WriteString(out, m.table())
	return err
}
