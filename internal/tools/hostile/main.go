package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	name := flag.String("case", "", "run one `input` in this process")
	flag.Parse()
	if *name != "" {
		os.Exit(runHere(*name))
	}
	dir, err := os.MkdirTemp("", "hostile")
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
	status := printTable(dir)
	os.RemoveAll(dir)
	os.Exit(status)
}

// leadqVariable names the environment variable with the program for the inputs
// that go through leadq.
const leadqVariable = "HOSTILE_LEADQ"

// buildLeadq builds leadq in a directory and tells the inputs where it is.
func buildLeadq(dir string) error {
	program := dir + "/leadq"
	out, err := exec.Command("go", "build", "-o", program, "github.com/leadqual/leadqual/examples/leadq").CombinedOutput()
	if err != nil {
		return fmt.Errorf("building leadq: %w\n%s", err, out)
	}
	return os.Setenv(leadqVariable, program)
}

// runHere is the process of one input: it prints what comes back and how long
// it took, without the making of the input.
func runHere(name string) int {
	for _, c := range all() {
		if c.name != name {
			continue
		}
		run := c.prepare()
		start := time.Now()
		back := run()
		fmt.Printf("%d %s", time.Since(start).Milliseconds(), back)
		return 0
	}
	fmt.Fprintln(os.Stderr, "hostile: no such input")
	return 1
}

var peakLine = regexp.MustCompile(`Maximum resident set size \(kbytes\): (\d+)`)

// printTable runs every input and prints its row.
func printTable(dir string) int {
	self, err := os.Executable()
	if err == nil {
		err = buildLeadq(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		return 1
	}
	status := 0
	part := ""
	for _, c := range all() {
		if c.part != part {
			part = c.part
			fmt.Printf("\n**%s**\n\n%s", part, tableHead)
		}
		cmd := exec.Command("/usr/bin/time", "-v", self, "-case", c.name)
		var report strings.Builder
		cmd.Stderr = &report
		out, err := cmd.Output()
		took, back, _ := strings.Cut(string(out), " ")
		ms, _ := strconv.Atoi(took)
		peak := 0
		if m := peakLine.FindStringSubmatch(report.String()); m != nil {
			peak, _ = strconv.Atoi(m[1])
		}
		worked := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		fmt.Print(c.row(back, fmt.Sprintf("%.2f s", float64(ms)/1000), fmt.Sprintf("%d MB", peak/1024)))
		switch {
		case err != nil:
			fmt.Fprintf(os.Stderr, "hostile: %s: %v\n%.2000s\n", c.name, err, &report)
		case worked > mostTime:
			fmt.Fprintf(os.Stderr, "hostile: %s: took %v of the processor, at most %v\n", c.name, worked, mostTime)
		case peak > c.mostMB()*1024:
			fmt.Fprintf(os.Stderr, "hostile: %s: %d KB, at most %d MB\n", c.name, peak, c.mostMB())
		default:
			continue
		}
		status = 1
	}
	return status
}
