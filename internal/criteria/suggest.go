package criteria

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/nearest"
)

// maxSuggestions bounds the names for which a nearer one is looked for: each
// search compares with the whole vocabulary, and both may be large in a rule
// set that means harm.
const maxSuggestions = 100

// suggester finds what an author may have meant. The zero value is ready.
type suggester struct {
	names   []string // of the vocabulary, sorted; nil until it is needed
	results []string // the same with what was decided
	made    int
}

// vocabularyNames lists everything an author may write by name here, sorted.
func (l *lowering) vocabularyNames() []string {
	near := &l.c.near
	if near.names == nil {
		v := l.c.vocabulary
		near.names = []string{"activities", "now"}
		if v.People != nil {
			near.names = append(near.names, "people")
		}
		for list := range v.Lists {
			near.names = append(near.names, "lists."+list)
		}
		for d := range v.Defines {
			near.names = append(near.names, d)
		}
		near.results = slices.Clone(near.names)
		for i := range v.Facts {
			f := &v.Facts[i]
			if f.Refused == "" {
				near.results = append(near.results, f.Path)
			}
			if f.Refused == "" && !f.Result {
				near.names = append(near.names, f.Path)
			}
		}
		slices.Sort(near.names)
		slices.Sort(near.results)
	}
	if l.results {
		return near.results
	}
	return near.names
}

// example is a fact of the group.
func (l *lowering) example(group string) string {
	for _, n := range l.vocabularyNames() {
		if strings.HasPrefix(n, group+".") {
			return n
		}
	}
	return group + ".name"
}

// didYouMean suggests the vocabulary's nearest name, also where only the part
// after the dot was written, or else says where names come from.
func (l *lowering) didYouMean(name string) instead.Text {
	if n, ok := l.nearest(name); ok {
		return instead.Said(fmt.Sprintf("; did you mean %s?", n), n)
	}
	group, _, hasGroup := strings.Cut(name, ".")
	switch {
	case group == "custom":
		return instead.Words("; declare it under facts with its type")
	case group == "lists":
		return instead.Words("; declare it under lists")
	case group == "$env":
		return instead.Words("; write the name of the fact on its own")
	case hasGroup && l.c.groups[group]:
		return instead.Words(fmt.Sprintf("; %s has %s", group, strings.Join(l.members(group), " ")))
	case !hasGroup:
		return instead.Said(fmt.Sprintf("; if it is a text, write %q", name), strconv.Quote(name))
	}
	return instead.Text{}
}

func (l *lowering) nearest(name string) (string, bool) {
	if l.c.near.made++; l.c.near.made > maxSuggestions {
		return "", false
	}
	names := l.vocabularyNames()
	for _, n := range names {
		if _, rest, ok := strings.Cut(n, "."); ok && strings.EqualFold(rest, name) {
			return n, true
		}
	}
	names = slices.Clip(names)
	for _, v := range l.lets {
		names = append(names, v.name)
	}
	return nearest.To(name, names)
}

// members are the names in a group of facts.
func (l *lowering) members(group string) []string {
	var names []string
	for _, f := range l.c.vocabulary.Facts {
		if g, name, ok := strings.Cut(f.Path, "."); ok && g == group && f.Refused == "" && (l.results || !f.Result) {
			names = append(names, name)
		}
	}
	return names
}
