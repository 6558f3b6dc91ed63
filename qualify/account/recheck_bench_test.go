package account_test

import (
	"testing"

	"github.com/leadqual/leadqual/qualify/account"
)

// RecheckAt costs some dozens of decisions where people fade too.
func BenchmarkRecheckAt(b *testing.B) {
	e := compiled(b, with(b, richRules, `"points": 10}, {"id": "topics"`, `"points": 10, "decay": {"kind": "half_life", "days": 30}}, {"id": "topics"`))
	for _, c := range []struct {
		name string
		a    *account.Account
	}{{"200 people", crowd(0, 200, 25)}, {"5 people", crowd(0, 5, 4)}} {
		b.Run(c.name, func(b *testing.B) {
			d := e.NewDecider()
			for b.Loop() {
				d.Decide(c.a, asOf)
			}
		})
		b.Run(c.name+"/recheck", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok, err := e.RecheckAt(b.Context(), c.a, asOf); err != nil || !ok {
					b.Fatal(ok, err)
				}
			}
		})
	}
}
