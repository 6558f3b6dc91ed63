package audit_test

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/lint"
)

var partAt = regexp.MustCompile(`^(scoring\.rules|icp\.criteria)\[(\d+)\]`)

// found are the findings in a rule set, by what they say and of which part.
func found(t *testing.T, rs *qualify.RuleSet) map[string]lint.Finding {
	t.Helper()
	list, err := lint.Check(t.Context(), rs, &lint.Options{Steps: 300_000})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]lint.Finding{}
	for _, f := range list {
		place := f.Path
		if m := partAt.FindStringSubmatch(place); m != nil {
			i, err := strconv.Atoi(m[2])
			if err != nil {
				t.Fatal(err)
			}
			if m[1] == "icp.criteria" {
				place = "icp." + rs.ICP.Criteria[i].ID
			} else {
				place = "scoring." + rs.Scoring.Rules[i].ID
			}
		}
		switch f.Code {
		case lint.CodeNotAsked: // stands with the first part that reads the fact
			place = f.Message
		case lint.CodeMixedCase: // the leads have both, as these here do
			continue
		case lint.CodeNoRoute: // routes stay as they are, and a lead that takes none is not always found
			continue
		case lint.CodeUnused: // what a rule alone read that is gone is left to the author
			continue
		}
		out[fmt.Sprint(f.Code, " ", place)] = f
	}
	return out
}

// nothingNew returns the findings in a proposal that the rule set did not have.
func nothingNew(t *testing.T, rs *qualify.RuleSet, s *audit.Suggestion) (out []string) {
	t.Helper()
	was := found(t, rs)
	for key, f := range found(t, s.RuleSet) {
		_, had := was[key]
		// What no lead meets has no effect, whatever its weight.
		if place, ok := strings.CutPrefix(key, string(lint.CodeWeightNoEffect)); ok && !had {
			_, had = was[string(lint.CodeNeverMet)+place]
		}
		if !had {
			out = append(out, f.String())
		}
	}
	return out
}

func TestLintFindsNothingInProposals(t *testing.T) {
	learned, odd := 0, 0
	for seed := range uint64(testkit.Amount(5, 12, 300)) {
		g := generate.New(seed, generate.Options{JSON: seed%4 > 0})
		rs := g.RuleSet()
		_, e := compiled(t, rs)
		type scored struct {
			lead   *qualify.Lead
			points float64
		}
		var leads []scored
		for i := range 700 {
			l := g.Lead()
			l.ID = strconv.Itoa(i)
			leads = append(leads, scored{l, float64(e.Decide(l, asOf).Score.Points)})
		}
		// The more points, the better the lead: there is something to learn.
		slices.SortStableFunc(leads, func(a, b scored) int { return cmp.Compare(a.points, b.points) })
		var list []audit.Example
		for i, x := range leads {
			p := 1 / (1 + math.Exp(2-4*float64(i)/float64(len(leads))))
			list = append(list, audit.Example{Lead: x.lead, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(g.Rand().Float64() < p)}})
		}
		s, err := audit.Suggest(rs, list, &audit.SuggestOptions{Penalty: 1, Activities: seed%2 == 0})
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		if s.RuleSet != nil {
			learned++
			if findings := nothingNew(t, rs, s); len(findings) > 0 {
				odd++
				t.Logf("seed %d: %q", seed, findings)
			}
		}
	}
	t.Logf("%d proposals, %d with findings of their own", learned, odd)
	// Of some conditions only a proof tells that a grade or band that no lead has is
	// one that none can have.
	if odd*50 > learned {
		t.Error("too many proposals have findings")
	}
	if learned == 0 && !testing.Short() {
		t.Error("nothing was ever learned")
	}
}
