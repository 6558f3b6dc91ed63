package profile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/leadqual/leadqual/internal/criteria"
)

// spelled are the ways in which one text is written, the most frequent first.
type spelled struct {
	ways  []string
	n     int // of the others
	first place
}

// groups are texts of the column that are one by a key, where there are several
// ways.
func (j *judge) groups(key func(string) string) []spelled {
	by := map[string][]string{}
	for _, text := range slices.Sorted(maps.Keys(j.values)) {
		if k := key(text); k != "" {
			by[k] = append(by[k], text)
		}
	}
	var out []spelled
	for _, k := range slices.Sorted(maps.Keys(by)) {
		ways := by[k]
		if len(ways) < 2 {
			continue
		}
		slices.SortStableFunc(ways, func(a, b string) int { return cmp.Compare(j.values[b].n, j.values[a].n) })
		s := spelled{ways: ways, first: j.values[ways[1]].first}
		for _, w := range ways[1:] {
			s.n += j.values[w].n
			if before(j.values[w].first, s.first) {
				s.first = j.values[w].first
			}
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b spelled) int { return cmp.Compare(b.n, a.n) })
	return out
}

// spellings finds texts that mean one thing and are written in several ways.
func (j *judge) spellings() {
	if j.role.personal() || j.kind == kindText && !j.repeats() {
		return
	}
	compared := j.rules == nil || len(j.fields) == 0 || j.rules.exact(j.fields)
	if compared {
		j.spelling(CodeTwoCases, Fault, j.groups(oneCase), "differ from others only in the case of letters or in blanks",
			`write "texts": "folded" at the top of the rule set, or translate them by "values" in the entry `+j.entry())
	}
	if j.rules != nil && len(j.fields) > 0 && !j.rules.reads(j.fields) {
		return
	}
	j.spelling(CodeMixedSpelling, Suspicion, j.groups(func(s string) string {
		if letters := onlyLetters(s); len(letters) >= 4 {
			return letters
		}
		return ""
	}), "differ from others only in signs, blanks or accents", `translate them by "values" in the entry `+j.entry())
	j.misspelt()
}

// repeats tells whether the texts of the column come again.
func (j *judge) repeats() bool {
	different, _ := j.distinct.Count()
	return j.n >= 2*different
}

func (j *judge) spelling(code FindingCode, s Severity, groups []spelled, what, do string) {
	if code == CodeMixedSpelling { // what differs in case too is told already
		groups = slices.DeleteFunc(groups, func(g spelled) bool {
			return !slices.ContainsFunc(g.ways, func(w string) bool { return oneCase(w) != oneCase(g.ways[0]) })
		})
	}
	if len(groups) == 0 {
		return
	}
	total := 0
	var say []string
	var first []Place
	for _, g := range groups {
		total += g.n
		if len(say) < shown {
			ways := []string{}
			for _, w := range g.ways[:min(len(g.ways), 4)] {
				ways = append(ways, fmt.Sprintf("%q (%s)", w, count(j.values[w].n)))
			}
			say = append(say, strings.Join(ways, " and "))
			first = append(first, placeOf(g.first, j.files))
		}
	}
	message := j.of(total) + " " + what
	if len(groups) > shown {
		message += fmt.Sprintf(", of %d words", len(groups))
	}
	j.add(Finding{Code: code, Severity: s, Count: total, Message: message + ": " + strings.Join(say, "; "), Do: do, First: first})
}

// misspelt finds rare texts that are one letter from a frequent one.
func (j *judge) misspelt() {
	if j.kind != kindChoice || len(j.values) > 400 {
		return
	}
	texts := slices.SortedFunc(maps.Keys(j.values), func(a, b string) int {
		return cmp.Or(cmp.Compare(j.values[b].n, j.values[a].n), strings.Compare(a, b))
	})
	all := tally{}
	var say []string
	for _, rare := range texts {
		for _, word := range texts {
			if r, w := j.values[rare], j.values[word]; w.n >= 20 && 50*r.n <= w.n && onlyLetters(rare) != onlyLetters(word) && oneLetterApart(oneCase(rare), oneCase(word)) {
				all.add(r.first, nil)
				all.n += r.n - 1
				if len(say) < shown {
					say = append(say, fmt.Sprintf("%q (%s) and %q (%s)", rare, count(r.n), word, count(w.n)))
				}
				break
			}
		}
	}
	if all.n > 0 {
		j.add(Finding{Code: CodeMisspelt, Severity: Suspicion, Count: all.n, Message: j.of(all.n) + " " + verb(all.n, "is", "are") + " one letter from a frequent text: " + strings.Join(say, "; "),
			Do: `mend them in the CRM, or translate them by "values" in the entry ` + j.entry(), First: []Place{placeOf(all.first[0], j.files)}})
	}
}

// oneCase is a text without case and with single blanks.
func oneCase(s string) string { return strings.Join(strings.Fields(criteria.Fold(s)), " ") }

// accents are letters with one, and those without.
var accents = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ã", "a", "å", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "í", "i", "ì", "i", "î", "i", "ï", "i",
	"ñ", "n", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ý", "y", "ß", "ss", "&", "and")

// onlyLetters are the letters and digits of a text, without case and accents;
// "" where there are no letters.
func onlyLetters(s string) string {
	letters := false
	out := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			letters = true
			return r
		}
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, accents.Replace(oneCase(s)))
	if !letters {
		return ""
	}
	return out
}

// oneLetterApart tells whether one letter, put in, left out, replaced or swapped
// with the next, makes one text of the other, in a word of at least six letters
// whose others are equal.
func oneLetterApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < 6 || len(y) < 6 || len(x)-len(y) > 1 || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	p, q := len(x), len(y)
	for p > i && q > i && x[p-1] == y[q-1] {
		p, q = p-1, q-1
	}
	letters := true
	for _, r := range append(slices.Clone(x[i:p]), y[i:q]...) {
		letters = letters && unicode.IsLetter(r)
	}
	if !letters || !(p-i <= 1 && q-i <= 1 || p-i == 2 && q-i == 2 && x[i] == y[i+1] && x[i+1] == y[i]) {
		return false
	}
	from, to := i, p
	for from > 0 && unicode.IsLetter(x[from-1]) {
		from--
	}
	for to < len(x) && unicode.IsLetter(x[to]) {
		to++
	}
	return to-from >= 6
}
