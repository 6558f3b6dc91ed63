package main

import (
	"fmt"
	"strings"
)

// A row compares one benchmark with another by their times.
type row struct {
	what        string
	name, other string
	held        string // to what it is held; "" for reported only
	show        func(ratio float64) string
}

func times(ratio float64) string { return fmt.Sprintf("%.2f x", ratio) }
func part(ratio float64) string  { return fmt.Sprintf("1/%.1f", 1/ratio) }

var rows = []row{
	{"`Decider.Decide`, 40 rules, against `hand`", "Lead/rules=40/leadqual", "Lead/rules=40/hand", "1.5 x", times},
	{"400 rules, against `hand`", "Lead/rules=400/leadqual", "Lead/rules=400/hand", "1.0 x", times},
	{"4,000 rules, against `hand`", "Lead/rules=4000/leadqual", "Lead/rules=4000/hand", "1.0 x", times},
	{"4,000 rules, against 40 rules", "Lead/rules=4000/leadqual", "Lead/rules=40/leadqual", "15 x", times},
	{"40 rules, against `handbits`", "Lead/rules=40/leadqual", "Lead/rules=40/handbits", "", times},
	{"400 rules, against `handbits`", "Lead/rules=400/leadqual", "Lead/rules=400/handbits", "", times},
	{"4,000 rules, against `handbits`", "Lead/rules=4000/leadqual", "Lead/rules=4000/handbits", "", times},
	{"40 rules, against expr on the same texts", "Lead/rules=40/leadqual", "Lead/rules=40/expr", "1/25", part},
	{"40 rules, against cel", "Lead/rules=40/leadqual", "Lead/rules=40/cel", "", part},
	{"40 rules, against govaluate", "Lead/rules=40/leadqual", "Lead/rules=40/govaluate", "", part},
	{"10,000 activities, against `hand`", "Activities/n=10000/leadqual", "Activities/n=10000/hand", "1.3 x", times},
	{"30 % of the facts unknown, against none", "Unknown/share=30", "Unknown/share=0", "", times},
	{"90 % of the facts unknown, against none", "Unknown/share=90", "Unknown/share=0", "", times},
	{"compiling 4,000 rules, against `expr.Compile` of each", "Compile/rules=4000/leadqual", "Compile/rules=4000/expr", "2 x", times},
}

const notMeasured = "not measured"

// table is the table in Markdown.
func (m measures) table() string {
	var b strings.Builder
	line := func(what, result, held string) {
		if held == "" {
			held = "reported"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", what, result, held)
	}
	fmt.Fprintf(&b, "Medians of %d.\n\n", m.runs())
	b.WriteString("| what | result | held to |\n|---|---|---|\n")
	for _, r := range rows {
		result := notMeasured
		v, ok := m.median(r.name, "ns/op")
		if other, otherOK := m.median(r.other, "ns/op"); ok && otherOK {
			result = r.show(v / other)
		}
		line(r.what, result, r.held)
	}
	line("allocations, 40, 400 and 4,000 rules", m.allocations(), "0, 0, 0")
	line("gain from the second core, against the gain of `hand`", m.secondCore(), "at least 95 %")
	return b.String()
}

func (m measures) allocations() string {
	var list []string
	for _, n := range []string{"40", "400", "4000"} {
		v, ok := m.median("Lead/rules="+n+"/leadqual", "allocs/op")
		if !ok {
			return notMeasured
		}
		list = append(list, fmt.Sprintf("%.0f", v))
	}
	return strings.Join(list, ", ")
}

func (m measures) secondCore() string {
	gain := func(engine string) (float64, bool) {
		one, ok1 := m.median("Cores/cores=1/"+engine, "ns/op")
		two, ok2 := m.median("Cores/cores=2/"+engine, "ns/op")
		return one / two, ok1 && ok2
	}
	own, ok := gain("leadqual")
	hand, handOK := gain("hand")
	if !ok || !handOK {
		return notMeasured
	}
	return fmt.Sprintf("%.0f %% (%.2f x, %.2f x)", 100*own/hand, own, hand)
}
