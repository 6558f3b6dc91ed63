package qualify

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A MergePolicy says which of several records counts where they say different
// things of one lead.
type MergePolicy struct {
	// Sources are the sources of Lead.Seen, the most trusted first. A fact of a
	// source that stands here goes before those of others, whenever they were
	// seen. Empty goes by the instants alone.
	Sources []string
}

// A Merged is one lead made of several records.
type Merged struct {
	Lead Lead
	// Aliases are the other ids of the records, sorted, each once.
	Aliases []string
	// Issues say, with the code conflict and the fact's path, where records that
	// nothing ranks say different things. What counts there is the value that
	// sorts first, so that the order of the records does not matter.
	Issues []Issue
}

// Merge makes one lead of several records of one person. Each fact is taken from
// the record that counts by the policy: of the most trusted source, and of these
// the one that Seen dates newest; what is not dated stands behind what is. What
// a record does not know says nothing against the others. Activities are those
// of all records; of several with one id the one that counts in decisions, and
// equal ones without an id as often as the record that has most of them. The
// reset is the latest, the creation the earliest. The lead's id is the one that
// sorts first; the others are its aliases.
//
// The order of the records does not matter, and merging a lead with itself
// changes nothing but the order of its activities. The records are only read;
// the result shares lists and custom values with them.
func Merge(policy MergePolicy, leads ...*Lead) Merged {
	var out Merged
	leads = slices.DeleteFunc(slices.Clone(leads), func(l *Lead) bool { return l == nil })
	var ids []string
	for _, l := range leads {
		if l.ID != "" {
			ids = append(ids, l.ID)
		}
		if l.ResetAt.After(out.Lead.ResetAt) {
			out.Lead.ResetAt = l.ResetAt
		}
		if !l.CreatedAt.IsZero() && (out.Lead.CreatedAt.IsZero() || l.CreatedAt.Before(out.Lead.CreatedAt)) {
			out.Lead.CreatedAt = l.CreatedAt
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) > 0 {
		out.Lead.ID, out.Aliases = ids[0], ids[1:]
		if len(out.Aliases) == 0 {
			out.Aliases = nil
		}
	}
	for _, path := range mergedPaths(leads) {
		out.take(policy, path, leads)
	}
	out.Lead.Activities = mergedActivities(leads)
	return out
}

// mergedPaths are the facts that some of the leads may have: fields in their
// order, then custom values, sorted.
func mergedPaths(leads []*Lead) []string {
	var paths []string
	for _, f := range leadFields {
		if !notFacts[f.Path] {
			paths = append(paths, f.Path)
		}
	}
	names := map[string]bool{}
	for _, l := range leads {
		for name, v := range l.Custom {
			if v != nil && name != "" {
				names[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		paths = append(paths, customPrefix+name)
	}
	return paths
}

// said is what a record says of a fact.
type said struct {
	value any
	rank  int // of its source; the least counts
	seen  Seen
}

// take gives the lead the value of a fact that counts.
func (m *Merged) take(policy MergePolicy, path string, leads []*Lead) {
	var all []said
	for _, l := range leads {
		v := l.raw(path)
		if v == nil {
			continue
		}
		seen := l.Seen[path]
		rank := slices.Index(policy.Sources, seen.Source)
		if rank < 0 {
			rank = len(policy.Sources)
		}
		all = append(all, said{v, rank, seen})
	}
	if len(all) == 0 {
		return
	}
	ranked := func(a, b said) int { return cmp.Or(cmp.Compare(a.rank, b.rank), b.seen.At.Compare(a.seen.At)) }
	slices.SortFunc(all, func(a, b said) int {
		return cmp.Or(ranked(a, b), compareCustom(a.value, b.value), cmp.Compare(a.seen.Source, b.seen.Source))
	})
	first := all[0]
	for _, other := range all[1:] {
		if ranked(first, other) == 0 && compareCustom(first.value, other.value) != 0 {
			m.Issues = append(m.Issues, Issue{ConflictingRecords, path, "the records say different things, and none of them is newer or more trusted"})
			break
		}
	}
	if name, custom := customName(path); custom {
		if m.Lead.Custom == nil {
			m.Lead.Custom = map[string]any{}
		}
		m.Lead.Custom[name] = first.value
	} else {
		_ = m.Lead.Set(path, first.value) // it comes from such a field
	}
	if first.seen != (Seen{}) {
		if m.Lead.Seen == nil {
			m.Lead.Seen = map[string]Seen{}
		}
		m.Lead.Seen[path] = first.seen
	}
}

// raw is what the lead has at a path that Get knows, as it is, nil for nothing.
func (l *Lead) raw(path string) any {
	if name, custom := strings.CutPrefix(path, customPrefix); custom {
		return l.Custom[name]
	}
	v, _ := l.Get(path)
	return v
}

// mergedActivities are those of all leads, each as often as it counts, in the
// order of their instants.
func mergedActivities(leads []*Lead) []Activity {
	var all []Activity
	order := func(a, b Activity) int { return cmp.Or(compareActivities(&a, &b), cmp.Compare(a.ID, b.ID)) }
	byID := map[string]int{}
	for _, l := range leads {
		own := slices.SortedFunc(slices.Values(l.Activities), order)
		for i := 0; i < len(own); i++ {
			a := own[i]
			if a.ID != "" {
				if at, known := byID[a.ID]; !known {
					byID[a.ID] = len(all)
					all = append(all, a)
				} else if order(a, all[at]) < 0 {
					all[at] = a
				}
				continue
			}
			same := func(b Activity) bool { return b.ID == "" && reflect.DeepEqual(a, b) }
			n := 1
			for i+1 < len(own) && same(own[i+1]) {
				i, n = i+1, n+1
			}
			for have := countOf(all, same); have < n; have++ {
				all = append(all, a)
			}
		}
	}
	slices.SortFunc(all, order)
	return all
}

func countOf(list []Activity, is func(Activity) bool) (n int) {
	for _, a := range list {
		if is(a) {
			n++
		}
	}
	return n
}
