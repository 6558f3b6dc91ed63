package qualify

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
)

// around are the people of the account that a Decider decides, and what of them its
// rules see.
type around struct {
	e         *AccountEngine
	person    *Decider // decides people, one after the other
	asOf      time.Time
	parent    *Lead
	own       Lead            // the account's record, with what people's say of its company
	ownSeen   map[string]Seen // of that, where people's records date something
	conflicts []string        // facts of the company that people's records say differently
	unusable  []string        // facts with a value of a wrong kind
	members   []member
	people    []eval.Person // what rules see of them
	logs      []Activity    // of people of whose activities some count no more than once
	more      []int         // by role: how many more have it, whom only items over roles see
	have      []int         // people who have what an item over a role asks for, by item
	might     []int         // and who may yet

	matches  []scorecard.Match
	earned   []int64
	credits  []RuleCredits
	credited []int32 // by person plus 1, the first being nobody: the place among the members of a rule plus 1

	asked   map[personFact]int  // index in Ask plus 1
	order   []personFact        // as they were asked
	open    map[personFact]bool // answers that may change what is known
	marking bool                // such are marked, and nothing is asked
	trial   standing

	inVain   []standing // that change nothing of the account
	inVainOf int        // of whom they are

	again int // whom person was last used for again, -1 for nobody

	revisited Decision // about that one
}

// personFact is a fact that a person is asked about.
type personFact struct {
	person int
	path   string
}

// A member is one of the people.
type member struct {
	lead     *Lead
	reset    time.Time  // as far as it has been
	log      []Activity // of several with one id the one that counts
	decision Decision
	standing
	whys []string // by field, why it is unknown though it is there; empty where that is so of none
}

// standing is what rules see of a person, as it is or with a fact filled in.
type standing struct {
	values  []eval.PersonValue
	removed truth.Truth // by screening
	role    int         // index, -1 for none
	sure    bool        // the role is known
	might   []bool      // by role: it may be the person's where it is not known
	texts   []string    // memory of lists
}

// stand fills in what rules see of the person that a Decider has judged: in a frame,
// as out says.
func (e *AccountEngine) stand(to *standing, d *Decider, f *eval.Frame, out *Decision, s judgment) {
	to.removed = d.removal(f, out, s)
	e.roleOf(to, f.Outcome)
	to.values = slices.Grow(to.values[:0], len(e.fields))[:len(e.fields)]
	to.texts = to.texts[:0]
	for _, i := range e.used {
		field, v := &e.fields[i], &to.values[i]
		*v = eval.PersonValue{}
		switch field.of {
		case personID:
			v.Text, v.Known = d.leadID, true
		case personRole:
			if v.Known = to.sure; to.sure && to.role >= 0 {
				v.Text = e.roleIDs[to.role]
			}
		case personStatus:
			v.Text, v.Known = string(out.Status), out.Certain
		case personGrade:
			v.Text, v.Known = d.grade(f).Name(&d.e.profile)
		case personBand:
			v.Text, v.Known = d.e.bandOf(&out.Score)
		case personCell:
			grade, gradeKnown := d.grade(f).Name(&d.e.profile)
			band, bandKnown := d.e.bandOf(&out.Score)
			v.Text, v.Known = d.e.cellOf(grade, gradeKnown, band, bandKnown)
		case personPoints:
			v.Number, v.Known = float64(out.Score.Points), out.Score.Low == out.Score.High
		case personHand:
			v.Truth, v.Known = out.Readiness.HandRaised, true
		case personIdle:
			if i := e.idle; i >= 0 {
				v.Number, v.Known = f.Num[i], f.Known[i]
			} else {
				v.Number, v.Known = d.idleDays()
			}
		case ofFact:
			to.take(v, f, field)
		}
	}
}

