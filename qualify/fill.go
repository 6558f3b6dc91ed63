package qualify

import (
	"fmt"
	"math"
	"strconv"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
)

// slot says how one slot of the frame is filled from a lead.
type slot struct {
	// What every lead needs stands first, so that it is read together.
	role       role
	kind       criteria.Kind
	folded     bool            // a text that is compared without case
	offset     uintptr         // of a field in Lead
	custom     string          // name in Lead.Custom
	enum       map[string]bool // folded where the fact is
	staleAfter time.Duration   // how long after Seen the fact is too old; 0 is never
	standIn    any             // what an absent fact counts as: its default, a bool, float64, string or []string
	path       string
	askPath    string // as Question.Path
	question   string
	probes     bounds.Values // values to try, for Question.Decisive
	inRaise    bool          // a hand raise may rest on it
	prior      []chance      // for Ask
	actionable bool          // for Toward
	askAs      int           // the first slot with the same askPath
	askedBy    []int         // of such a first one, all of them
	ofParent   bool          // it is read from the account's parent
	quiet      bool          // what is wrong with it is not reported here
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
	if d.around == nil {
		d.activities(lead)
	} else {
		d.activitiesOfAll(lead)
	}
	d.plain(f, lead)
	for _, i := range d.e.readings.others {
		s := &d.e.slots[i]
		if s.ofParent {
			d.setOfParent(i, s)
			continue
		}
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
			f.Num[i], f.Known[i] = d.idleDays()
		case customFact:
			d.setCustom(i, s, lead.Custom)
		}
	}
	for _, i := range d.e.readings.folded {
		f.Known[i] = f.Known[i] && !blank(f.Str[i])
	}
	if d.around != nil {
		d.setByPeople()
	}
	for _, i := range d.e.readings.checked {
		d.check(i, lead)
	}
}

// idleDays is how long ago the lead did something, or else was reset, or came into
// being.
func (d *Decider) idleDays() (days float64, known bool) {
	since := d.reset
	if newest, ok := d.frame.Newest(); ok {
		return d.frame.Now.DaysSince(newest), true
	}
	if since.IsZero() {
		since = d.created
	}
	if since.IsZero() {
		return 0, false
	}
	return d.frame.Now.DaysSince(criteria.InstantOf(since)), true
}

// activities shows the visible activities to the program, and reports the
// faulty ones.
func (d *Decider) activities(lead *Lead) {
	reset := sinceReset(d.reset)
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
	d.counted = log
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

// sinceReset is the instant after which activities count.
func sinceReset(reset time.Time) criteria.Instant {
	if reset.IsZero() {
		return criteria.BeforeAll
	}
	return criteria.InstantOf(reset)
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
