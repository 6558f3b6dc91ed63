package eval

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/criteria"
)

// pattern is a regular expression that is no more than a few string
// operations:
//
//	LITERALS  ^LITERALS  LITERALS$  ^LITERALS$
//	^LITERALS\b  ^LITERALS.*LITERALS  ^LITERALS\b.*LITERALS
//
// where LITERALS is whatever stands for a finite set of texts, such as
// (vp|vice president). These are an order of magnitude faster than an
// automaton. A nil pattern is any other.
type pattern struct {
	anchored bool
	head     []string
	boundary bool // \b after the head
	tail     []string
	end      bool // $
	fold     bool // (?i): texts are lower-case ASCII, and so must the subject be
}

// maxLiterals bounds the texts that a part of a pattern stands for.
const maxLiterals = 64

// readPattern returns the pattern of a regular expression that compiles, nil
// where it is not of one of the forms.
func readPattern(text string) *pattern {
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil
	}
	var parts []*syntax.Regexp
	flatten(re, &parts)
	p := &pattern{}
	folds := folding{}
	if len(parts) > 0 && parts[0].Op == syntax.OpBeginText {
		p.anchored, parts = true, parts[1:]
	}
	if p.head, parts = literals(parts, &folds); p.head == nil {
		return nil
	}
	if len(parts) > 0 && parts[0].Op == syntax.OpWordBoundary {
		p.boundary, parts = true, parts[1:]
	}
	if len(parts) > 0 && isAnything(parts[0]) {
		if p.tail, parts = literals(parts[1:], &folds); p.tail == nil {
			return nil
		}
	}
	if len(parts) > 0 && parts[0].Op == syntax.OpEndText {
		p.end, parts = true, parts[1:]
	}
	if len(parts) > 0 || !p.anchored && (p.boundary || p.tail != nil) || folds.some && folds.none {
		return nil
	}
	p.fold = folds.some
	return p
}

// flatten lists the parts of a concatenation, without groups.
func flatten(re *syntax.Regexp, parts *[]*syntax.Regexp) {
	switch re.Op {
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			flatten(sub, parts)
		}
	default:
		*parts = append(*parts, re)
	}
}

// isAnything is .* in either greed.
func isAnything(re *syntax.Regexp) bool {
	return re.Op == syntax.OpStar && re.Sub[0].Op == syntax.OpAnyCharNotNL
}

// folding notes whether literals were seen that ignore case, and that do not.
type folding struct{ some, none bool }

// literals takes the parts off the front that stand for a finite set of texts;
// it returns nil where there are none or too many.
func literals(parts []*syntax.Regexp, folds *folding) ([]string, []*syntax.Regexp) {
	set, rest := []string{""}, parts
	for len(rest) > 0 {
		next, ok := expand(rest[0], folds)
		if !ok {
			break
		}
		if set = product(set, next); set == nil {
			return nil, parts
		}
		rest = rest[1:]
	}
	if slices.Contains(set, "") {
		return nil, parts
	}
	return set, rest
}

// expand lists the texts that a part stands for.
func expand(re *syntax.Regexp, folds *folding) ([]string, bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return []string{""}, true
	case syntax.OpLiteral:
		s := string(re.Rune)
		if strings.ContainsRune(s, utf8.RuneError) { // also matches broken UTF-8
			return nil, false
		}
		if re.Flags&syntax.FoldCase == 0 {
			if hasLetter(s) {
				folds.none = true
			}
			return []string{s}, true
		}
		folds.some = true
		s = strings.Map(criteria.SimpleFold, s)
		return []string{s}, IsASCII(s)
	case syntax.OpCharClass:
		return expandClass(re, folds)
	case syntax.OpCapture:
		return expand(re.Sub[0], folds)
	case syntax.OpQuest:
		set, ok := expand(re.Sub[0], folds)
		return append(set, ""), ok
	case syntax.OpConcat, syntax.OpAlternate:
		var set []string
		if re.Op == syntax.OpConcat {
			set = []string{""}
		}
		for _, sub := range re.Sub {
			next, ok := expand(sub, folds)
			if !ok {
				return nil, false
			}
			if re.Op == syntax.OpConcat {
				next = product(set, next)
				set = nil
			}
			if set = append(set, next...); len(set) == 0 || len(set) > maxLiterals {
				return nil, false
			}
		}
		return set, true
	}
	return nil, false
}