// take copies the value of a fact.
func (to *standing) take(v *eval.PersonValue, f *eval.Frame, field *personField) {
	if v.Known = f.Known[field.slot]; !v.Known {
		return
	}
	switch field.Kind {
	case criteria.Bool:
		v.Truth = f.Bool[field.slot]
	case criteria.Number:
		v.Number = f.Num[field.slot]
	case criteria.String:
		v.Text = f.Str[field.slot]
	case criteria.Time:
		v.At = f.At[field.slot]
	case criteria.Strings:
		from := len(to.texts)
		to.texts = append(to.texts, f.List[field.slot]...)
		v.List = to.texts[from:len(to.texts):len(to.texts)]
	}
}

// removal tells whether screening removes a person: unknown while an unknown step
// may.
func (d *Decider) removal(f *eval.Frame, out *Decision, s judgment) truth.Truth {
	if s.removedBy >= 0 {
		return truth.Met
	}
	for i := range d.e.steps {
		step := &d.e.steps[i]
		if f.Outcome(step.cond) == truth.Unknown && !(step.liftable && out.Readiness.HandRaised) {
			return truth.Unknown
		}
	}
	return truth.Unmet
}

// roleOf finds a person's role: known where it is met and all before it are unmet,
// none where none can be, and else one of those that are not unmet up to the first
// that is met. Whom screening removes has none.
func (e *AccountEngine) roleOf(to *standing, outcome func(criteria.Cond) truth.Truth) {
	roles := e.Person.roles
	to.might = slices.Grow(to.might[:0], len(roles))[:len(roles)]
	clear(to.might)
	to.role, to.sure = -1, true
	if to.removed == truth.Met {
		return
	}
	for i, cond := range roles {
		t := outcome(cond)
		if t == truth.Unmet {
			continue
		}
		to.might[i] = true
		if to.role < 0 {
			to.role = i
			to.sure = t == truth.Met && to.removed == truth.Unmet
		} else {
			to.sure = false
		}
		if t == truth.Met {
			break
		}
	}
	if !to.sure {
		to.role = -1
	}
}

// begin forgets what was asked and earned before. Without people, as where the rules
// about accounts decide a lead by themselves, nobody has a role.
func (a *around) begin() {
	a.credits, a.order = a.credits[:0], a.order[:0]
	clear(a.asked)
	if len(a.members) == 0 {
		a.count()
	}
}

// meet decides the people.
func (a *around) meet(people []*Lead) {
	a.members = slices.Grow(a.members[:0], len(people))[:len(people)]
	a.people = slices.Grow(a.people[:0], len(people))[:len(people)]
	a.logs = a.logs[:0]
	for i, lead := range people {
		a.meetOne(i, lead)
	}
	a.again = -1
	a.count()
}

// meetOne decides a person.
func (a *around) meetOne(i int, lead *Lead) {
	m := &a.members[i]
	m.lead = lead
	a.person.decision = &m.decision
	out := a.person.decide(lead, a.asOf)
	a.person.decision = &a.revisited
	m.whys = m.whys[:0]
	if out.AsOf.IsZero() {
		m.values = append(m.values[:0], make([]eval.PersonValue, len(a.e.fields))...)
		m.might = append(m.might[:0], make([]bool, len(a.e.roleIDs))...)
		m.role, m.sure = -1, false
	} else {
		a.e.stand(&m.standing, a.person, a.person.frame, out, a.person.judged)
		for j := range a.e.fields {
			if !a.person.anyWhy {
				break
			}
			why := ""
			if slot := a.e.fields[j].slot; slot >= 0 {
				why = a.person.why(slot)
			}
			m.whys = append(m.whys, why)
		}
	}
	m.reset, m.log = a.person.reset, a.person.counted
	if len(m.log) < len(lead.Activities) {
		m.log = a.keep(m.log)
	}
	a.people[i] = eval.Person{ID: lead.ID, Values: m.values}
	a.person.release()
}

