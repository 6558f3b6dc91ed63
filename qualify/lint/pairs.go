package lint

import (
	"fmt"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// maxPairsCompared bounds how many pairs of conditions are held against each
// other.
const maxPairsCompared = 100_000

// member is one of several conditions that are held against each other.
type member struct {
	at       string // the path to report
	text     string
	cases    *cases.Cases
	required bool
	skip     bool
}

// checkPairs finds conditions of one list that are met whenever another is, or
// never together with it.
func (k *checker) checkPairs() {
	budget := maxPairsCompared
	var criteria []member
	for i, l := range k.icp {
		criteria = append(criteria, k.criterionMember(i, l))
	}
	k.comparePairs("criteria", criteria, &budget)
	k.comparePairs("items", members(k.bant), &budget)
	for _, list := range k.checklists {
		k.comparePairs("items", members(list), &budget)
	}
	k.checkDuplicates()
	k.checkRaises(&budget)
}

func members(list []*condition) []member {
	var out []member
	for _, c := range list {
		out = append(out, member{at: c.path, text: c.text, cases: c.cases, skip: c.reported})
	}
	return out
}

// criterionMember is a criterion as a whole: met if one of its tiers is.
func (k *checker) criterionMember(i int, l *ladder) member {
	m := member{at: l.path, required: k.rs.ICP.Criteria[i].Required}
	var met, unmet, notMet, notUnmet cases.Set
	for j, c := range l.steps {
		m.skip = m.skip || c.reported
		if j == 0 {
			met, unmet, notMet, notUnmet = c.cases.Met, c.cases.Unmet, c.cases.NotMet, c.cases.NotUnmet
			continue
		}
		met, unmet = k.a.Or(met, c.cases.Met), k.a.And(unmet, c.cases.Unmet)
		notMet, notUnmet = k.a.And(notMet, c.cases.NotMet), k.a.Or(notUnmet, c.cases.NotUnmet)
	}
	m.cases = &cases.Cases{Met: met, Unmet: unmet, NotMet: notMet, NotUnmet: notUnmet}
	if len(k.rs.ICP.Criteria[i].Tiers) == 0 {
		m.at, m.text = l.steps[0].path, l.steps[0].text
	}
	return m
}

// related tells that two sets speak of a common variable, so that they may
// have to do with each other.
func related(a, b []int) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			return true
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return false
}

func (k *checker) comparePairs(what string, list []member, budget *int) {
	counts := func(m *member) bool { return k.a.AboutCounts(m.cases.Met) }
	vars := make([][]int, len(list))
	for i := range list {
		vars[i] = list[i].cases.Met.Variables()
	}
	for j := range list {
		for i := range j {
			if list[i].skip || list[j].skip {
				continue
			}
			if *budget--; *budget < 0 {
				return
			}
			if !related(vars[i], vars[j]) && !(counts(&list[i]) && counts(&list[j])) {
				continue
			}
			k.comparePair(what, &list[i], &list[j])
		}
	}
}

func (k *checker) comparePair(what string, a, b *member) {
	if both := k.a.And(a.cases.Met, b.cases.Met); both.Empty() {
		f := Finding{
			Code: CodeContradicts, Severity: Warning, Path: b.at, Text: b.text, Proof: k.a.Clash(a.cases.Met, b.cases.Met),
			Message: fmt.Sprintf("no lead meets this and %s, so that nobody has all %s; %s", a.at, what, map[string]string{"criteria": "make them tiers of one, or mend one of them", "items": "mend one of them"}[what]),
		}
		if a.required && b.required {
			f.Severity = Error
			f.Message = fmt.Sprintf("no lead meets this and %s, and both are required, so that nobody fits; mend one of them", a.at)
		}
		k.report(f)
		return
	}
	forward := k.a.And(a.cases.Met, b.cases.NotMet) // a without b
	backward := k.a.And(b.cases.Met, a.cases.NotMet)
	if !forward.Empty() && !backward.Empty() {
		return
	}
	always, sometimes := b, a // always is met whenever sometimes is
	proof := k.a.Clash(a.cases.Met, b.cases.NotMet)
	if !forward.Empty() {
		always, sometimes = a, b
		proof = k.a.Clash(b.cases.Met, a.cases.NotMet)
	}
	message := fmt.Sprintf("whoever meets %s meets this too, so that it counts twice; %s", sometimes.at, map[string]string{"criteria": "make them tiers of one, or leave one out", "items": "leave one out, or mend it"}[what])
	if forward.Empty() && backward.Empty() {
		message = fmt.Sprintf("this and %s are met by the same leads; leave one out", sometimes.at)
	}
	k.report(Finding{Code: CodeImplied, Severity: Warning, Path: always.at, Text: always.text, Message: message, Proof: proof})
}

// checkDuplicates finds scoring rules that have the same condition.
func (k *checker) checkDuplicates() {
	type sameness struct {
		id     int // of the node
		each   bool
		gate   int
		limit  int
		per    int64
		within int64
		by     scoring.LimitBy
	}
	first := map[sameness]string{}
	for _, r := range k.rules {
		s := sameness{gate: -1, each: r.each != nil}
		var path, text string
		switch {
		case r.each != nil:
			s.id, s.limit, s.per, s.within, s.by = r.each.node.ID, r.Limit, milli.Nearest(r.PerDays), milli.Nearest(r.WithinDays), r.LimitBy
			if r.when != nil {
				s.gate = r.when.node.ID
			}
			path, text = r.each.path, r.Each
		case r.when != nil && len(r.tiers) == 0 && r.num == nil:
			s.id = r.when.node.ID
			path, text = r.when.path, r.When
		default:
			continue
		}
		if have, ok := first[s]; ok {
			k.report(Finding{
				Code: CodeDuplicateRule, Severity: Warning, Path: path, Text: text, Proof: "both say the same, with definitions written out",
				Message: fmt.Sprintf("%s has the same condition, so that it counts twice; add up the points of the two, or mend one", have),
			})
			continue
		}
		first[s] = path
	}
}

// checkRaises finds hand raises that never raise a hand alone.
func (k *checker) checkRaises(budget *int) {
	for j, b := range k.raises {
		for _, a := range k.raises[:j] {
			if *budget--; *budget < 0 {
				return
			}
			if a.reported || b.reported {
				continue
			}
			x, y := a, b // x is met whenever y is
			if !k.a.And(y.cases.Met, x.cases.NotMet).Empty() {
				if x, y = b, a; !k.a.And(y.cases.Met, x.cases.NotMet).Empty() {
					continue
				}
			}
			k.report(Finding{
				Code: CodeImplied, Severity: Info, Path: y.path, Text: y.text, Proof: k.a.Clash(y.cases.Met, x.cases.NotMet),
				Message: fmt.Sprintf("whoever raises a hand this way raises it by %s too; leave one out, unless the names tell sales something", x.path),
			})
			break
		}
	}
}
