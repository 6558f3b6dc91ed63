package qualify

import (
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
)

// findUsed finds the fields of people that the account's rules look at.
func (e *AccountEngine) findUsed() {
	seen, used := map[*criteria.Node]bool{}, make([]bool, len(e.fields))
	var visit func(n *criteria.Node)
	visit = func(n *criteria.Node) {
		if !n.People || seen[n] {
			return
		}
		seen[n] = true
		if n.Op == criteria.OpPersonal {
			used[n.Field] = true
		}
		for _, a := range n.Args {
			visit(a)
		}
	}
	p := e.Account.program
	for _, n := range slices.Concat(p.Conds(), p.Nums(), p.Eaches()) {
		visit(n)
	}
	cell := used[slices.IndexFunc(e.fields, func(f personField) bool { return f.of == personCell })]
	for i := range e.fields {
		if of := e.fields[i].of; used[i] || cell && (of == personGrade || of == personBand) {
			e.used = append(e.used, i)
		}
	}
}

// reportUsed has the decisions about people report what is wrong with what only the
// account's rules look at of them: facts, and custom fields of their activities.
func (e *AccountEngine) reportUsed() {
	for _, i := range e.used {
		if slot := e.fields[i].slot; slot >= 0 {
			e.Person.slots[slot].quiet = false
		}
	}
	same := func(a, b *slot) bool {
		return a.path == b.path && a.kind == b.kind && a.folded == b.folded && maps.Equal(a.enum, b.enum)
	}
	for i := range e.Account.fields {
		field := &e.Account.fields[i]
		if !slices.ContainsFunc(e.Person.fields, func(s slot) bool { return same(&s, field) }) {
			e.Person.accountFields = append(e.Person.accountFields, *field)
		}
	}
}

// widen gathers what the account's rules compare with people's facts.
func (e *AccountEngine) widen() {
	e.wider = make([]bounds.Values, len(e.Person.slots))
	for i := range e.wider {
		s := &e.Person.slots[i]
		e.wider[i] = s.probes
		e.wider[i].Kind = s.kind
		e.wider[i].Cut(maxTriedValues)
	}
	seen := map[*criteria.Node]bool{}
	var visit func(n *criteria.Node)
	visit = func(n *criteria.Node) {
		if !n.People || seen[n] {
			return
		}
		seen[n] = true
		for _, a := range n.Args {
			of := a
			if of.Op == criteria.OpFold || of.Op == criteria.OpTrim {
				of = of.Args[0]
			}
			if of.Op == criteria.OpPersonal && e.fields[of.Field].slot >= 0 {
				to := &e.wider[e.fields[of.Field].slot]
				for _, c := range n.Args {
					switch {
					case c.Op == criteria.OpConst && c.Kind == criteria.String:
						to.Texts = append(to.Texts, c.Text)
					case c.Op == criteria.OpConst && c.Kind == criteria.Number:
						to.Numbers = append(to.Numbers, c.Number-1, c.Number, c.Number+1)
					case c.Op == criteria.OpList:
						to.Texts = append(to.Texts, c.Texts...)
						to.Numbers = append(to.Numbers, c.Numbers...)
					}
				}
			}
			visit(a)
		}
	}
	for _, n := range slices.Concat(e.Account.program.Conds(), e.Account.program.Nums()) {
		visit(n)
	}
	for i := range e.wider {
		if v := &e.wider[i]; v.Kind == criteria.String {
			v.Texts = append(v.Texts, otherText)
		}
	}
}

// otherText is a value of a text that no rule compares it with.
const otherText = "\x00other"
