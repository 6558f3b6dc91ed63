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
	kinds := make([]criteria.Kind, len(e.fields))
	for i := range kinds {
		kinds[i] = e.fields[i].Kind
	}
	for i, v := range bounds.CandidatesOfPeople(e.Account.program, kinds, maxCandidates) {
		slot := e.fields[i].slot
		if slot < 0 || e.Person.slots[slot].enum != nil { // of which all values are tried
			continue
		}
		to := &e.wider[slot]
		to.Numbers = distinctly(to.Numbers, v.Numbers)
		to.Texts = distinctly(to.Texts, v.Texts)
		to.Times = distinctly(to.Times, v.Times)
		to.Lists = append(to.Lists, v.Lists...)
	}
}

// distinctly appends values that are not there.
func distinctly[T comparable](to, values []T) []T {
	there := make(map[T]bool, len(to))
	for _, v := range to {
		there[v] = true
	}
	for _, v := range values {
		if !there[v] {
			there[v] = true
			to = append(to, v)
		}
	}
	return to
}
