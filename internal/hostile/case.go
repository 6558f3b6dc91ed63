package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// input is one hostile input. What has to come back from it stands in table.md.
type input struct {
	part  string // of the table
	name  string
	bound string // what keeps it from doing harm
	// prepare makes the input, and returns what gives it to the library and
	// tells what comes back.
	prepare func() func() string
	// The most that it may take, besides what it takes to make the input. 0 is
	// the usual: 10 seconds on a machine that has other work, and 512 MB.
	time  time.Duration
	large bool // takes a second or more under the race detector
	mb    int
}

func (c *input) mostTime() time.Duration { return cmp.Or(c.time, 10*time.Second) }
func (c *input) mostMB() int             { return cmp.Or(c.mb, 512) }

const tableHead = "| input | bound | what comes back | time | peak memory |\n|---|---|---|---:|---:|\n"

// row is the input's line of the table.
func (c *input) row(back, took, peak string) string {
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", escape(c.name), escape(c.bound), escape(back), took, peak)
}

func escape(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// all are the inputs in the order of the table.
func all() []input {
	return slices.Concat(
		part("Rule sets: text and JSON", ruleTexts()),
		part("Rule sets: expressions", expressions()),
		part("Rule sets: very many things", quantities()),
		part("Leads in Go", leads()),
		part("Leads in files", files()),
	)
}

func part(name string, inputs []input) []input {
	for i := range inputs {
		inputs[i].part = name
	}
	return inputs
}
