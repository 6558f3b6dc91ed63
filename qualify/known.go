package qualify

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/criteria"
)

// whyNotSaid is why a wish to be contacted is unknown that was reset, or is not
// made yet. Question.Why does not say so: nothing is wrong with it.
const whyNotSaid = "not_said"

const day = 24 * time.Hour

// wrong reports a value that says nothing.
func (d *Decider) wrong(i int, code IssueCode, message string) {
	d.because(i, string(code))
	if !d.e.slots[i].quiet {
		d.issue(code, d.e.slots[i].path, message)
	}
}

// because notes why the fact of a slot is unknown.
func (d *Decider) because(i int, why string) {
	d.whys[i], d.anyWhy = why, true
}

// instants takes those of the lead's creation and reset that have been by asOf.
// A later one is a wrong clock.
func (d *Decider) instants(lead *Lead, asOf time.Time) {
	d.created, d.reset = lead.CreatedAt, lead.ResetAt
	if d.reset.After(asOf) && !d.reset.IsZero() {
		d.reset = time.Time{}
		d.issue(LaterThanAsOf, "reset_at", "the reset is later than the instant decided for")
	}
	if d.created.After(asOf) && !d.created.IsZero() {
		d.created = time.Time{}
		if d.e.readings.derived != nil {
			d.issue(LaterThanAsOf, "created_at", "the creation is later than the instant decided for")
		}
		for _, i := range d.e.readings.derived {
			d.because(i, string(LaterThanAsOf))
		}
	}
}

// setWish reads whether the lead asked for contact. A wish counts if it was made
// since the reset and by now; without a date nobody knows.
func (d *Decider) setWish(i int, lead *Lead) {
	a := &lead.Answers
	d.said, d.stoodIn = a.WantsContact, false
	if !d.said.Known {
		d.said.Value, d.said.Known = d.e.slots[i].standIn.(bool)
		d.stoodIn = d.said.Known
	} else if d.stale(i, lead) {
		d.said = Opt[bool]{}
	}
	d.redates = !d.reset.IsZero() && !a.WantsContactAt.After(d.reset) || a.WantsContactAt.After(d.asOf)
	d.undated = !d.reset.IsZero() && a.WantsContactAt.IsZero() && a.WantsContact.Known
	covered := !a.WantsContactAt.IsZero() && !d.reset.IsZero() && !a.WantsContactAt.After(d.reset) && a.WantsContact.Known
	if d.undated || covered || a.WantsContactAt.After(d.asOf) && !a.WantsContactAt.IsZero() {
		d.because(i, whyNotSaid)
		return
	}
	d.setBool(i, a.WantsContact)
}

// check puts the default in the place of a fact that is absent, and takes away
// one that is not in its enum or too old.
func (d *Decider) check(i int, lead *Lead) {
	f, s := d.frame, &d.e.slots[i]
	if s.folded && f.Known[i] && blank(f.Str[i]) {
		f.Known[i] = false
		return
	}
	switch {
	case d.whys[i] != "": // it is there and says nothing
	case !f.Known[i]:
		switch v := s.standIn.(type) {
		case bool:
			f.SetBool(i, v)
		case float64:
			f.SetNumber(i, v)
		case string:
			f.SetText(i, v)
		case []string:
			f.SetTexts(i, v)
		}
	case s.enum != nil && !s.listed(f.Str[i]):
		f.Known[i] = false
		d.wrong(i, NotInEnum, "not one of the values that the rule set lists")
	case d.stale(i, lead):
		f.Known[i] = false
		d.because(i, WhyStale)
	case s.staleAfter > 0 && !s.quiet && lead.Seen[s.path].At.After(d.asOf):
		d.issue(LaterThanAsOf, s.path, "last seen later than the instant decided for, so its age is not known")
	}
}

// stale tells whether a fact was last seen too long ago.
func (d *Decider) stale(i int, lead *Lead) bool {
	s := &d.e.slots[i]
	if s.staleAfter == 0 {
		return false
	}
	at := lead.Seen[s.path].At
	return !at.IsZero() && d.asOf.Sub(at) > s.staleAfter
}

// blank tells whether a text has nothing but blanks.
func blank(s string) bool {
	return s == "" || (s[0] <= ' ' || s[0] >= utf8.RuneSelf) && strings.TrimSpace(s) == ""
}

// listed tells whether the fact's enum has a text.
func (s *slot) listed(text string) bool {
	if s.folded {
		text = criteria.FoldFact(text)
	}
	return s.enum[text]
}

// why is what Question.Why says of an unknown fact.
func (d *Decider) why(i int) string {
	if d.whys[i] == whyNotSaid {
		return ""
	}
	return d.whys[i]
}

// once is the log without the activities that count no more than once: of
// several visible ones with the same id the earliest counts. So many of the log
// are named by an id.
func (d *Decider) once(log []Activity, named int) []Activity {
	if d.byID == nil {
		d.byID = make(map[string]int, named)
	}
	clear(d.byID)
	twice := false
	for i := range log {
		a := &log[i]
		if a.ID == "" || !d.visible(a) {
			continue
		}
		first, known := d.byID[a.ID]
		if !known || compareActivities(a, &log[first]) < 0 {
			d.byID[a.ID] = i
		}
		twice = twice || known
	}
	if !twice {
		return log
	}
	d.log = d.log[:0]
	for i := range log {
		if a := &log[i]; a.ID == "" || !d.visible(a) || d.byID[a.ID] == i {
			d.log = append(d.log, *a)
		}
	}
	return d.log
}

// visible tells whether an activity has happened and still counts.
func (d *Decider) visible(a *Activity) bool {
	return a.Type != "" && !a.At.IsZero() && !a.At.After(d.asOf) && (d.reset.IsZero() || a.At.After(d.reset))
}

// compareActivities orders activities of one id: the one that counts first.
func compareActivities(a, b *Activity) int {
	c := cmp.Or(
		a.At.Compare(b.At), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.URL, b.URL),
		cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Value, b.Value),
	)
	if c != 0 || len(a.Custom) == 0 && len(b.Custom) == 0 {
		return c
	}
	names := slices.Sorted(maps.Keys(a.Custom))
	for name := range b.Custom {
		if _, both := a.Custom[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if c := compareCustom(a.Custom[name], b.Custom[name]); c != 0 {
			return c
		}
	}
	return 0
}

// compareCustom orders custom values: absent ones first, then those of no fact's
// kind, then by kind and value.
func compareCustom(a, b any) int {
	x, xKnown := customValue(a)
	y, yKnown := customValue(b)
	if c := cmp.Or(compareBools(xKnown && x == nil, yKnown && y == nil), compareBools(!xKnown, !yKnown), cmp.Compare(kindOfValue(x), kindOfValue(y))); c != 0 {
		return c
	}
	switch x := x.(type) {
	case bool:
		return compareBools(!x, !y.(bool))
	case float64:
		return cmp.Compare(x, y.(float64))
	case string:
		return cmp.Compare(x, y.(string))
	case time.Time:
		return x.Compare(y.(time.Time))
	case []string:
		return slices.Compare(x, y.([]string))
	}
	return 0
}

// compareBools puts true first.
func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// kindOfValue is the kind of a value as Get returns it.
func kindOfValue(v any) criteria.Kind {
	switch v.(type) {
	case bool:
		return criteria.Bool
	case float64:
		return criteria.Number
	case string:
		return criteria.String
	case time.Time:
		return criteria.Time
	case []string:
		return criteria.Strings
	}
	return criteria.None
}
