package qualify_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// Hosts compare with whatever their tests use: neither go-cmp nor
// reflect.DeepEqual, by which testify goes, needs an option for the types that
// cross the API.
func TestHostsCompareWithoutOptions(t *testing.T) {
	for seed := range uint64(testkit.Amount(10, 40, 40)) {
		make := func() (*qualify.RuleSet, *qualify.Lead, qualify.Decision) {
			g := generate.New(seed, generate.Options{JSON: true})
			rs, lead := g.RuleSet(), g.Lead()
			e, err := qualify.Compile(rs, nil)
			if err != nil {
				t.Fatal(err)
			}
			return rs, lead, e.Decide(lead, generate.AsOf)
		}
		rules, lead, decision := make()
		rules2, lead2, decision2 := make()
		if !reflect.DeepEqual(rules, rules2) || !reflect.DeepEqual(lead, lead2) || !reflect.DeepEqual(decision, decision2) {
			t.Errorf("seed %d: reflect sees a difference between equals", seed)
		}
		if !cmp.Equal(rules, rules2) || !cmp.Equal(lead, lead2) || !cmp.Equal(decision, decision2) {
			t.Errorf("seed %d: go-cmp sees a difference between equals", seed)
		}
		decision2.Score.Points++
		if reflect.DeepEqual(decision, decision2) || cmp.Equal(decision, decision2) {
			t.Errorf("seed %d: a changed score goes unseen", seed)
		}
	}
}
