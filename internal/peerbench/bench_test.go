package peerbench

import (
	"fmt"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

func BenchmarkLead(b *testing.B) {
	leads := Leads(10_000)
	for _, n := range []int{40, 400, 4000} {
		e, err := qualify.Compile(RuleSet(Rules(n)), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("rules=%d/leadqual", n), func(b *testing.B) {
			b.ReportAllocs()
			d := e.NewDecider()
			i := 0
			for b.Loop() {
				d.Decide(&leads[i], AsOf)
				if i++; i == len(leads) {
					i = 0
				}
			}
		})
	}
}
