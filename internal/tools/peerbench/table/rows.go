package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/tools/peerbench"
	"github.com/leadqual/leadqual/qualify"
)

// A row is one ratio: what one contestant of a group takes for what another does.
type row struct {
	what             string
	group, of, other string
	held             string // to what it is held; "" for reported only
	show             func(ratio float64) string
	per              float64 // the ratio is shown in units of this; 0 is 1
}

func (r *row) heldTo() string {
	if r.held == "" {
		return "reported"
	}
	return r.held
}

func (r *row) result(times map[string]peerbench.Times) string {
	ratio := times[r.of].Per(times[r.other])
	if r.per != 0 {
		ratio /= r.per
	}
	return r.show(ratio)
}

func times(ratio float64) string { return fmt.Sprintf("%.2f x", ratio) }
func part(ratio float64) string  { return fmt.Sprintf("1/%.0f", 1/ratio) }

// earlier is what a decision with no fact unknown and with questions took in time
// of hand before it mattered how long those with holes take, in turns on the machine of
// the figures in the README. What they take is
// shown in that unit, as it does not change with what it is compared with.
const earlier = 2.44

var rows = slices.Concat([]row{
	{"40 rules, against `handchecked`", "lead/40", "leadqual", "handchecked", "1.7 x", times, 0},
	{"400 rules, against `handchecked`", "lead/400", "leadqual", "handchecked", "1.3 x", times, 0},
	{"4,000 rules, against `handchecked`", "lead/4000", "leadqual", "handchecked", "0.7 x", times, 0},
	{"40 rules, against `hand`", "lead/40", "leadqual", "hand", "", times, 0},
	{"400 rules, against `hand`", "lead/400", "leadqual", "hand", "", times, 0},
	{"4,000 rules, against `hand`", "lead/4000", "leadqual", "hand", "", times, 0},
	{"40 rules, brief, against `handbits`", "lead/40", "brief", "handbits", "", times, 0},
	{"400 rules, brief, against `handbits`", "lead/400", "brief", "handbits", "1.2 x", times, 0},
	{"4,000 rules, brief, against `handbits`", "lead/4000", "brief", "handbits", "0.6 x", times, 0},
	{"4,000 rules, against 40 rules", "sizes", "4000", "40", "", times, 0},
	{"40 rules, against expr on the same texts", "expr/40", "leadqual", "expr", "1/20", part, 0},
	{"400 rules, against expr", "expr/400", "leadqual", "expr", "1/120", part, 0},
	{"4,000 rules, against expr", "expr/4000", "leadqual", "expr", "1/500", part, 0},
	{"40 rules, against cel", "cel/40", "leadqual", "cel", "", part, 0},
	{"400 rules, against cel", "cel/400", "leadqual", "cel", "", part, 0},
	{"4,000 rules, against cel", "cel/4000", "leadqual", "cel", "", part, 0},
	{"40 rules, against govaluate", "govaluate/40", "leadqual", "govaluate", "", part, 0},
	{"400 rules, against govaluate", "govaluate/400", "leadqual", "govaluate", "", part, 0},
	{"4,000 rules, against govaluate", "govaluate/4000", "leadqual", "govaluate", "", part, 0},
	{"10,000 activities, against `handchecked`", "activities", "leadqual", "handchecked", "1.2 x", times, 0},
	{"10,000 activities, against `hand`", "activities", "leadqual", "hand", "", times, 0},
	{"compiling 4,000 rules from JSON, against `expr.Compile` of each", "compile", "leadqual", "expr", "0.6 x", times, 0},
	{"100,000 lines of data (screening list, territories, titles), against maps by hand", "large", "leadqual", "hand", "", times, 0},
	{"compiling them from JSON, against `encoding/json` and maps", "compile large", "leadqual", "hand", "", times, 0},
}, unknownRows(), realRows())

// unknownRows are those about leads with holes.
func unknownRows() []row {
	var list []row
	for _, x := range []struct {
		share         int
		held, without string // with questions, and without
	}{{10, "1.5 x", ""}, {30, "2.4 x", "1.2 x"}, {90, "4.2 x", "1.05 x"}} {
		of := func(name string) string { return fmt.Sprintf("%s/%d", name, x.share) }
		unknown := fmt.Sprintf("%d %% of the facts unknown, ", x.share)
		if x.held != "" {
			list = append(list, row{unknown + "with questions, in earlier leads with none", "unknown", of("leadqual"), "hand", x.held, times, earlier})
		}
		if x.without != "" {
			list = append(list, row{unknown + "without questions, in earlier leads with none", "unknown", of("no questions"), "hand", x.without, times, earlier})
		}
	}
	return list
}

// headline is what leads with holes take for a lead with none and with questions.
func headline(measured map[string]peerbench.Times) string {
	var b strings.Builder
	b.WriteString("| facts unknown |")
	for _, share := range peerbench.Shares {
		fmt.Fprintf(&b, " %d %% |", share)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(peerbench.Shares)) + "\n")
	for _, x := range []struct{ what, name string }{
		{"with questions", "leadqual"}, {"without questions", "no questions"}, {"brief", "brief"}, {"`handchecked`, without questions", "handchecked"},
	} {
		fmt.Fprintf(&b, "| %s |", x.what)
		for _, share := range peerbench.Shares {
			fmt.Fprintf(&b, " %s |", times(measured[fmt.Sprintf("%s/%d", x.name, share)].Per(measured["leadqual/0"])))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// realRows are those about real leads, as times.
func realRows() []row {
	var list []row
	for _, set := range []string{"edtech", "xeducation", "salvirt"} {
		for _, detail := range []qualify.Detail{qualify.Whole, qualify.NoQuestions, qualify.Brief} {
			list = append(list, row{"a real lead of " + set + ", " + detail.String(), "real/" + set, detail.String(), "whole", "", times, 0})
		}
	}
	return list
}
