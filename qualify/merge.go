package qualify

import (
	"cmp"
	"maps"
	"slices"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A MergePolicy says which of several records counts where they say different
// things of one lead. The zero policy goes by the instants of Lead.Seen alone.
type MergePolicy struct {
	// Sources are the sources of Lead.Seen, the most trusted first. A fact of a
	// source that stands here goes before those of others, whenever they were
	// seen. Empty goes by the instants alone.
	Sources []string
	// AsOf is the instant that nothing can have been seen after. A Seen later
	// than it dates nothing: its fact counts as not dated, and an Issue in_future
	// names the path. Nor does a reset after it go before one that has been. The
	// zero time sets no bound, so that a wrong clock goes before all others; give
	// the instant that the merged lead is decided for.
	AsOf time.Time
}

// A Merged is one lead made of several records.
type Merged struct {
	Lead Lead
	// Aliases are the other ids of the records, sorted, each once.
	Aliases []string
	// Issues have the fact's path and one of two codes. With conflict, records
	// that nothing ranks say different things. What counts there is the value
	// that sorts first, so that the order of the records does not matter: false,
	// the least number, the first text, the earliest instant. Of stages, where all
	// of them are package lifecycle's, it is the furthest: the last of lead, mql,
	// sal, sql, opportunity, customer, recycled, disqualified and lost. With
	// in_future, a record has an instant after the policy's AsOf.
	Issues []Issue
}

// Merge makes one lead of several records of one person. Each fact is taken
// from the record that counts by the policy: of the most trusted source, and of
// these the one that Seen dates newest, see [Lead.MarkSeen]; what is not dated
// stands behind what is. What a record does not know says nothing against the
// others. The lead's id is the one that sorts first; the others are its
// aliases. The reset is the latest, the creation the earliest.
//
// answers.wants_contact and answers.wants_contact_at are one statement: where a
// record knows the wish, both are of the record whose wish counts, be it without
// a date. The wish is dated by its own Seen, else by that of its date, else by
// the date.
//
// Seen has what the record that counts has of a fact. Of a path of which no
// record knows anything it has the newest entry.
//
// Activities are those of all records: of several with one id the one that
// counts in decisions, and of those without an id that say the same as many as
// the record with most of them has. They say the same where a decision sees the
// same: whatever the time zone of an instant, and whatever types custom values
// have in Go. Others without an id cannot be told apart from more activities. So
// those that a map of package leadfile makes of counts add up beyond the truth
// where two exports count the same ones on different days, or to different
// values: take the counts from one of the exports, or give activities ids.
//
// The order of the records does not matter, and merging a lead with itself
// changes nothing but the order of its activities and that an id has only one.
// The records are only read; the result shares lists and custom values with
// them. A nil record is none.
func Merge(policy MergePolicy, leads ...*Lead) Merged {
	m := merger{policy: policy, taken: map[string]bool{}, looked: map[string]bool{}}
	for _, l := range leads {
		if l != nil {
			m.leads = append(m.leads, l)
		}
	}
	m.ids()
	m.instants()
	m.facts()
	m.undecidedSeen()
	m.out.Lead.Activities = mergedActivities(m.leads, m.reset())
	return m.out
}

// merger is the work of one Merge.
type merger struct {
	policy MergePolicy
	leads  []*Lead
	out    Merged
	taken  map[string]bool // paths whose record was chosen, and with it what is seen of them
	looked map[string]bool // paths that lateSeen has looked at
}

func (m *merger) ids() {
	var ids []string
	for _, l := range m.leads {
		if l.ID != "" {
			ids = append(ids, l.ID)
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) > 0 {
		m.out.Lead.ID = ids[0]
	}
	if len(ids) > 1 {
		m.out.Aliases = ids[1:]
	}
}

// late tells whether an instant is later than anything can be.
func (m *merger) late(t time.Time) bool {
	return !m.policy.AsOf.IsZero() && t.After(m.policy.AsOf)
}

func (m *merger) issue(code IssueCode, path, message string) {
	m.out.Issues = append(m.out.Issues, Issue{code, path, message})
}

// instants takes the earliest creation and the latest reset that has been.
func (m *merger) instants() {
	all := func(path string, of func(*Lead) time.Time) (list []time.Time) {
		late := false
		for _, l := range m.leads {
			if t := of(l); !t.IsZero() {
				list = append(list, t)
				late = late || m.late(t)
			}
		}
		if late {
			m.issue(LaterThanAsOf, path, "a record has it later than the merge's instant")
		}
		return list
	}
	if list := all("created_at", func(l *Lead) time.Time { return l.CreatedAt }); len(list) > 0 {
		m.out.Lead.CreatedAt = slices.MinFunc(list, func(a, b time.Time) int {
			return cmp.Or(a.Compare(b), cmp.Compare(written(a), written(b)))
		})
	}
	if list := all("reset_at", func(l *Lead) time.Time { return l.ResetAt }); len(list) > 0 {
		m.out.Lead.ResetAt = slices.MinFunc(list, func(a, b time.Time) int {
			return cmp.Or(compareBools(!m.late(a), !m.late(b)), b.Compare(a), cmp.Compare(written(a), written(b)))
		})
	}
}

// reset is the instant up to which activities no longer count.
func (m *merger) reset() time.Time {
	if at := m.out.Lead.ResetAt; !m.late(at) {
		return at
	}
	return time.Time{}
}

// wishPath and wishAtPath are the facts that are one statement together.
const wishPath, wishAtPath = "answers.wants_contact", "answers.wants_contact_at"

// facts takes the fields in their order, then custom values, sorted.
func (m *merger) facts() {
	for i := range leadFields {
		f := &leadFields[i]
		if notFacts[f.Path] && f.Path != "account_id" || m.taken[f.Path] {
			continue
		}
		from := m.choose(f.Path, func(l *Lead) any { return fieldValue(f, unsafe.Pointer(l)) })
		if from == nil {
			continue
		}
		m.takeField(f, from)
		if f.Path == wishPath {
			m.lateSeen(wishAtPath)
			m.takeField(leadField[wishAtPath], from)
		}
	}
	names := map[string]bool{}
	for _, l := range m.leads {
		for name := range l.Custom {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		m.custom(name)
	}
}

// takeField gives the lead a field of the record that counts, as it is, and what
// that has seen of it.
func (m *merger) takeField(f *criteria.Field, from *Lead) {
	copyField(f, unsafe.Pointer(&m.out.Lead), unsafe.Pointer(from))
	m.takeSeen(f.Path, from)
}

func (m *merger) takeSeen(path string, from *Lead) {
	m.taken[path] = true
	if seen, ok := from.Seen[path]; ok {
		m.setSeen(path, seen)
	}
}

func (m *merger) setSeen(path string, seen Seen) {
	if m.out.Lead.Seen == nil {
		m.out.Lead.Seen = map[string]Seen{}
	}
	m.out.Lead.Seen[path] = seen
}

// custom takes a custom value. One that says nothing, nil or "", is kept where
// no record has another.
func (m *merger) custom(name string) {
	path := customPrefix + name
	var value any
	if from := m.choose(path, func(l *Lead) any {
		v := l.Custom[name]
		if known, ok := customValue(v); ok && known == nil {
			return nil
		}
		return v
	}); from != nil {
		value = from.Custom[name]
		m.takeSeen(path, from)
	} else {
		var empty []any
		for _, l := range m.leads {
			if v, given := l.Custom[name]; given {
				empty = append(empty, v)
			}
		}
		value = slices.MinFunc(empty, func(a, b any) int { return cmp.Compare(written(a), written(b)) })
	}
	if m.out.Lead.Custom == nil {
		m.out.Lead.Custom = map[string]any{}
	}
	m.out.Lead.Custom[name] = value
}

// said is what a record says of a fact.
type said struct {
	lead  *Lead
	value any
	rank  int       // of its source; the least counts
	at    time.Time // when it was seen; zero for not dated
}

// choose finds the record that counts for a fact, nil where none knows it.
func (m *merger) choose(path string, value func(*Lead) any) *Lead {
	m.lateSeen(path)
	var all []said
	for _, l := range m.leads {
		if v := value(l); v != nil {
			all = append(all, m.said(path, l, v))
		}
	}
	if len(all) == 0 {
		return nil
	}
	ranked := func(a, b said) int { return cmp.Or(cmp.Compare(a.rank, b.rank), b.at.Compare(a.at)) }
	first := slices.MinFunc(all, ranked)
	all = slices.DeleteFunc(all, func(s said) bool { return ranked(first, s) != 0 })
	order := meaningOf(path, all)
	first = slices.MinFunc(all, func(a, b said) int {
		return cmp.Or(order(a.value, b.value), compareWishDates(path, a, b), cmp.Compare(writtenSaid(path, a), writtenSaid(path, b)))
	})
	m.conflicts(path, order, first, all)
	return first.lead
}

// said ranks what a record says of a fact.
func (m *merger) said(path string, l *Lead, value any) said {
	dated := func(t time.Time) time.Time {
		if m.late(t) {
			return time.Time{}
		}
		return t
	}
	seen := l.Seen[path]
	source, at := seen.Source, dated(seen.At)
	if path == wishPath {
		of := l.Seen[wishAtPath]
		source = cmp.Or(source, of.Source)
		for _, t := range []time.Time{of.At, l.Answers.WantsContactAt} {
			if at.IsZero() {
				at = dated(t)
			}
		}
	}
	rank := slices.Index(m.policy.Sources, source)
	if rank < 0 {
		rank = len(m.policy.Sources)
	}
	return said{l, value, rank, at}
}

// conflicts reports where records that nothing ranks differ from the one that
// counts.
func (m *merger) conflicts(path string, order func(a, b any) int, first said, all []said) {
	const message = "the records say different things, and none of them is newer or more trusted"
	if slices.ContainsFunc(all, func(s said) bool { return order(first.value, s.value) != 0 }) {
		m.issue(ConflictingRecords, path, message)
		return
	}
	if path != wishPath {
		return
	}
	at := first.lead.Answers.WantsContactAt
	if slices.ContainsFunc(all, func(s said) bool {
		other := s.lead.Answers.WantsContactAt
		return !other.IsZero() && !other.Equal(at)
	}) {
		m.issue(ConflictingRecords, wishAtPath, message)
	}
}

// compareWishDates orders wishes: the earliest first, those without a date last.
func compareWishDates(path string, a, b said) int {
	if path != wishPath {
		return 0
	}
	x, y := a.lead.Answers.WantsContactAt, b.lead.Answers.WantsContactAt
	return cmp.Or(compareBools(!x.IsZero(), !y.IsZero()), x.Compare(y))
}

// writtenSaid tells apart records that say the same in different writing, or
// that have seen it otherwise.
func writtenSaid(path string, s said) string {
	text := written(s.value) + " " + writtenSeen(s.lead.Seen, path)
	if path == wishPath {
		text += " " + written(s.lead.Answers.WantsContactAt) + " " + writtenSeen(s.lead.Seen, wishAtPath)
	}
	return text
}

func writtenSeen(seen map[string]Seen, path string) string {
	s, ok := seen[path]
	if !ok {
		return "~" // behind those that have one
	}
	return s.Source + " " + written(s.At)
}

// lateSeen reports, once for a path, that a record has seen it after AsOf.
func (m *merger) lateSeen(path string) {
	if m.looked[path] {
		return
	}
	m.looked[path] = true
	if slices.ContainsFunc(m.leads, func(l *Lead) bool { return m.late(l.Seen[path].At) }) {
		m.issue(LaterThanAsOf, path, "a record has seen it later than the merge's instant, which dates nothing")
	}
}

// undecidedSeen keeps what was seen of paths that no record was chosen for: the
// newest.
func (m *merger) undecidedSeen() {
	entries := map[string][]Seen{}
	for _, l := range m.leads {
		for path, seen := range l.Seen {
			if !m.taken[path] {
				entries[path] = append(entries[path], seen)
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(entries)) {
		list := entries[path]
		m.lateSeen(path)
		m.setSeen(path, slices.MinFunc(list, func(a, b Seen) int {
			return cmp.Or(compareBools(!m.late(a.At), !m.late(b.At)), b.At.Compare(a.At), cmp.Compare(a.Source, b.Source), cmp.Compare(written(a.At), written(b.At)))
		}))
	}
}
