package peerbench

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/expr-lang/expr"

	"github.com/leadqual/leadqual/qualify"
)

// verdicts holds the outcome of every comparison that was asked for, by rules
// and engine, as a func() error that compares at its first call.
var verdicts sync.Map

// mustAgree keeps what is wrong from being timed.
func mustAgree(b *testing.B, n int, engine string) {
	b.Helper()
	verdict, _ := verdicts.LoadOrStore(fmt.Sprint(n, engine), sync.OnceValue(func() error { return agree(n, engine, Leads10k()) }))
	if err := verdict.(func() error)(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLead decides a lead an operation, one after the other of 10,000.
func BenchmarkLead(b *testing.B) {
	for _, n := range sizes {
		for _, name := range trioNames {
			b.Run(fmt.Sprintf("rules=%d/%s", n, name), func(b *testing.B) {
				mustAgree(b, n, name)
				three, err := deciders(n)
				if err != nil {
					b.Fatal(err)
				}
				benchmarkDecider(b, three.named(name), Leads10k())
			})
		}
		for _, e := range evaluators {
			b.Run(fmt.Sprintf("rules=%d/%s", n, e.name), func(b *testing.B) {
				mustAgree(b, n, e.name)
				benchmarkEvaluator(b, n, e.make)
			})
		}
	}
}

// benchmarkDecider measures d once its memory has grown to the leads' size.
func benchmarkDecider(b *testing.B, d decider, leads []qualify.Lead) {
	for i := range leads {
		d.Decide(&leads[i], AsOf)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		d.Decide(&leads[i], AsOf)
		if i++; i == len(leads) {
			i = 0
		}
	}
}

func benchmarkEvaluator(b *testing.B, n int, construct func([]Rule) (Evaluator, error)) {
	rules, leads := Rules(n), Leads10k()
	x, err := construct(rules)
	if err != nil {
		b.Fatal(err)
	}
	r := NewResult(rules)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if err := x.Evaluate(&leads[i], AsOf, r); err != nil {
			b.Fatal(err)
		}
		if i++; i == len(leads) {
			i = 0
		}
	}
}

// BenchmarkActivities decides leads with n activities each by 40 rules. All
// sizes go through the same amount of memory.
func BenchmarkActivities(b *testing.B) {
	const total = 100_000
	for _, n := range []int{10, 100, 1000, 10_000} {
		leads := sync.OnceValue(func() []qualify.Lead { return leadsWith(total/n, n) })
		for _, name := range trioNames {
			b.Run(fmt.Sprintf("n=%d/%s", n, name), func(b *testing.B) {
				if err := decisionsAgree(40, name, leads()); err != nil {
					b.Fatal(err)
				}
				three, err := deciders(40)
				if err != nil {
					b.Fatal(err)
				}
				benchmarkDecider(b, three.named(name), leads())
			})
		}
	}
}

// BenchmarkUnknown decides leads of which a share of the facts, in percent, is
// not known, by 40 rules.
func BenchmarkUnknown(b *testing.B) {
	for _, share := range Shares {
		b.Run(fmt.Sprintf("share=%d", share), func(b *testing.B) {
			three, err := deciders(40)
			if err != nil {
				b.Fatal(err)
			}
			benchmarkDecider(b, three.engine.NewDecider(), leadsWithout(share))
		})
	}
}

// BenchmarkCompile makes an engine of the texts of n rules: leadqual of the JSON of
// the whole rule set, expr of one text after the other.
func BenchmarkCompile(b *testing.B) {
	for _, n := range sizes {
		rules := Rules(n)
		b.Run(fmt.Sprintf("rules=%d/leadqual", n), func(b *testing.B) {
			rs := RuleSet(rules)
			rs.Format = qualify.Format
			data, err := json.Marshal(rs)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := qualify.CompileJSON("peers.json", data, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("rules=%d/expr", n), func(b *testing.B) {
			options := exprOptions()
			b.ReportAllocs()
			for b.Loop() {
				for i := range rules {
					if _, err := expr.Compile(rules[i].Text, options...); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkCores decides all 10,000 leads by 40 rules an operation, split over
// C goroutines.
func BenchmarkCores(b *testing.B) {
	for _, cores := range []int{1, 2} {
		for _, name := range []string{"leadqual", "hand"} {
			b.Run(fmt.Sprintf("cores=%d/%s", cores, name), func(b *testing.B) {
				mustAgree(b, 40, name)
				leads := Leads10k()
				each := make([]decider, cores)
				for c := range each {
					three, err := deciders(40)
					if err != nil {
						b.Fatal(err)
					}
					each[c] = three.named(name)
				}
				batch := func() {
					var wg sync.WaitGroup
					for c, d := range each {
						part := leads[c*len(leads)/cores : (c+1)*len(leads)/cores]
						wg.Go(func() {
							for i := range part {
								d.Decide(&part[i], AsOf)
							}
						})
					}
					wg.Wait()
				}
				batch() // grows their memory
				b.ReportAllocs()
				for b.Loop() {
					batch()
				}
				b.ReportMetric(float64(b.N*len(leads))/b.Elapsed().Seconds(), "leads/s")
			})
		}
	}
}
