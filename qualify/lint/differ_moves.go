package lint

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/qualify"
)

// moves are what a search changes about a lead.
type moves struct {
	d          *differ
	apart      []move // towards what parts in doubt differ by
	conditions []move // towards conditions that are met or unmet
	facts      []factValues
	activities []qualify.Activity // that satisfy predicates, or come near
	fields     []fieldValues
	days       []float64 // ages that are asked for
	instants   []time.Time
	owners     []string
	stale      map[string]float64
}

// factValues are what a fact may be so that conditions change their answer.
type factValues struct {
	path   string
	values []any
}

// fieldValues are the same of a field of an activity.
type fieldValues struct {
	name   string
	values []any
}

// maxValues bounds the values of one fact.
const maxValues = 200

func (d *differ) moves() *moves {
	m := &moves{d: d, days: []float64{0, 1, 7, 30, 365}, stale: map[string]float64{}}
	for _, set := range d.apart {
		for _, picks := range d.a.Picks(set, 8) {
			m.apart = append(m.apart, func(l *qualify.Lead) { d.new.apply(l, picks) })
		}
	}
	byPath, byField := map[string][]any{}, map[string][]any{"type": {"other"}}
	for _, k := range []*checker{d.old, d.new} {
		m.conditions = append(m.conditions, k.moves()...)
		m.programOf(k, byPath)
		m.constants(k, byField)
		m.lookups(k, byPath, byField)
		m.declared(k, byPath, byField)
	}
	for _, path := range sortedKeys(byPath) {
		m.facts = append(m.facts, factValues{path, byPath[path]})
	}
	for _, name := range sortedKeys(byField) {
		if len(byField[name]) > 0 { // nothing is compared with what is only looked at
			m.fields = append(m.fields, fieldValues{name, byField[name]})
		}
	}
	if len(m.days) == 0 {
		m.days = []float64{0, 1}
	}
	slices.Sort(m.days)
	m.days = slices.Compact(m.days)
	return m
}

// programOf collects the values of facts and the activities at which the texts
// of a rule set change their answer.
func (m *moves) programOf(k *checker, byPath map[string][]any) {
	p := eval.NewProgram(k.compiler)
	facts := k.compiler.Vocabulary().Facts
	for i, v := range bounds.Candidates(p, maxValues) {
		f := facts[p.Slots()[i]]
		if f.Result {
			continue
		}
		list := byPath[f.Path]
		switch v.Kind {
		case criteria.Bool:
			list = append(list, true, false)
		case criteria.Number:
			for _, x := range v.Numbers {
				list = append(list, x)
			}
		case criteria.String:
			for _, s := range v.Texts {
				list = append(list, s)
			}
		case criteria.Strings:
			for _, l := range v.Lists {
				list = append(list, l)
			}
		default:
			for _, at := range v.Times {
				list = append(list, secondsAt(float64(at.Sec)))
			}
		}
		byPath[f.Path] = list
	}
	now := criteria.Instant{Sec: asOf().Unix()}
	for _, a := range bounds.SampleActivities(p, now) {
		m.activities = append(m.activities, qualify.Activity(a))
	}
}

// constants collects what the texts compare fields of activities with, the ages
// they ask for, and the instants that they compare with now.
func (m *moves) constants(k *checker, byField map[string][]any) {
	for _, r := range k.rules {
		m.days = append(m.days, float64(r.WithinDays), float64(r.PerDays))
	}
	for _, root := range k.roots() {
		now := false
		walk(root, func(n *criteria.Node) { now = now || n.Op == criteria.OpNow })
		walk(root, func(n *criteria.Node) {
			if now && n.Op == criteria.OpConst && n.Kind == criteria.Time {
				for _, by := range []time.Duration{-time.Second, -time.Second / 2, 0, time.Second} {
					m.instants = append(m.instants, secondsAt(float64(n.Instant.Sec)).Add(by))
				}
			}
			for _, a := range n.Args {
				for len(a.Args) == 1 {
					a = a.Args[0]
				}
				if a.Op == criteria.OpField {
					m.field(a, n, byField)
				}
			}
		})
	}
}

