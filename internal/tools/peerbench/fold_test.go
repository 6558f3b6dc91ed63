package peerbench

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// BenchmarkFolded decides leads by the same rules with texts exact and
// folded, 200 leads at a time in turns, and reports the median of what folded
// costs for exact's one. Each has other leads than the one before it, which would
// find them in the processor's memory.
func BenchmarkFolded(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			const block = 200
			leads := Leads10k()
			var deciders [2]*qualify.Decider
			for i, texts := range []qualify.TextPolicy{qualify.TextsExact, qualify.TextsFolded} {
				rs := RuleSet(Rules(n))
				rs.Texts = texts
				engine, err := qualify.Compile(rs, nil)
				if err != nil {
					b.Fatal(err)
				}
				deciders[i] = engine.NewDecider()
			}
			var ratios []float64
			for at := 0; b.Loop(); at = (at + block) % len(leads) {
				var took [2]time.Duration
				for i, d := range deciders {
					start := time.Now()
					for j := range block {
						d.Decide(&leads[(at+i*len(leads)/2+j)%len(leads)], AsOf)
					}
					took[i] = time.Since(start)
				}
				ratios = append(ratios, float64(took[1])/float64(took[0]))
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "folded/exact")
		})
	}
}
