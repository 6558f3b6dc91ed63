package lint

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// apply changes a lead towards having what the picks say. It does what it can:
// the lead has to be decided to see whether that was enough.
func (k *checker) apply(lead *qualify.Lead, picks []cases.Pick) {
	for i := range picks {
		k.applyOne(lead, &picks[i])
	}
}

func (k *checker) applyOne(lead *qualify.Lead, p *cases.Pick) {
	switch {
	case p.Predicate != nil:
		k.applyCount(lead, p)
	case p.Unknown:
		for _, path := range p.Term.Facts {
			k.setFact(lead, path, nil)
		}
	case p.Term.Kind == criteria.Bool:
		k.applyCondition(lead, p.Term, p.Truth)
	case p.Term.Kind == criteria.String:
		k.applyText(lead, p.Term, p.Text)
	default:
		k.applyNumber(lead, p.Term, p.Number)
	}
}

// applyText changes what a text is made of.
func (k *checker) applyText(lead *qualify.Lead, n *criteria.Node, s string) {
	switch n.Op {
	case criteria.OpFact:
		k.setFact(lead, n.Path(), s)
	case criteria.OpLower, criteria.OpUpper, criteria.OpTrim:
		k.applyText(lead, n.Args[0], s)
	case criteria.OpEmailDomain:
		k.applyText(lead, n.Args[0], "ana@"+s)
	}
}

// applyNumber changes what a number, an instant or a length of time is made
// of; the latter two are in seconds.
func (k *checker) applyNumber(lead *qualify.Lead, n *criteria.Node, x float64) {
	constant := func(i int) (float64, bool) {
		c := n.Args[i]
		if c.Op != criteria.OpConst {
			return 0, false
		}
		if c.Kind == criteria.Number {
			return c.Number, true
		}
		return float64(c.Instant.Sec), true
	}
	switch n.Op {
	case criteria.OpFact:
		if n.Kind == criteria.Time {
			k.setFact(lead, n.Path(), secondsAt(x))
			return
		}
		k.setFact(lead, n.Path(), x)
	case criteria.OpNeg:
		k.applyNumber(lead, n.Args[0], -x)
	case criteria.OpAbs, criteria.OpFloor, criteria.OpCeil, criteria.OpRound:
		k.applyNumber(lead, n.Args[0], x)
	case criteria.OpLen:
		k.applyText(lead, n.Args[0], strings.Repeat("x", int(max(0, min(x, 1000)))))
	case criteria.OpAdd, criteria.OpSub, criteria.OpMul, criteria.OpDiv:
		if n.Op == criteria.OpSub && n.Args[0].Op == criteria.OpNow {
			k.applyNumber(lead, n.Args[1], float64(asOf().Unix())-x)
			return
		}
		if n.Op == criteria.OpSub && n.Args[1].Op == criteria.OpNow {
			k.applyNumber(lead, n.Args[0], float64(asOf().Unix())+x)
			return
		}
		if c, ok := constant(1); ok {
			k.applyNumber(lead, n.Args[0], map[criteria.Op]float64{criteria.OpAdd: x - c, criteria.OpSub: x + c, criteria.OpMul: x / c, criteria.OpDiv: x * c}[n.Op])
		} else if c, ok := constant(0); ok {
			k.applyNumber(lead, n.Args[1], map[criteria.Op]float64{criteria.OpAdd: x - c, criteria.OpSub: c - x, criteria.OpMul: x / c, criteria.OpDiv: c / x}[n.Op])
		}
	}
}

// secondsAt is an instant between the years 1 and 9999.
func secondsAt(x float64) time.Time {
	const first, last = -62_135_596_800 + 86_400, 253_370_764_800
	return time.Unix(int64(max(first, min(math.Round(x), last))), 0).UTC()
}

