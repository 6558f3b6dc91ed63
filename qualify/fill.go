package qualify

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// slot says how one slot of the frame is filled from a lead.
type slot struct {
	role       role
	offset     uintptr // of a field in Lead
	path       string
	askPath    string // as Question.Path
	question   string
	custom     string // name in Lead.Custom
	kind       criteria.Kind
	enum       map[string]bool // folded where the fact is
	folded     bool            // a text that is compared without case
	standIn    any             // what an absent fact counts as: its default, a bool, float64, string or []string
	staleAfter time.Duration   // how long after Seen the fact is too old; 0 is never
	probes     bounds.Values   // values to try, for Question.Decisive
	inRaise    bool            // a hand raise may rest on it
	prior      []chance        // for Ask
	actionable bool            // for Toward
	askAs      int             // the first slot with the same askPath
}

// slots plans the filling, once all texts are compiled. Declared custom facts
// get a slot even where no text mentions them, so that bad values are
// reported.
func (b *build) slots() {
	for _, f := range b.facts[len(leadFacts):] {
		if !f.Result {
			b.c.Use(f.Path)
		}
	}
	b.activityFields()
	if b.c.Uses("answers.wants_contact") { // a wish without a date may have to be dated
		b.c.Use("answers.wants_contact_at")
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
	for i, index := range program.Slots() {
		f := b.facts[index]
		declared := b.rs.Facts[f.Path]
		s := slot{
			role: roles[f.Path], path: f.Path, askPath: f.Path, kind: f.Kind,
			question: declared.Ask, prior: chances(&declared, f.Kind), actionable: declared.Actionable, probes: probes[i], inRaise: raised[i],
		}
		name, custom := strings.CutPrefix(f.Path, customPrefix)
		switch field := leadField[f.Path]; {
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
		first.inRaise = first.inRaise || s.inRaise
		if s != first { // and its values are tried for both
			first.probes.Numbers = slices.Compact(slices.Sorted(slices.Values(slices.Concat(first.probes.Numbers, s.probes.Numbers))))
		}
	}
	b.recordOnly()
	b.decisive()
	scratch := program.NewFrame()
	for i := range b.e.slots {
		switch s := &b.e.slots[i]; {
		case s.role == wasDecided: // nobody can fill it in
		case s.role.derived(): // tried for both at once, which Distinct knows nothing of
			s.probes.Cut(maxTriedValues)
		default:
			s.probes = bounds.Distinct(program, scratch, i, s.probes, maxTriedValues)
		}
	}
	b.ownersToTry()
	b.e.wishAt = slices.IndexFunc(b.e.slots, func(s slot) bool { return s.role == wishAt })
	b.e.wish = slices.IndexFunc(b.e.slots, func(s slot) bool { return s.role == wish })
	b.e.readings = newReadings(b.e.slots)
	for i := range b.e.routes {
		if r := &b.e.routes[i]; r.cond != noCond {
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
	s.folded = f.Kind == criteria.String && (f.Fold == criteria.Folded || f.Fold == criteria.Unsaid && b.rs.Texts == TextsFolded)
	enum := declared.Enum
	if s.standIn, _ = asKind(f.Kind, declared.Default); s.role == stage {
		s.standIn = firstStage
		if len(enum) == 0 {
			enum = stages
		}
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
	for i := range e.routes {
		conds(e.routes[i].cond)
	}
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
		r.keeps = two > 0 && (len(r.route.Owners) > 1 || r.weightless())
	}
	owners = slices.DeleteFunc(owners, func(id string) bool { return slices.Contains(s.probes.Texts, id) })
	slices.Sort(owners)
	owners = slices.Compact(owners)
	owners = owners[:min(len(owners), maxTriedValues/2)]
	s.probes.Cut(maxTriedValues - len(owners))
	s.probes.Texts = append(s.probes.Texts, owners...)
}

// weightless tells whether the route's only owner is given no new leads.
func (r *route) weightless() bool {
	w := r.route.Owners[0].Weight
	return w != nil && w.Thousandths() == 0
}

// fill puts the facts of a lead into the frame, each where its slot says.
func (d *Decider) fill(lead *Lead, asOf time.Time) {
	f := d.frame
	f.Begin(criteria.InstantOf(asOf))
	if d.anyWhy {
		clear(d.whys)
		d.anyWhy = false
	}
	d.leadID, d.leadOwner = lead.ID, lead.Owner
	d.instants(lead, asOf)
	d.activities(lead)
	d.plain(f, lead)
	for _, i := range d.e.readings.others {
		s := &d.e.slots[i]
		switch s.role {
		case ofField, wishAt:
			switch s.kind {
			case criteria.Bool:
				d.setBool(i, *fieldOf[Opt[bool]](lead, s.offset))
			case criteria.Strings:
				f.SetTexts(i, *fieldOf[[]string](lead, s.offset))
			case criteria.Time:
				if at := *fieldOf[time.Time](lead, s.offset); s.role != wishAt || !at.After(asOf) {
					d.setTime(i, at)
				}
			}
		case wish:
			d.setWish(i, lead)
		case createdDaysAgo:
			d.setDaysSince(i, d.created)
		case idleDays:
			switch newest, ok := f.Newest(); {
			case ok:
				f.SetNumber(i, f.Now.DaysSince(newest))
			case !d.reset.IsZero():
				d.setDaysSince(i, d.reset)
			default:
				d.setDaysSince(i, d.created)
			}
		case customFact:
			d.setCustom(i, s, lead.Custom)
		}
	}
	for _, i := range d.e.readings.folded {
		f.Known[i] = f.Known[i] && !blank(f.Str[i])
	}
	for _, i := range d.e.readings.checked {
		d.check(i, lead)
	}
}

// activities shows the visible activities to the program, and reports the
// faulty ones.
func (d *Decider) activities(lead *Lead) {
	reset := criteria.BeforeAll
	if !d.reset.IsZero() {
		reset = criteria.InstantOf(d.reset)
	}
	log := lead.Activities
	wrong := d.readFields(log)
	named, faulty := d.e.program.Observe(d.frame, asObserved(log), reset)
	if named > 1 {
		if log = d.once(log, named); len(log) < len(lead.Activities) {
			d.frame.Begin(d.frame.Now)
			wrong = d.readFields(log)
			_, faulty = d.e.program.Observe(d.frame, asObserved(log), reset)
		}
	}
	if !faulty && !wrong && !d.frame.NonFinite() {
		return
	}
	doubles := len(log) < len(lead.Activities)
	for i := range lead.Activities {
		if a := &lead.Activities[i]; wrong && d.visible(a) && (!doubles || a.ID == "" || d.byID[a.ID] == i) {
			d.wrongFields(i, a)
		}
		switch a := &lead.Activities[i]; {
		case a.Type == "":
			d.issue(BadActivity, d.activityPath(i), "an activity without a type is ignored")
		case a.At.IsZero():
			d.issue(BadActivity, d.activityPath(i), "an activity without an instant is ignored")
		case a.Value-a.Value != 0 && !a.At.After(d.asOf) && a.At.After(d.reset): // NaN or an infinity, visible
			d.issue(NotFinite, d.activityPath(i), "the value is not a finite number")
		}
	}
}

// asObserved is the same memory as the type that the program reads. The types
// differ in nothing but their tags, as the conversion shows; converting one
// element after the other would cost a call for each.
func asObserved(log []Activity) []criteria.Activity {
	if len(log) == 0 {
		return nil
	}
	return unsafe.Slice((*criteria.Activity)(&log[0]), len(log))
}

// activityPath is activities[i], made once for each i.
func (d *Decider) activityPath(i int) string {
	for len(d.activityPaths) <= i {
		d.activityPaths = append(d.activityPaths, "")
	}
	if d.activityPaths[i] == "" {
		d.activityPaths[i] = "activities[" + strconv.Itoa(i) + "]"
	}
	return d.activityPaths[i]
}

func (d *Decider) issue(code IssueCode, path, message string) {
	d.decision.Issues = append(d.decision.Issues, Issue{code, path, message})
}

func (d *Decider) setBool(i int, v Opt[bool]) {
	if v.Known {
		d.frame.SetBool(i, v.Value)
	}
}

func (d *Decider) setNumber(i int, v Opt[float64]) {
	switch {
	case !v.Known:
	case math.IsNaN(v.Value), math.IsInf(v.Value, 0):
		d.wrong(i, NotFinite, "not a finite number")
	default:
		d.frame.SetNumber(i, v.Value)
	}
}

func (d *Decider) setTime(i int, t time.Time) {
	if !t.IsZero() {
		d.frame.SetTime(i, criteria.InstantOf(t))
	}
}

func (d *Decider) setDaysSince(i int, t time.Time) {
	if !t.IsZero() {
		d.frame.SetNumber(i, d.frame.Now.DaysSince(criteria.InstantOf(t)))
	}
}

// setCustom reads a custom value of the declared kind; any other is reported.
func (d *Decider) setCustom(i int, s *slot, values map[string]any) {
	v, given := values[s.custom]
	if !given || v == nil {
		return
	}
	ok := false
	switch s.kind {
	case criteria.Bool:
		var b bool
		if b, ok = v.(bool); ok {
			d.frame.SetBool(i, b)
		}
	case criteria.Number:
		var n float64
		if n, ok = number(v); ok {
			d.setNumber(i, Number(n))
		}
	case criteria.String:
		var text string
		if text, ok = v.(string); ok {
			d.frame.SetText(i, text)
		}
	case criteria.Time:
		ok = d.setCustomTime(i, v)
	case criteria.Strings:
		ok = d.setCustomTexts(i, v)
	}
	if !ok {
		d.wrong(i, WrongKind, wrongKind[s.kind][haveOf(v)])
	}
}

func (d *Decider) setCustomTime(i int, v any) bool {
	t, ok := readTime(v)
	d.setTime(i, t)
	return ok
}

// readTime reads an instant or its text; the zero one is unknown.
func readTime(v any) (t time.Time, ok bool) {
	switch v := v.(type) {
	case time.Time:
		return v, true
	case string:
		if v == "" {
			return t, true
		}
		t, err := time.Parse(time.RFC3339, v)
		return t, err == nil
	}
	return t, false
}

func (d *Decider) setCustomTexts(i int, v any) bool {
	list, used, ok := readTexts(v, d.texts[i][:0])
	if d.texts[i] = used; len(used) > 0 {
		d.textsUsed = true
	}
	if ok {
		d.frame.SetTexts(i, list)
	}
	return ok
}

// readTexts reads a list of texts, nil for an unknown one. Where it has to be
// made it stands at the end of buffer, which is returned as far as it is used.
func readTexts(v any, buffer []string) (list, used []string, ok bool) {
	switch v := v.(type) {
	case []string:
		return v, buffer, true
	case []any:
		if v == nil {
			return nil, buffer, true
		}
		start := len(buffer)
		for _, x := range v {
			text, ok := x.(string)
			if !ok {
				return nil, buffer, false
			}
			buffer = append(buffer, text)
		}
		if list = buffer[start:len(buffer):len(buffer)]; list == nil {
			list = []string{}
		}
		return list, buffer, true
	}
	return nil, buffer, false
}

// have is what a custom value turned out to be, for an Issue's message.
type have int

const (
	haveOther have = iota
	haveBool
	haveNumber
	haveText
	haveTime
	haveList
	haves
)

func haveOf(v any) have {
	switch v.(type) {
	case bool:
		return haveBool
	case string:
		return haveText
	case time.Time:
		return haveTime
	case []string, []any:
		return haveList
	}
	if _, ok := number(v); ok {
		return haveNumber
	}
	return haveOther
}

// wrongKind are the messages of wrong kinds, made once so that a decision does
// not allocate.
var wrongKind = func() (messages [criteria.Strings + 1][haves]string) {
	names := [haves]string{"another Go type, such as a pointer or an Opt", "bool", "number", "string", "time", "list"}
	for _, name := range criteria.FactTypes() {
		for h := range haves {
			messages[criteria.FactKind(name)][h] = fmt.Sprintf("want %s, have %s", name, names[h])
		}
	}
	messages[criteria.Time][haveText] = "want time, have a string that is not RFC 3339"
	messages[criteria.Strings][haveList] = "want strings, have a list with other values"
	return messages
}()