// roots are the texts of a rule set.
func (k *checker) roots() []*criteria.Node {
	roots := make([]*criteria.Node, 0, len(k.conditions))
	for _, c := range k.conditions {
		roots = append(roots, c.node)
	}
	for _, r := range k.rules {
		if r.num != nil {
			roots = append(roots, r.num)
		}
	}
	return roots
}

// lookups collects the keys to which the tables of the two rule sets give
// different values, for what they are looked up by.
func (m *moves) lookups(k *checker, byPath, byField map[string][]any) {
	for _, root := range k.roots() {
		walk(root, func(n *criteria.Node) {
			if n.Op != criteria.OpLookup {
				return
			}
			key := n.Args[0]
			if key.Op == criteria.OpFold {
				key = key.Args[0]
			}
			switch keys := m.d.changedKeys(n.Text); key.Op {
			case criteria.OpFact:
				byPath[key.Path()] = append(byPath[key.Path()], keys...)
			case criteria.OpField:
				byField[key.Path()] = append(byField[key.Path()], keys...)
			}
		})
	}
}

// changedKeys are some keys of a table whose rows differ, and one of no row where
// the default does.
func (d *differ) changedKeys(table string) []any {
	const most = 20
	old, now := d.old.rs.Tables[table], d.new.rs.Tables[table]
	keys := map[string]bool{}
	for _, rows := range []map[string]any{old.Rows, now.Rows} {
		for key := range rows {
			was, had := old.Rows[key]
			is, has := now.Rows[key]
			if had != has || was != is {
				keys[key] = true
			}
		}
	}
	var out []any
	for _, key := range sortedKeys(keys)[:min(most, len(keys))] {
		out = append(out, key)
	}
	if old.Default != now.Default {
		out = append(out, "other")
	}
	return out
}

// field collects the constants of a node that asks for a field.
func (m *moves) field(field, n *criteria.Node, byField map[string][]any) {
	name := field.Path()
	add := func(v ...any) { byField[name] = append(byField[name], v...) }
	for _, c := range n.Args {
		switch {
		case c.Op == criteria.OpList:
			for _, s := range c.Texts {
				add(s)
			}
			for _, x := range c.Numbers {
				add(x)
			}
		case c.Op != criteria.OpConst:
		case c.Kind == criteria.Number && name == "days_ago":
			m.days = append(m.days, c.Number, c.Number+1, max(0, c.Number-1))
		case c.Kind == criteria.Number:
			add(c.Number, c.Number+1, c.Number-1)
		case c.Kind == criteria.String:
			add(c.Text, c.Text+"/x", "x "+c.Text)
		case c.Kind == criteria.Time:
			add(secondsAt(float64(c.Instant.Sec)), secondsAt(float64(c.Instant.Sec+1)))
		}
	}
	for _, phrase := range n.Words {
		add(strings.Join(phrase, " "))
	}
	if field.Kind == criteria.Bool {
		add(true, false)
	}
}

// declared adds what a rule set says of facts beside its texts, and its owners.
func (m *moves) declared(k *checker, byPath, byField map[string][]any) {
	if s := k.rs.Scoring; s != nil && s.StaysReadyAt != nil {
		byPath["stage"] = append(byPath["stage"], "mql")
		for _, stage := range s.StaysReadyIn {
			byPath["stage"] = append(byPath["stage"], stage)
		}
	}
	for _, path := range sortedKeys(k.rs.Facts) {
		f, in, name := k.rs.Facts[path], byPath, path
		if field, ok := strings.CutPrefix(path, "activities."); ok {
			in, name = byField, field
		} else if _, used := byPath[path]; !used {
			continue
		}
		for _, v := range f.Enum {
			in[name] = append(in[name], v)
		}
		if f.StaleDays > 0 {
			m.stale[path] = f.StaleDays
		}
	}
	for _, r := range k.rs.Routes {
		for _, o := range r.Owners {
			if len(m.owners) < maxValues {
				m.owners = append(m.owners, o.ID)
			}
		}
	}
}

