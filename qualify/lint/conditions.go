package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// walk visits a part of an expression and its operands, each part once.
func walk(n *criteria.Node, visit func(*criteria.Node)) {
	seen := map[*criteria.Node]bool{}
	var step func(*criteria.Node)
	step = func(n *criteria.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		visit(n)
		for i := range len(n.Args) {
			step(n.Args[i])
		}
	}
	step(n)
}

// checkConditions looks at each condition by itself.
func (k *checker) checkConditions() {
	for _, c := range k.conditions {
		switch {
		case c.reported:
		case c.cases.Met.Empty():
			k.neverMet(c)
		case c.cases.Unmet.Empty() && !deliberate(c):
			c.reported = true
			message := "every " + c.subject() + " of which the facts are known meets this; leave it out, or say what it should keep out"
			if c.cases.NotMet.Empty() {
				message = "every " + c.subject() + " meets this; leave it out, or say what it should keep out"
			}
			k.report(Finding{Code: CodeAlwaysMet, Severity: Warning, Path: c.path, Text: c.text, Message: message, Proof: k.whyAlways(c)})
		}
		k.checkGivesUp(c)
	}
	for _, r := range k.rules {
		if r.num != nil && r.num.NonMonotone {
			k.report(givesUp(r.path+".compute", r.Compute))
		}
	}
}

// subject is what a condition is about.
func (c *condition) subject() string {
	switch {
	case c.each:
		return "activity"
	case strings.HasPrefix(c.path, "roles["):
		return "person"
	case c.ofAccount:
		return "account"
	}
	return "lead"
}

func (k *checker) neverMet(c *condition) {
	c.reported = true
	k.report(Finding{
		Code: CodeNeverMet, Severity: Error, Path: c.path, Text: c.text, Proof: k.whyNever(c.node, false), Mend: k.misspelt(c),
		Message: fmt.Sprintf("no %s can meet this; mend it, or leave it out", c.subject()),
	})
}

// misspelt is the value of an enum that was meant by a condition about one fact.
func (k *checker) misspelt(c *condition) *qualify.Mend {
	n := c.node
	if n.Op != criteria.OpEq || n.Args[0].Op != criteria.OpFact || n.Args[1].Op != criteria.OpConst {
		return nil
	}
	near, ok := nearest.To(n.Args[1].Text, k.rs.Facts[n.Args[0].Path()].Enum)
	if !ok {
		return nil
	}
	s := advice{have: []string{n.Args[1].Text}, want: []string{near}}
	return s.in(c.text)
}

// deliberate tells of a condition that is always met that it says so in so
// many words, or asks in its own way whether a fact is known.
func deliberate(c *condition) bool {
	if c.node.Op == criteria.OpConst {
		return true
	}
	found := false
	walk(c.node, func(n *criteria.Node) {
		if n.Op == criteria.OpNe && n.Args[1].Op == criteria.OpConst && n.Args[1].Kind == criteria.String && n.Args[1].Text == "" {
			found = true
		}
	})
	return found
}

