package profile_test

import (
	"context"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

// BenchmarkRead is for one file of 720 leads with 38 columns.
func BenchmarkRead(b *testing.B) {
	engine, text := plantedEngine(b), clean().String()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		p := profile.New(engine, profile.Options{AsOf: asOf})
		for range 10 {
			r, err := leadfile.NewReader(strings.NewReader(text), leadfile.Options{Input: leadfile.CSV, Facts: engine.RuleSet().Facts, AnyColumns: true})
			if err != nil {
				b.Fatal(err)
			}
			if err := p.Read(context.Background(), "leads.csv", p.Watch("leads.csv", r, false)); err != nil {
				b.Fatal(err)
			}
		}
	}
}
