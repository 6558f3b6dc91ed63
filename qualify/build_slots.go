package qualify

import (
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// slots plans the filling, once all texts are compiled. Declared custom facts
// get a slot even where no text mentions them, so that bad values are
// reported.
func (b *build) slots() {
	for _, f := range b.facts[len(leadFacts):] {
		if !f.Result && f.Refused == "" && !strings.HasPrefix(f.Path, parentPrefix) {
			b.c.Use(f.Path)
		}
	}
	b.activityFields()
	for i := range b.rs.Vendors { // what matters though no text mentions it: whom a route keeps, and who dates a wish
		for _, path := range []string{"owner", "answers.wants_contact"} {
			if slices.Contains(b.rs.Vendors[i].Gives, path) {
				b.c.Use(path)
			}
		}
	}
	if b.c.Uses("answers.wants_contact") { // a wish without a date may have to be dated
		b.c.Use("answers.wants_contact_at")
	}
	if b.setting.inAccount && b.setting.people == nil {
		b.quietSlots()
	}
	program := eval.NewProgram(b.c)
	b.e.program = program
	raised := map[int]bool{}
	for _, r := range b.e.raises {
		for _, s := range program.Cond(r.cond).Slots {
			raised[s] = true
		}
	}
	probes := bounds.Candidates(program, maxCandidates)
	askedAs := map[string]int{}
	b.e.slots = make([]slot, 0, len(program.Slots()))
	for i, index := range program.Slots() {
		f := b.facts[index]
		declared := b.rs.Facts[f.Path]
		s := slot{
			role: roles[f.Path], path: f.Path, askPath: f.Path, kind: f.Kind,
			question: declared.Ask, prior: chances(&declared, f.Kind), actionable: declared.Actionable, probes: probes[i], inRaise: raised[i],
		}
		own, ofParent := strings.CutPrefix(f.Path, parentPrefix)
		name, custom := strings.CutPrefix(own, customPrefix)
		s.quiet = slices.Contains(b.quiet, f.Path)
		held := slices.IndexFunc(b.e.held, func(h heldRole) bool { return h.path == f.Path })
		if ofParent {
			about := b.rs.Facts[own]
			declared = Fact{Enum: about.Enum, Fold: about.Fold, Ask: declared.Ask}
			s.ofParent = true
		}
		switch field := leadField[own]; {
		case held >= 0:
			b.e.held[held].slot = i
			b.e.slots = append(b.e.slots, slot{role: heldByPeople, path: f.Path, kind: f.Kind, askAs: i})
			continue
		case f.Result:
			r := b.result(f.Path)
			b.e.resultSlots = append(b.e.resultSlots, resultSlot{r.of, r.index, i})
			b.e.slots = append(b.e.slots, slot{role: wasDecided, path: f.Path, askPath: f.Path, kind: f.Kind, askAs: i})
			continue
		case custom:
			s.role, s.custom = customFact, name
		case s.role.derived():
			s.askPath = "created_at"
		default:
			s.offset = field.Offset
		}
		b.declare(&s, f, &declared)
		var asked bool
		if s.askAs, asked = askedAs[s.askPath]; !asked {
			s.askAs = i
			askedAs[s.askPath] = i
		}
		b.e.slots = append(b.e.slots, s)
	}
	for i := range b.e.slots { // whoever asks for a fact may raise a hand with it
		s := &b.e.slots[i]
		first := &b.e.slots[s.askAs]
		first.askedBy = append(first.askedBy, i)
		first.inRaise = first.inRaise || s.inRaise
		if s != first { // and its values are tried for both
			first.probes.Numbers = slices.Compact(slices.Sorted(slices.Values(slices.Concat(first.probes.Numbers, s.probes.Numbers))))
		}
	}
	b.recordOnly()
	b.decisive()
	b.markParts()
	scratch := program.NewFrame()
	for i := range b.e.slots {
		switch s := &b.e.slots[i]; {
		case s.role == wasDecided || s.role == heldByPeople: // nobody can fill it in
		case s.role.derived(): // tried for both at once, which Distinct knows nothing of
			s.probes.Cut(maxTriedValues)
		default:
			s.probes = bounds.Distinct(program, scratch, i, s.probes, maxTriedValues)
		}
	}
	program.Forget()
	b.ownersToTry()
	b.e.wishAt = slices.IndexFunc(b.e.slots, func(s slot) bool { return s.role == wishAt })
	b.e.wish = slices.IndexFunc(b.e.slots, func(s slot) bool { return s.role == wish })
	b.e.readings = newReadings(b.e.slots)
	for _, r := range b.e.routings() {
		if r.cond != noCond {
			r.results = program.Cond(r.cond).Results
		}
	}
	for i := range b.e.steps {
		if n := program.Cond(b.e.steps[i].cond); n.NonMonotone {
			b.e.steps[i].changes = n.Slots
		}
	}
}

// declare takes over what the rule set says of a fact's values.
func (b *build) declare(s *slot, f criteria.Fact, declared *Fact) {
	s.folded = f.Kind == criteria.String && b.folds(declared)
	enum := declared.Enum
	if s.standIn, _ = asKind(f.Kind, declared.Default); s.role == stage {
		s.standIn, enum = firstStage, b.stages()
	}
	s.staleAfter = time.Duration(declared.StaleDays * float64(day))
	if len(enum) > 0 {
		s.enum = make(map[string]bool, len(enum))
		for _, v := range enum {
			if s.folded {
				v = criteria.FoldFact(v)
			}
			s.enum[v] = true
		}
		s.probes.Texts = slices.Clone(enum)
	}
}

// recordOnly finds out what decisions depend on besides screening, fit and
// routes.
func (b *build) recordOnly() {
	e := b.e
	looksAt := func(result string) bool {
		return slices.ContainsFunc(e.slots, func(s slot) bool { return s.path == result || strings.HasPrefix(s.path, result+".") })
	}
	byScore := e.policy != HandRaiseOnly
	e.scoreDecides = byScore || looksAt("score") || looksAt("cell")
	if e.bant != nil {
		e.bant.decides = byScore && e.bant.list.Gate || looksAt("bant.verdict")
	}
	for i := range e.checklists {
		l := &e.checklists[i]
		l.decides = byScore && l.list.Gate || looksAt("checklists."+l.list.ID+".verdict")
	}
}

// decisive gathers the texts that more than the record may rest on.
func (b *build) decisive() {
	e := b.e
	conds := func(list ...criteria.Cond) {
		for _, c := range list {
			if c != noCond {
				e.decisive = append(e.decisive, e.program.Cond(c))
			}
		}
	}
	unsteady := func(list *[]*criteria.Node, from int) {
		for _, n := range e.decisive[from:] {
			if n.NonMonotone {
				*list = append(*list, n)
			}
		}
	}
	hiding := func(list *[]*criteria.Node, from int) {
		for _, n := range e.decisive[from:] {
			if n.Hides && len(n.Slots) > 1 {
				*list = append(*list, n)
			}
		}
	}
	for i := range e.steps {
		conds(e.steps[i].cond)
	}
	hiding(&e.hiding.steps, 0)
	for i := range e.raises {
		if e.policy != ScoreOnly {
			conds(e.raises[i].cond)
		}
	}
	unsteady(&e.unsteady.always, 0)
	from := len(e.decisive)
	conds(e.icpConds...)
	unsteady(&e.unsteady.fit, from)
	hiding(&e.hiding.fit, from)
	from = len(e.decisive)
	if e.bant != nil && e.bant.decides {
		conds(e.bant.conds...)
	}
	for i := range e.checklists {
		if l := &e.checklists[i]; l.decides {
			conds(l.conds...)
		}
	}
	for i := range e.rules {
		r := &e.rules[i]
		if !e.scoreDecides {
			break
		}
		conds(r.gate)
		conds(r.tiers...)
		switch r.form {
		case byWhen:
			conds(r.cond)
		case byCompute:
			e.decisive = append(e.decisive, e.program.Num(r.num))
		}
	}
	if e.scoreDecides {
		conds(e.staying)
	}
	unsteady(&e.unsteady.score, from)
	hiding(&e.hiding.score, from)
	for _, r := range e.routings() {
		conds(r.cond)
	}
}

// routings are those of the routes and of the experiments.
func (e *Engine) routings() []*routing {
	var all []*routing
	for i := range e.routes {
		all = append(all, &e.routes[i].routing)
	}
	for i := range e.experiments {
		all = append(all, &e.experiments[i].routing)
	}
	return all
}

// ownersToTry adds owners to the values of the lead's present owner: two of
// each route that would keep them.
func (b *build) ownersToTry() {
	b.e.ownerNow = slices.IndexFunc(b.e.slots, func(s slot) bool { return s.path == "owner" })
	if b.e.ownerNow < 0 {
		return
	}
	s := &b.e.slots[b.e.ownerNow]
	var owners []string
	for i := range b.e.routes {
		r, two := &b.e.routes[i], 0
		for _, o := range r.route.Owners {
			if two < 2 && (s.enum == nil || s.listed(o.ID)) {
				owners = append(owners, o.ID)
				two++
			}
		}
		r.keeps = two > 0 && len(r.route.Owners) > 1
	}
	owners = slices.DeleteFunc(owners, func(id string) bool { return slices.Contains(s.probes.Texts, id) })
	slices.Sort(owners)
	owners = slices.Compact(owners)
	owners = owners[:min(len(owners), maxTriedValues/2)]
	s.probes.Cut(maxTriedValues - len(owners))
	s.probes.Texts = append(s.probes.Texts, owners...)
}

// markParts fills in the bits of the conditions of some parts.
func (b *build) markParts() {
	e := b.e
	mark := func(bits *[]uint64, conds ...criteria.Cond) {
		if *bits == nil {
			*bits = make([]uint64, (len(e.program.Conds())+63)/64)
		}
		for _, c := range conds {
			(*bits)[c>>6] |= 1 << (c & 63)
		}
	}
	for i := range e.steps {
		mark(&e.bitsOf.steps, e.steps[i].cond)
	}
	for i := range e.raises {
		mark(&e.bitsOf.raises, e.raises[i].cond)
	}
	mark(&e.bitsOf.fit, e.icpConds...)
	if e.bant != nil {
		mark(&e.bitsOf.lists, e.bant.conds...)
	}
	for i := range e.checklists {
		mark(&e.bitsOf.lists, e.checklists[i].conds...)
	}
	for c, n := range e.program.Conds() {
		switch {
		case !n.MayFault:
		case n.Results:
			e.resultsMayFault = true
		default:
			mark(&e.mayFault, criteria.Cond(c))
		}
	}
	for _, i := range e.otherRules {
		r := &e.rules[i]
		if r.form == byCompute && e.program.Num(r.num).MayFault || r.form == byEach && e.program.Each(r.each).MayFault {
			e.rulesMayFault = append(e.rulesMayFault, i)
		}
	}
}
