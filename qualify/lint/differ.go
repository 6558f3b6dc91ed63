package lint

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// An Equivalence is what Differ found out about two rule sets: that no lead is
// decided differently, or a lead that is, or what stands in the way of either.
type Equivalence struct {
	// Same is a proof that every lead, known as little or as much as may be, is
	// decided the same at every instant, as far as it was asked.
	Same bool `json:"same"`
	// Lead is decided differently as of AsOf: Before by the old rule set, After
	// by the new one. Nothing can be left out of it without losing that. All four
	// are zero where there is none.
	Lead   *qualify.Lead     `json:"lead,omitempty"`
	AsOf   time.Time         `json:"as_of,omitzero"`
	Before *qualify.Decision `json:"before,omitempty"`
	After  *qualify.Decision `json:"after,omitempty"`
	// Doubts are the parts that could not be shown to be alike, in the order of
	// the rule sets. They are nil where Same is true.
	Doubts []Doubt `json:"doubts,omitempty"`
}

// String says it in lines: that nothing differs, or the lead with both decisions,
// or the parts that stand in the way.
func (d *Equivalence) String() string {
	var b strings.Builder
	switch {
	case d.Same:
		b.WriteString("No lead is decided differently.\n")
		return b.String()
	case d.Lead != nil:
		lead, _ := json.Marshal(d.Lead) // a lead of the search has JSON
		fmt.Fprintf(&b, "This lead is decided differently as of %s:\n  %s\n", d.AsOf.Format(time.RFC3339Nano), lead)
		beside(&b, d.Before, d.After)
		b.WriteString("Parts that the other rule set may lack:\n")
	default:
		b.WriteString("Cannot tell: no lead was found that is decided differently, and these parts could not be shown to be in the other rule set:\n")
	}
	for _, x := range d.Doubts {
		side := "old"
		if x.New {
			side = "new"
		}
		fmt.Fprintf(&b, "  %s %s", side, x.Path)
		if x.Text != "" {
			fmt.Fprintf(&b, ": %s", x.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// beside writes two decisions side by side, with a star where they differ.
func beside(b *strings.Builder, before, after *qualify.Decision) {
	rows := [][3]string{{"", "old", "new"}}
	row := func(name string, of func(*qualify.Decision) string) {
		if x, y := of(before), of(after); x != "" || y != "" {
			rows = append(rows, [3]string{name, cmp.Or(x, "-"), cmp.Or(y, "-")})
		}
	}
	row("status", func(d *qualify.Decision) string { return string(d.Status) })
	row("quadrant", func(d *qualify.Decision) string { return string(d.Quadrant) })
	row("fit", func(d *qualify.Decision) string { return string(d.Fit.Verdict) })
	row("readiness", func(d *qualify.Decision) string { return string(d.Readiness.Verdict) })
	row("team", func(d *qualify.Decision) string { return d.Owner.Team })
	row("action", func(d *qualify.Decision) string { return d.Owner.Action })
	row("route", func(d *qualify.Decision) string { return d.Owner.Route })
	row("owner", func(d *qualify.Decision) string { return d.Owner.ID })
	row("roster", func(d *qualify.Decision) string { return d.Owner.Roster })
	row("points", func(d *qualify.Decision) string {
		c := d.Score.Column
		if c.Low == c.High {
			return fmt.Sprint(c.Points)
		}
		return fmt.Sprintf("%v (%v to %v)", c.Points, c.Low, c.High)
	})
	row("band", func(d *qualify.Decision) string { return d.Score.Band })
	var width [2]int
	for _, r := range rows {
		for i := range width {
			width[i] = max(width[i], utf8.RuneCountInString(r[i]))
		}
	}
	for i, r := range rows {
		mark := " "
		if i > 0 && r[1] != r[2] {
			mark = "*"
		}
		fmt.Fprintf(b, "%s %-*s  %-*s  %s\n", mark, width[0], r[0], width[1], r[1], r[2])
	}
}

// A Doubt is a part of the old or the new rule set that the other may lack.
type Doubt struct {
	// New says that the part is the new rule set's.
	New bool `json:"new,omitempty"`
	// Path is the part's place in its rule set: scoring.rules[2].
	Path string `json:"path"`
	// Text is the expression that could not be shown to be in the other, "" for
	// a part that is another amount.
	Text string `json:"text,omitempty"`
}

// DifferOptions say what counts as a difference. A nil *DifferOptions, and the
// zero value of any field, mean the defaults.
type DifferOptions struct {
	// Aspects are what of a decision is compared; none are all.
	Aspects []Aspect
	// Options bound the reasoning, as for Check; Place is not called.
	Options Options
	// Leads is how many leads are decided in the search for one that is decided
	// differently; default 40,000.
	Leads int
}

// An Aspect is a part of a decision that Differ compares.
type Aspect string

// The aspects. SameOwner is team, action, and the owner's id or roster; the route
// that led to them is not compared.
const (
	SameStatus   Aspect = "status"
	SameQuadrant Aspect = "quadrant"
	SameOwner    Aspect = "owner"
	SamePoints   Aspect = "points" // with low and high
	SameBand     Aspect = "band"
)

// Differ tells whether two rule sets decide some lead differently. It proves
// that they do not where every part of the one has its like in the other: by
// reasoning about thresholds, sets of values, counts, windows, and, or and not,
// over facts that are known and facts that are not. Where it cannot, it looks for
// a lead that is decided differently, and decides it by both. Where that fails
// too, it says which parts stand in the way.
//
// The answer depends on the rule sets alone. The error is that of
// qualify.Compile for one of the rule sets, or the context's.
func Differ(ctx context.Context, older, newer *qualify.RuleSet, options *DifferOptions) (Equivalence, error) {
	d, err := newDiffer(ctx, older, newer, options)
	if err != nil {
		return Equivalence{}, err
	}
	d.compare()
	if err := ctx.Err(); err != nil {
		return Equivalence{}, err
	}
	if len(d.doubts) == 0 {
		return Equivalence{Same: true}, nil
	}
	out := Equivalence{Doubts: d.doubts}
	if found, ok := d.search(ctx); ok {
		found = d.least(found)
		before, after := d.old.engine.Decide(found.lead, found.at), d.new.engine.Decide(found.lead, found.at)
		out.Lead, out.AsOf, out.Before, out.After = found.lead, found.at, &before, &after
	}
	return out, ctx.Err()
}

// differ holds two rule sets against one another. Their expressions are compiled
// together, so that the same analyzer knows the cases of both.
type differ struct {
	old, new *checker
	a        *cases.Analyzer
	options  DifferOptions
	doubts   []Doubt
	forms    *forms
	// tightened are the cases of tight, named the first condition of each form that
	// is a variable of its own.
	tightened map[*criteria.Node]*cases.Cases
	named     map[int]*criteria.Node
	apart     []cases.Set // leads on which conditions in doubt may differ
}

func newDiffer(ctx context.Context, older, newer *qualify.RuleSet, options *DifferOptions) (*differ, error) {
	d := &differ{forms: newForms(), tightened: map[*criteria.Node]*cases.Cases{}, named: map[int]*criteria.Node{}}
	if options != nil {
		d.options = *options
	}
	if d.options.Leads <= 0 {
		d.options.Leads = 40_000
	}
	if len(d.options.Aspects) == 0 {
		d.options.Aspects = []Aspect{SameStatus, SameQuadrant, SameOwner, SamePoints, SameBand}
	}
	before, err := qualify.Compile(older, d.options.Options.Compile)
	if err != nil {
		return nil, err
	}
	after, err := qualify.Compile(newer, d.options.Options.Compile)
	if err != nil {
		return nil, err
	}
	d.old, d.new = emptyChecker(before, &d.options.Options), emptyChecker(after, &d.options.Options)
	was, enums := d.old.vocabulary()
	is, more := d.new.vocabulary()
	// Both name the same facts, in the same order; which of them may not be alike
	// is looked at apart.
	if was.Folded != is.Folded {
		d.doubt(true, "texts", "")
	}
	facts := was.Facts
	for _, f := range is.Facts {
		if i := slices.IndexFunc(facts, func(g criteria.Fact) bool { return g.Path == f.Path }); i < 0 {
			facts = append(facts, f)
		} else if facts[i].Kind != f.Kind || facts[i].Fold != f.Fold {
			d.doubt(true, "facts."+f.Path, "")
		} else if len(more[f.Path]) == 0 {
			enums[f.Path] = nil
		} else if len(enums[f.Path]) > 0 {
			enums[f.Path] = append(enums[f.Path], more[f.Path]...)
		}
	}
	for _, f := range is.Custom {
		if i := slices.IndexFunc(was.Custom, func(g criteria.Fact) bool { return g.Path == f.Path }); i < 0 {
			was.Custom = append(was.Custom, f)
		} else if was.Custom[i].Kind != f.Kind || was.Custom[i].Fold != f.Fold {
			d.doubt(true, "facts.activities."+f.Path, "")
		}
	}
	d.a = cases.New(enums, d.old.options.Steps)
	d.a.Until(ctx.Done())
	d.old.a, d.new.a = d.a, d.a
	if len(d.doubts) > 0 { // another kind: the expressions cannot be compiled together
		if d.old, err = checkerOf(ctx, before, &d.options.Options); err != nil {
			return nil, err
		}
		if d.new, err = checkerOf(ctx, after, &d.options.Options); err != nil {
			return nil, err
		}
		return d, nil
	}
	was.Facts, is.Facts = facts, facts
	is.Custom = was.Custom
	const unbounded = 1 << 30
	d.old.compiler = criteria.NewCompiler(was, criteria.Limits{Length: unbounded, Nesting: 10_000, Size: unbounded, Total: unbounded, Pattern: unbounded})
	d.old.compiler.Defines()
	if err := d.old.gather(); err != nil {
		return nil, err
	}
	d.new.compiler = d.old.compiler.Sibling(is)
	d.new.compiler.Defines()
	return d, d.new.gather()
}

func (d *differ) doubt(ofNew bool, path, text string) {
	if x := (Doubt{New: ofNew, Path: path, Text: text}); !slices.Contains(d.doubts, x) {
		d.doubts = append(d.doubts, x)
	}
}

// wants tells whether an aspect is compared.
func (d *differ) wants(o Aspect) bool { return slices.Contains(d.options.Aspects, o) }

// differs tells whether two decisions do.
func (d *differ) differs(before, after *qualify.Decision) bool {
	return d.wants(SameStatus) && before.Status != after.Status ||
		d.wants(SameQuadrant) && before.Quadrant != after.Quadrant ||
		d.wants(SameOwner) && ownerOf(before) != ownerOf(after) ||
		d.wants(SamePoints) && !reflect.DeepEqual(before.Score.Column, after.Score.Column) ||
		d.wants(SameBand) && before.Score.Band != after.Score.Band
}

// ownerOf is the owner without the route.
func ownerOf(d *qualify.Decision) matrix.Owner {
	o := d.Owner
	o.Route = ""
	return o
}

// alike tells whether two conditions come to the same for every lead of a set.
// With metOnly, unmet and unknown are the same.
func (d *differ) alike(left cases.Set, x, y *condition, metOnly bool) bool {
	switch {
	case x == nil || y == nil:
		return x == y
	case d.forms.of(x.node, false) == d.forms.of(y.node, false):
		return true
	}
	return d.sameOf(left, x.cases, y.cases, metOnly) || d.sameOf(left, d.tight(x.node), d.tight(y.node), metOnly)
}

// tight are the cases of a condition, made of those of its operands. Where these
// cannot tell when an operand is met from when it is not, as of one that asks
// about several facts at once, it is also a variable of its own, the same wherever
// its form is.
func (d *differ) tight(n *criteria.Node) *cases.Cases {
	if c, ok := d.tightened[n]; ok {
		return c
	}
	var out *cases.Cases
	switch n.Op {
	case criteria.OpNot:
		c := d.tight(n.Args[0])
		out = &cases.Cases{Met: c.Unmet, Unmet: c.Met, NotMet: c.NotUnmet, NotUnmet: c.NotMet}
	case criteria.OpAnd, criteria.OpOr:
		out = d.tight(n.Args[0])
		for _, a := range n.Args[1:] {
			c := d.tight(a)
			if n.Op == criteria.OpAnd {
				out = &cases.Cases{Met: d.a.And(out.Met, c.Met), NotUnmet: d.a.And(out.NotUnmet, c.NotUnmet), NotMet: d.a.Or(out.NotMet, c.NotMet), Unmet: d.a.Or(out.Unmet, c.Unmet)}
			} else {
				out = &cases.Cases{Met: d.a.Or(out.Met, c.Met), NotUnmet: d.a.Or(out.NotUnmet, c.NotUnmet), NotMet: d.a.And(out.NotMet, c.NotMet), Unmet: d.a.And(out.Unmet, c.Unmet)}
			}
		}
	default:
		out = d.a.Of(n)
		if d.a.And(out.Met, out.NotMet).Empty() && d.a.And(out.Unmet, out.NotUnmet).Empty() {
			break
		}
		form := d.forms.of(n, false)
		if d.named[form] == nil {
			d.named[form] = n
		}
		c := d.a.Opaque(d.named[form])
		out = &cases.Cases{Met: d.a.And(out.Met, c.Met), Unmet: d.a.And(out.Unmet, c.Unmet), NotMet: d.a.And(out.NotMet, c.NotMet), NotUnmet: d.a.And(out.NotUnmet, c.NotUnmet)}
	}
	d.tightened[n] = out
	return out
}

func (d *differ) same(x, y *cases.Cases, metOnly bool) bool {
	return d.sameOf(cases.Everything(), x, y, metOnly)
}

// sameOf is same for some of the leads.
func (d *differ) sameOf(left cases.Set, x, y *cases.Cases, metOnly bool) bool {
	sets := []cases.Set{d.a.And(x.Met, y.NotMet), d.a.And(x.NotMet, y.Met)}
	if !metOnly {
		sets = append(sets, d.a.And(x.Unmet, y.NotUnmet), d.a.And(x.NotUnmet, y.Unmet))
	}
	return !slices.ContainsFunc(sets, func(s cases.Set) bool { return !d.a.And(left, s).Empty() })
}

// any is the union of conditions.
func (d *differ) any(list []*condition) *cases.Cases {
	out := &cases.Cases{NotMet: cases.Everything(), Unmet: cases.Everything()}
	for _, c := range list {
		out = &cases.Cases{
			Met: d.a.Or(out.Met, c.cases.Met), NotUnmet: d.a.Or(out.NotUnmet, c.cases.NotUnmet),
			NotMet: d.a.And(out.NotMet, c.cases.NotMet), Unmet: d.a.And(out.Unmet, c.cases.Unmet),
		}
	}
	return out
}