// random makes one change.
func (m *moves) random(r *rand.Rand, t *trial) {
	l := t.lead
	switch n := r.IntN(16); {
	case n < 4 && len(m.apart) > 0:
		oneOf(r, m.apart)(l)
	case n < 7:
		oneOf(r, m.conditions)(l)
	case n < 11 && len(m.facts) > 0:
		f := oneOf(r, m.facts)
		if r.IntN(8) == 0 || len(f.values) == 0 {
			m.d.new.setFact(l, f.path, nil)
			return
		}
		v := oneOf(r, f.values)
		if s, ok := v.(string); ok && r.IntN(8) == 0 {
			v = otherwise(r, s)
		}
		m.d.new.setFact(l, f.path, v)
	case n < 14:
		m.activity(r, t)
	default:
		m.record(r, t)
	}
}

func oneOf[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// otherwise is a text as others may write it.
func otherwise(r *rand.Rand, s string) string {
	return oneOf(r, []string{strings.ToUpper(s), strings.ToLower(s), " " + s, s + " "})
}

// activity adds, changes or takes away an activity.
func (m *moves) activity(r *rand.Rand, t *trial) {
	l := t.lead
	n := len(l.Activities)
	if n == 0 || r.IntN(3) == 0 {
		a := qualify.Activity{Type: "other", At: t.at}
		if len(m.activities) > 0 {
			a = oneOf(r, m.activities)
			a.At = a.At.Add(t.at.Sub(asOf()))
			a.Custom = maps.Clone(a.Custom)
		}
		l.Activities = append(l.Activities, slices.Repeat([]qualify.Activity{a}, oneOf(r, []int{1, 1, 1, 2, 3, 5}))...)
		return
	}
	i := r.IntN(n)
	a := &l.Activities[i]
	switch r.IntN(4) {
	case 0:
		l.Activities = slices.Delete(l.Activities, i, i+1)
	case 1:
		a.At = t.at.Add(-time.Duration(oneOf(r, m.days)*float64(24*time.Hour)) + oneOf(r, []time.Duration{0, 0, time.Second, -time.Second}))
	default:
		f := oneOf(r, m.fields)
		v := oneOf(r, f.values)
		if s, ok := v.(string); ok && r.IntN(8) == 0 {
			v = otherwise(r, s)
		}
		a.Custom = maps.Clone(a.Custom)
		if name, custom := strings.CutPrefix(f.name, "custom."); custom {
			if a.Custom == nil {
				a.Custom = map[string]any{}
			}
			if at, ok := v.(time.Time); ok {
				v = at.Format(time.RFC3339)
			}
			a.Custom[name] = v
			return
		}
		_ = a.Set(f.name, v) // of another kind it stays as it is
	}
}

// record changes what a CRM keeps beside the facts: who has the lead, when it was
// created, asked, reset and seen, its id, and the instant that it is decided for.
func (m *moves) record(r *rand.Rand, t *trial) {
	l := t.lead
	ago := func() time.Time { return t.at.Add(-time.Duration(oneOf(r, m.days) * float64(24*time.Hour))) }
	switch r.IntN(8) {
	case 0:
		if len(m.owners) > 0 {
			l.Owner = oneOf(r, m.owners)
		}
	case 1:
		l.ID = oneOf(r, []string{"L-1", "L-2", "L-3", "L-4", "L-5", "L-6", "L-7", "L-8", "L-9"})
	case 2:
		l.CreatedAt = ago()
	case 3:
		l.ResetAt = oneOf(r, []time.Time{{}, ago()})
	case 4:
		l.Answers.WantsContactAt = oneOf(r, []time.Time{{}, ago(), t.at.Add(24 * time.Hour)})
	case 5:
		if len(m.stale) > 0 {
			path := oneOf(r, sortedKeys(m.stale))
			l.Seen = maps.Clone(l.Seen)
			if l.Seen == nil {
				l.Seen = map[string]qualify.Seen{}
			}
			days := m.stale[path] + oneOf(r, []float64{0, 1, -1})
			l.Seen[path] = qualify.Seen{At: t.at.Add(-time.Duration(days * float64(24*time.Hour)))}
		}
	case 6, 7:
		if len(m.instants) > 0 {
			t.shift(oneOf(r, m.instants))
		}
	}
}
