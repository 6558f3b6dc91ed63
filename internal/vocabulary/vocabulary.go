// Package vocabulary says what the expressions of a rule set may name, for the
// packages that read its trees. The rule set must compile.
package vocabulary

import (
	"maps"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// Of is the vocabulary of a rule set, which it shares memory with.
func Of(rs *qualify.RuleSet) *criteria.Vocabulary {
	v := &criteria.Vocabulary{Lists: rs.Lists, Defines: rs.Define, Tables: map[string]*criteria.Table{}, Folded: rs.Texts == qualify.TextsFolded}
	for name, t := range rs.Tables {
		v.Tables[name], _ = criteria.NewTable(criteria.FactKind(t.Type), t.Rows, t.Default)
	}
	for _, f := range rs.AllFacts() {
		v.Facts = append(v.Facts, criteria.Fact{Path: f.Path, Kind: criteria.FactKind(f.Type), Fold: criteria.FoldSaid(f.Fold)})
	}
	for _, f := range rs.AllActivityFields() {
		if strings.HasPrefix(f.Path, "custom.") {
			v.Custom = append(v.Custom, criteria.Fact{Path: f.Path, Kind: criteria.FactKind(f.Type), Fold: criteria.FoldSaid(f.Fold)})
		}
	}
	for _, f := range rs.AllResults() {
		v.Facts = append(v.Facts, criteria.Fact{Path: f.Path, Kind: criteria.FactKind(f.Type), Result: true})
	}
	return v
}

// Bare is a rule set with the vocabulary of another and no parts, for asking
// what its expressions come to. Definitions that name results are left out: there
// are none. It shares memory with rs, except for Define.
func Bare(rs *qualify.RuleSet) *qualify.RuleSet { return BareBeyond(rs, qualify.AccountWords{}) }

// BareBeyond is Bare of the rules about an account, which name more than those about
// a lead.
func BareBeyond(rs *qualify.RuleSet, beyond qualify.AccountWords) *qualify.RuleSet {
	bare := &qualify.RuleSet{Name: rs.Name, Texts: rs.Texts, Facts: rs.Facts, Tables: rs.Tables, Lists: rs.Lists, Define: maps.Clone(rs.Define)}
	const unbounded = 1 << 30 // the rule set has compiled within its own limits
	for {
		v := Of(bare)
		v.People, v.Facts = beyond.People, append(v.Facts, beyond.Facts...)
		c := criteria.NewCompiler(v, criteria.Limits{Length: unbounded, Nesting: 10_000, Size: unbounded, Total: unbounded, Pattern: unbounded})
		wrong := c.Defines()
		if len(wrong) == 0 {
			return bare
		}
		for name := range wrong { // also of what names these, next time
			delete(bare.Define, name)
		}
	}
}
