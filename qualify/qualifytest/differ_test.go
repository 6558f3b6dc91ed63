package qualifytest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// TestDifferOnMutants has the examples' rule sets with each single change of
// mutation: of at least 90 % lint says within five seconds that no lead is
// decided differently, or shows one; and of the rest what stands in the way.
func TestDifferOnMutants(t *testing.T) {
	files, err := filepath.Glob("../../examples/rules/*/rules.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	const within = 5 * time.Second
	every := testkit.Amount(100, 10, 1)
	mutants, same, shown, late := 0, 0, 0, 0
	longest := time.Duration(0)
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		engine, err := qualify.Load(os.DirFS(filepath.Dir(file)), "rules.json", nil)
		if err != nil {
			t.Fatal(err)
		}
		rs, err := copyOf(engine.RuleSet())
		if err != nil {
			t.Fatal(err)
		}
		all := &trials{ctx: t.Context(), result: &Mutation{}, ids: map[string]int{}, survives: func(Mutant) error { return nil }}
		tried := 0
		all.try = func(mutant Mutant) (differs, noticed bool) {
			changed, err := qualify.Compile(rs, nil)
			if err != nil || changed.Fingerprint() == engine.Fingerprint() {
				return false, false
			}
			if tried++; tried%every != 0 {
				return true, false
			}
			mutants++
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			from := time.Now()
			d, err := lint.Differ(ctx, engine.RuleSet(), rs, nil)
			took := time.Since(from)
			longest = max(longest, took)
			if took > within+time.Second && !testing.Short() {
				t.Errorf("%s %s: took %v of %v", name, mutant.ID, took, within)
			}
			switch {
			case errors.Is(err, context.DeadlineExceeded):
				late++
				t.Logf("%s %s: not within %v", name, mutant.ID, within)
			case err != nil:
				t.Errorf("%s %s: %v", name, mutant.ID, err)
			case d.Same:
				same++
			case d.Lead != nil:
				shown++
			case len(d.Doubts) == 0 || d.Doubts[0].Path == "":
				t.Errorf("%s %s: cannot tell, nor what stands in the way", name, mutant.ID)
			default:
				t.Logf("%s %s: cannot tell: %s: %s", name, mutant.ID, d.Doubts[0].Path, d.Doubts[0].Text)
			}
			return true, false
		}
		(&mutator{rs: rs, about: engine.Describe(), trials: all}).everything()
	}
	told := same + shown
	t.Logf("of %d mutants %d are proven to decide the same, %d have a lead that is decided differently, %d took longer than %v; the longest took %v",
		mutants, same, shown, late, within, longest.Round(time.Millisecond))
	if told*100 < mutants*90 {
		t.Errorf("%d of %d mutants have a proof or a lead", told, mutants)
	}
}