// count counts who has the roles that items ask for.
func (a *around) count() {
	held := a.e.Account.held
	a.have = append(a.have[:0], make([]int, len(held))...)
	a.might = append(a.might[:0], make([]int, len(held))...)
	for i := range held {
		for j := range a.members {
			a.tally(i, &a.members[j].standing, 1)
		}
		if a.more != nil {
			a.have[i] += a.more[held[i].role]
		}
	}
}

// tally counts a person for an item over a role, or takes the person away.
func (a *around) tally(item int, s *standing, by int) {
	role := a.e.Account.held[item].role
	switch {
	case s.sure && s.role == role:
		a.have[item] += by
	case !s.sure && s.might[role]:
		a.might[item] += by
	}
}

// hold fills in what an item over a role says, more people having it than do.
func (a *around) hold(f *eval.Frame, item, more int) {
	slot := a.e.Account.held[item].slot
	switch t := a.holds(item, more); t {
	case truth.Unknown:
		f.Known[slot] = false
	default:
		f.SetBool(slot, t == truth.Met)
	}
}

// holds is what an item over a role says, more people having it than do.
func (a *around) holds(item, more int) truth.Truth {
	atLeast := a.e.Account.held[item].atLeast
	switch have := a.have[item] + more; {
	case have >= atLeast:
		return truth.Met
	case have+a.might[item] >= atLeast:
		return truth.Unknown
	}
	return truth.Unmet
}

// setByPeople fills in what people say: items over roles, and that the records of
// people disagree about the company.
func (d *Decider) setByPeople() {
	for i := range d.e.held {
		d.around.hold(d.frame, i, 0)
	}
	note := func(paths []string, code IssueCode, message string) {
		for _, path := range paths {
			i := slices.IndexFunc(d.e.slots, func(s slot) bool { return s.path == path })
			if i >= 0 && (code == ConflictingRecords || !d.frame.Known[i]) { // the host may have set what could not be read
				d.wrong(i, code, message)
			}
		}
	}
	note(d.around.conflicts, ConflictingRecords, "the account does not say it, and the records of its people say different things")
	note(d.around.unusable, WrongKind, "the value is of another kind than the fact")
}

// setOfParent reads a fact of the company above the account.
func (d *Decider) setOfParent(i int, s *slot) {
	of := d.around.parent
	switch {
	case of == nil:
	case s.custom != "":
		d.setCustom(i, s, of.Custom)
	case s.kind == criteria.String:
		d.frame.SetText(i, *fieldOf[string](of, s.offset))
	case s.kind == criteria.Number:
		d.setNumber(i, *fieldOf[Opt[float64]](of, s.offset))
	case s.kind == criteria.Strings:
		d.frame.SetTexts(i, *fieldOf[[]string](of, s.offset))
	}
}

// activitiesOfAll shows the program the account's own activities and, behind them,
// those of its people, as far as they are visible by the account's reset and by the
// person's.
func (d *Decider) activitiesOfAll(record *Lead) {
	d.activities(record)
	a := d.around
	if len(a.people) == 0 {
		return
	}
	reset := d.reset
	for i := range a.people {
		p, m := &a.people[i], &a.members[i]
		switch {
		case !reset.After(m.reset):
			d.reset = m.reset
		case len(m.log) < len(m.lead.Activities): // of several with one id another may count since
			a.person.reset = reset
			m.log = a.keep(a.person.once(m.lead.Activities, len(m.lead.Activities)))
		}
		p.Log, p.Reset = asObserved(m.log), sinceReset(d.reset)
		d.addFields(m.log)
		d.reset = reset
	}
	d.e.program.ObservePeople(d.frame, a.people)
}

// keep copies a log that is a Decider's.
func (a *around) keep(log []Activity) []Activity {
	from := len(a.logs)
	a.logs = append(a.logs, log...)
	return a.logs[from:len(a.logs):len(a.logs)]
}

// grown is a list with one element more, which has the memory of an earlier one.
func grown[T any](list []T) []T {
	if len(list) < cap(list) {
		return list[:len(list)+1]
	}
	return append(list, *new(T))
}