// applyCondition changes what a condition is about that was not looked into.
func (k *checker) applyCondition(lead *qualify.Lead, n *criteria.Node, met bool) {
	switch n.Op {
	case criteria.OpFact:
		k.setFact(lead, n.Path(), met)
	case criteria.OpIsFreeEmail:
		if met {
			k.applyText(lead, n.Args[0], "ana@gmail.com")
		} else {
			k.applyText(lead, n.Args[0], "ana@company.example")
		}
	case criteria.OpInList:
		if x, list := n.Args[0], n.Args[1]; x.Op == criteria.OpConst && list.Op == criteria.OpFact {
			k.setFact(lead, list.Path(), []string{})
			if met {
				k.setFact(lead, list.Path(), []string{x.Text})
			}
		}
	case criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe, criteria.OpEq, criteria.OpNe:
		if n.Args[0].Kind == criteria.Number || n.Args[0].Kind == criteria.Time {
			above := n.Op == criteria.OpGt || n.Op == criteria.OpGe || n.Op == criteria.OpNe
			from := 0.0
			if n.Args[0].Kind == criteria.Time {
				from = float64(asOf().Unix()) - 1000
			}
			k.applyNumber(lead, n.Args[1], from+100)
			switch {
			case n.Op == criteria.OpEq && met:
				k.applyNumber(lead, n.Args[0], from+100)
			case above == met:
				k.applyNumber(lead, n.Args[0], from+200)
			default:
				k.applyNumber(lead, n.Args[0], from+50)
			}
		}
	}
}

// applyCount gives a list as many elements of a kind as are wanted.
func (k *checker) applyCount(lead *qualify.Lead, p *cases.Pick) {
	list, wanted := p.List, k.a.Of(p.Predicate).Met
	for list.Op == criteria.OpFilter {
		wanted = k.a.And(wanted, k.a.Of(list.Args[1]).Met)
		list = list.Args[0]
	}
	n := int(max(0, min(p.Number, 1000)))
	options := k.a.Picks(wanted, 4)
	switch {
	case p.Unknown && list.Op == criteria.OpFact:
		k.setFact(lead, list.Path(), nil)
	case list.Op == criteria.OpFact && list.Kind == criteria.Strings:
		texts := []string{}
		for range n {
			texts = append(texts, elementText(options))
		}
		k.setFact(lead, list.Path(), texts)
	case list.Op == criteria.OpActivities && n > 0 && len(options) > 0:
		for _, e := range options[0] { // facts that the predicate mentions
			if e.Predicate == nil && len(e.Term.Facts) > 0 {
				k.applyOne(lead, &e)
			}
		}
		lead.Activities = append(lead.Activities, activities(options[0], n, 0)...)
	case list.Op == criteria.OpActivities && n == 0:
		lead.Activities = nil
	}
}

// elementText is a text that satisfies a predicate on a list's elements.
func elementText(options [][]cases.Pick) string {
	for _, picks := range options {
		for _, p := range picks {
			if p.Term.Op == criteria.OpElement {
				return p.Text
			}
		}
	}
	return "other"
}

// activities are n with the fields that picks say, not younger than so many
// days.
func activities(picks []cases.Pick, n int, days float64) []qualify.Activity {
	a := qualify.Activity{Type: "other"}
	for _, p := range picks {
		field := p.Term
		if p.Predicate != nil || p.Unknown {
			continue
		}
		for field.Op == criteria.OpLower || field.Op == criteria.OpUpper || field.Op == criteria.OpTrim {
			field = field.Args[0]
		}
		if field.Op != criteria.OpField {
			continue
		}
		switch field.Path() {
		case "type":
			a.Type = p.Text
		case "channel":
			a.Channel = p.Text
		case "url":
			a.URL = p.Text
		case "subject":
			a.Subject = p.Text
		case "campaign":
			a.Campaign = p.Text
		case "value":
			a.Value = p.Number
		case "days_ago":
			days = max(days, p.Number)
		case "at":
			days = max(days, (float64(asOf().Unix())-p.Number)/86_400)
		default:
			if name, ok := strings.CutPrefix(field.Path(), "custom."); ok {
				if a.Custom == nil {
					a.Custom = map[string]any{}
				}
				a.Custom[name] = map[criteria.Kind]any{
					criteria.Bool: p.Truth, criteria.Number: p.Number, criteria.String: p.Text,
					criteria.Time: time.Unix(int64(p.Number), 0).UTC().Format(time.RFC3339),
				}[field.Kind]
			}
		}
	}
	a.At = daysBefore(days)
	return slices.Repeat([]qualify.Activity{a}, n)
}