// whyNever says why a condition is never met or, denied, never unmet; "" where
// that takes more than a line.
func (k *checker) whyNever(n *criteria.Node, denied bool) string {
	switch op := n.Op; {
	case op == criteria.OpNot:
		return k.whyNever(n.Args[0], !denied)
	case op == criteria.OpAnd && !denied || op == criteria.OpOr && denied:
		return k.whyNone(n, denied)
	case op == criteria.OpOr || op == criteria.OpAnd:
		var reasons []string
		for i := range len(n.Args) {
			reason := k.whyNever(n.Args[i], denied)
			if reason == "" || i > 3 {
				return ""
			}
			if !slices.Contains(reasons, reason) {
				reasons = append(reasons, reason)
			}
		}
		return strings.Join(reasons, "; ")
	case op == criteria.OpInRange && !denied && n.Args[1].Op == criteria.OpConst && n.Args[2].Op == criteria.OpConst && n.Args[1].Number > n.Args[2].Number:
		return fmt.Sprintf("nothing lies in %v..%v: the lower end comes first; write %v..%v", n.Args[1], n.Args[2], n.Args[2], n.Args[1])
	case (op == criteria.OpEq || op == criteria.OpInList) && !denied && n.Args[0].Op == criteria.OpFact && n.Args[0].Kind == criteria.String:
		path := n.Args[0].Path()
		if enum := k.rs.Facts[path].Enum; len(enum) > 0 {
			near := ""
			if n.Args[1].Op == criteria.OpConst {
				near = nearest.Quoted(n.Args[1].Text, enum).String()
			}
			return fmt.Sprintf("facts allows %s only %s%s", path, list(enum), near)
		}
		if op == criteria.OpEq && n.Args[1].Op == criteria.OpConst && n.Args[1].Text == "" {
			return fmt.Sprintf("a fact is never \"\": it is unknown then; write %s == nil", path)
		}
	case (op == criteria.OpEq || op == criteria.OpInList) && !denied && n.Args[0].Op == criteria.OpPersonal && len(k.theirs["."+n.Args[0].Path()]) > 0:
		enum, near := k.theirs["."+n.Args[0].Path()], ""
		if n.Args[1].Op == criteria.OpConst {
			near = nearest.Quoted(n.Args[1].Text, enum).String()
		}
		return fmt.Sprintf("person.facts allows .%s %s only%s", n.Args[0].Path(), list(enum), near)
	case op == criteria.OpAny || op == criteria.OpOne:
		if reason := k.whyNever(n.Args[1], false); reason != "" && !denied {
			return reason
		}
	}
	if denied {
		return fmt.Sprintf("%v can never be unmet", n)
	}
	return fmt.Sprintf("%v can never be met", n)
}

// whyNone says which of the operands of a chain have nothing in common.
func (k *checker) whyNone(n *criteria.Node, denied bool) string {
	set := func(i int) cases.Set {
		c := k.a.Of(n.Args[i])
		if denied {
			return c.Unmet
		}
		return c.Met
	}
	for i := range len(n.Args) {
		if set(i).Empty() {
			return k.whyNever(n.Args[i], denied)
		}
		for j := range i {
			if both := k.a.And(set(i), set(j)); both.Empty() {
				return k.a.Clash(set(j), set(i))
			}
		}
	}
	sum := set(0)
	for i := 1; i < len(n.Args); i++ {
		next := k.a.And(sum, set(i))
		if next.Empty() {
			return k.a.Clash(sum, set(i))
		}
		sum = next
	}
	return ""
}

func (k *checker) whyAlways(c *condition) string { return k.whyNever(c.node, true) }

// checkGivesUp points at ?? and nil.
func (k *checker) checkGivesUp(c *condition) {
	if !c.node.NonMonotone {
		return
	}
	f := givesUp(c.path, c.text)
	f.Witness = k.metWhileUnknown(c)
	k.report(f)
}

func givesUp(path, text string) Finding {
	return Finding{
		Code: CodeGivesUp, Severity: Info, Path: path, Text: text,
		Message: "?? and nil count a missing fact as if it were known: a decision may be certain, and still change once the fact is there; where that is not wanted, leave the fact unknown",
	}
}

// metWhileUnknown is a lead that meets the condition with a fact unknown.
func (k *checker) metWhileUnknown(c *condition) *Example {
	if c.each {
		return nil
	}
	facts := c.node.Facts
	for _, picks := range k.a.Picks(c.cases.Met, 8) {
		for _, missing := range facts[:min(len(facts), 8)] {
			lead := k.newLead()
			k.apply(lead, picks)
			k.setFact(lead, missing, nil)
			if e := k.example(c, lead, truth.Met, fmt.Sprintf("%s is not known, and the condition is met", missing)); e != nil {
				return e
			}
		}
	}
	return nil
}

// list writes texts in quotes.
func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, s := range texts {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(quoted, ", ")
}
