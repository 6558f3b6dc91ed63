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
	// mb is the most memory that it may take; 0 is 512.
	mb int
}

// mostTime is how long the processor may work for any input, made and given.
const mostTime = 15 * time.Second

func (c *input) mostMB() int { return cmp.Or(c.mb, 512) }

const tableHead = "| input | bound | what comes back | time | peak memory |\n|---|---|---|---:|---:|\n"

// row is the input's line of the table.
func (c *input) row(back, took, peak string) string {
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", escape(c.name), escape(c.bound), escape(back), took, peak)
}

func escape(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// filesPart has the inputs that are files for the program leadq.
const filesPart = "Leads in files"

// all are the inputs in the order of the table.
func all() []input {
	return slices.Concat(
		part("Rule sets: text and JSON", ruleTexts()),
		part("Rule sets: expressions", expressions()),
		part("Rule sets: very many things", quantities()),
		part("Rule sets: several files", ruleFiles()),
		part("Leads in Go", leads()),
		part("Leads in Go: what rule sets say of facts, and merging", facts()),
		part("Accounts in Go", accounts()),
		part(filesPart, files()),
	)
}

func part(name string, inputs []input) []input {
	for i := range inputs {
		inputs[i].part = name
	}
	return inputs
}

// needs lets an input take more memory than usual.
func needs(mb int, c input) input {
	c.mb = mb
	return c
}