// expandClass lists a small class. One that holds whole case folding classes
// reads the same whether or not case counts, and is taken as folded.
func expandClass(re *syntax.Regexp, folds *folding) ([]string, bool) {
	var all []rune
	for i := 0; i < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if len(all) == maxLiterals || r == utf8.RuneError {
				return nil, false
			}
			all = append(all, r)
		}
	}
	letters, whole := false, true
	for _, r := range all {
		for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
			letters = true
			whole = whole && slices.Contains(all, o)
		}
	}
	var set []string
	for _, r := range all {
		if letters && whole {
			r = criteria.SimpleFold(r)
		}
		if s := string(r); !slices.Contains(set, s) {
			set = append(set, s)
		}
	}
	switch {
	case letters && whole:
		folds.some = true
		return set, !slices.ContainsFunc(set, func(s string) bool { return !IsASCII(s) })
	case letters:
		folds.none = true
	}
	return set, true
}

func product(a, b []string) []string {
	if len(a)*len(b) > maxLiterals {
		return nil
	}
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.SimpleFold(r) != r })
}

func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// text is the pattern as a regular expression.
func (p *pattern) text() string {
	var b strings.Builder
	any := func(list []string) {
		b.WriteString("(?:")
		for i, s := range list {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(regexp.QuoteMeta(s))
		}
		b.WriteByte(')')
	}
	if p.fold {
		b.WriteString("(?i)")
	}
	if p.anchored {
		b.WriteByte('^')
	}
	any(p.head)
	if p.boundary {
		b.WriteString(`\b`)
	}
	if p.tail != nil {
		b.WriteString(".*")
		any(p.tail)
	}
	if p.end {
		b.WriteByte('$')
	}
	return b.String()
}

// match tells whether s, which is ASCII or not, matches re, which has the
// pattern p.
func (p *pattern) match(re *criteria.Pattern, s string, ascii bool) bool {
	if p == nil || p.fold && !ascii { // (?i) has its own ideas about k and the Kelvin sign
		return re.MatchString(s)
	}
	for _, head := range p.head {
		switch {
		case p.anchored:
			if p.hasPrefix(s, head) && p.rest(s, len(head)) {
				return true
			}
		case p.end:
			if len(s) >= len(head) && p.hasPrefix(s[len(s)-len(head):], head) {
				return true
			}
		case p.contains(s, head):
			return true
		}
	}
	return false
}

// rest matches what follows an anchored head.
func (p *pattern) rest(s string, at int) bool {
	if p.boundary && isWordByte(s, at-1) == isWordByte(s, at) {
		return false
	}
	if p.tail == nil {
		return !p.end || at == len(s)
	}
	s = s[at:]
	line := s
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		line = s[:i] // .* stops there
	}
	for _, tail := range p.tail {
		switch {
		case p.end:
			// The gap must not have a line break; the tail itself may.
			if gap := len(s) - len(tail); gap >= 0 && gap <= len(line) && p.hasPrefix(s[gap:], tail) {
				return true
			}
		case strings.IndexByte(tail, '\n') >= 0:
			for gap := 0; gap <= len(line) && gap+len(tail) <= len(s); gap++ {
				if p.hasPrefix(s[gap:], tail) {
					return true
				}
			}
		case p.contains(line, tail):
			return true
		}
	}
	return false
}

// isWordByte tells whether \b takes the byte at i for a part of a word.
func isWordByte(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	b := s[i]
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

func (p *pattern) hasPrefix(s, part string) bool {
	if !p.fold {
		return strings.HasPrefix(s, part)
	}
	if len(s) < len(part) {
		return false
	}
	for i := range len(part) {
		if lowerByte(s[i]) != part[i] {
			return false
		}
	}
	return true
}

func (p *pattern) contains(s, part string) bool {
	if !p.fold {
		return strings.Contains(s, part)
	}
	first := part[0]
	for i := 0; i+len(part) <= len(s); i++ {
		if lowerByte(s[i]) == first && p.hasPrefix(s[i:], part) {
			return true
		}
	}
	return false
}

func lowerByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}
