package cases

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
)

// texts are what a text may be: one of words or, with not, anything but these.
// Of that, it satisfies every test. The zero texts are none.
type texts struct {
	not   bool
	words []string // ascending
	tests []test   // ascending by node; of anything but words only
}

// test is a condition on a single text, and whether it is met.
type test struct {
	node *criteria.Node
	want bool
}

// maxTests are kept; more are left out, which only enlarges a set.
const maxTests = 16

var anyText = texts{not: true}

func (t texts) empty() bool { return !t.not && len(t.words) == 0 }

// has tells whether s may be one of t.
func (t texts) has(s string) bool {
	_, listed := slices.BinarySearch(t.words, s)
	return listed != t.not && satisfies(s, t.tests)
}

func satisfies(s string, tests []test) bool {
	for _, x := range tests {
		if met, ok := x.node.Test(s); !ok || met != x.want {
			return false
		}
	}
	return true
}

// intersect returns what is in both.
func (t texts) intersect(u texts) texts {
	if t.not && !u.not {
		t, u = u, t
	}
	tests := joinTests(t.tests, u.tests)
	if t.not {
		if contradictory(tests) {
			return texts{}
		}
		return texts{not: true, words: uniteWords(t.words, u.words), tests: tests}
	}
	var words []string
	for _, w := range t.words {
		if u.has(w) && satisfies(w, tests) {
			words = append(words, w)
		}
	}
	return texts{words: words}
}

// unite returns a set that holds both; ok is false where there is no simple
// one.
func (t texts) unite(u texts) (texts, bool) {
	if t.not && !u.not {
		t, u = u, t
	}
	switch {
	case t.empty():
		return u, true
	case len(t.tests)+len(u.tests) > 0:
		return texts{}, false
	case !u.not:
		return texts{words: uniteWords(t.words, u.words)}, true
	case t.not:
		both := []string(nil)
		for _, w := range t.words {
			if _, ok := slices.BinarySearch(u.words, w); ok {
				both = append(both, w)
			}
		}
		return texts{not: true, words: both}, true
	}
	rest := []string(nil)
	for _, w := range u.words {
		if _, ok := slices.BinarySearch(t.words, w); !ok {
			rest = append(rest, w)
		}
	}
	return texts{not: true, words: rest}, true
}

func uniteWords(a, b []string) []string {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func joinTests(a, b []test) []test {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y test) int {
		if d := x.node.ID - y.node.ID; d != 0 {
			return d
		}
		switch {
		case x.want == y.want:
			return 0
		case y.want:
			return -1
		}
		return 1
	})
	all = slices.Compact(all)
	return all[:min(len(all), maxTests)]
}

// contradictory tells, for tests of one text, that no text satisfies them all.
// False proves nothing.
func contradictory(tests []test) bool {
	for i, a := range tests {
		for _, b := range tests[i+1:] {
			if a.node == b.node && a.want != b.want {
				return true
			}
			if a.want && !b.want && follows(a.node, b.node) || b.want && !a.want && follows(b.node, a.node) {
				return true
			}
			if a.want && b.want && excludes(a.node, b.node) {
				return true
			}
		}
	}
	return false
}

// follows tells that every text that meets a meets b.
func follows(a, b *criteria.Node) bool {
	switch a.Op {
	case criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith:
		part := a.Args[1].Text
		switch b.Op {
		case criteria.OpContains:
			return strings.Contains(part, b.Args[1].Text)
		case criteria.OpStartsWith:
			return a.Op == criteria.OpStartsWith && strings.HasPrefix(part, b.Args[1].Text)
		case criteria.OpEndsWith:
			return a.Op == criteria.OpEndsWith && strings.HasSuffix(part, b.Args[1].Text)
		}
	case criteria.OpHasWord:
		if b.Op != criteria.OpHasWord {
			return false
		}
		for _, phrase := range a.Words {
			if !slices.ContainsFunc(b.Words, func(part []string) bool { return inARow(phrase, part) }) {
				return false
			}
		}
		return true
	}
	return false
}

// inARow tells whether part stands in phrase.
func inARow(phrase, part []string) bool {
	for i := 0; i+len(part) <= len(phrase); i++ {
		if slices.Equal(phrase[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// excludes tells that no text meets both.
func excludes(a, b *criteria.Node) bool {
	if a.Op != b.Op {
		return false
	}
	switch a.Op {
	case criteria.OpStartsWith:
		x, y := a.Args[1].Text, b.Args[1].Text
		return !strings.HasPrefix(x, y) && !strings.HasPrefix(y, x)
	case criteria.OpEndsWith:
		x, y := a.Args[1].Text, b.Args[1].Text
		return !strings.HasSuffix(x, y) && !strings.HasSuffix(y, x)
	}
	return false
}

// describe writes t as a condition on what is called name.
func (t texts) describe(name string) string {
	parts := []string{}
	switch {
	case !t.not && len(t.words) == 1:
		parts = append(parts, name+" == "+strconv.Quote(t.words[0]))
	case !t.not:
		parts = append(parts, name+" in "+quoted(t.words))
	case len(t.words) == 1:
		parts = append(parts, name+" != "+strconv.Quote(t.words[0]))
	case len(t.words) > 1:
		parts = append(parts, name+" not in "+quoted(t.words))
	}
	for _, x := range t.tests {
		s := x.node.String()
		if !x.want {
			s = "not (" + s + ")"
		}
		parts = append(parts, s)
	}
	if len(parts) == 0 {
		return name + " is known"
	}
	return strings.Join(parts, " and ")
}

func quoted(words []string) string {
	const most = 6
	list := []string{}
	for i, w := range words {
		if i == most {
			list = append(list, "...")
			break
		}
		list = append(list, strconv.Quote(w))
	}
	return "[" + strings.Join(list, ", ") + "]"
}
