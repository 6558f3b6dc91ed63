package eval

import "slices"

// trim gives back what only making the program needed, and the room that lists have
// beyond their ends: a host may have very many programs, of which most are small.
func (p *Program) trim() {
	ps := &p.pass
	for i := range ps.aggregates {
		ps.aggregates[i].where, ps.aggregates[i].value = nil, nil
	}
	exact(&ps.aggregates)
	exact(&p.aggregateOf)
	exact(&p.net.edges)
	exact(&p.bools)
	exact(&p.numbers)
	exact(&p.countChecks)
	exact(&p.extremeChecks)
	exact(&p.factChecks)
	exact(&p.guarded)
	exact(&p.texts)
	exact(&p.conds)
	for i := range p.numbers {
		exact(&p.numbers[i].nodes)
	}
	for i := range p.texts {
		p.texts[i].trim()
	}
	if ps.small.rows != nil {
		ps.index, ps.types = nil, nil
	}
	p.Forget()
}

// exact moves a list to where it has no room beyond its end.
func exact[T any](list *[]T) {
	if cap(*list) > len(*list) {
		*list = append(make([]T, 0, len(*list)), *list...)
	}
}

func (q *textIndex) trim() {
	exact(&q.nodes)
	exact(&q.others)
	exact(&q.tests)
	if q.small.rows == nil {
		exact(&q.values)
		return
	}
	q.byText = nil
	if !slices.ContainsFunc(q.small.rows, func(r tableRow) bool { return !r.settles }) {
		q.values = nil
	}
	exact(&q.values)
}

// Forget frees what is made anew when it is asked for.
func (p *Program) Forget() {
	for _, re := range p.rare {
		re.Forget()
	}
}
