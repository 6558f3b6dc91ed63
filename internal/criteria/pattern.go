package criteria

import (
	"regexp"
	"sync/atomic"
)

// A Pattern is a regular expression that compiles. It is safe for concurrent use. The
// compiled one takes a hundred times the memory of its text, and most are never asked
// for: package eval has its own way with simple ones.
type Pattern struct {
	text   string
	prefix string
	re     atomic.Pointer[regexp.Regexp]
}

// NewPattern compiles a regular expression.
func NewPattern(text string) (*Pattern, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	p := &Pattern{text: text}
	p.prefix, _ = re.LiteralPrefix()
	p.re.Store(re)
	return p, nil
}

// LazyPattern is a regular expression that is known to compile.
func LazyPattern(text string) *Pattern { return &Pattern{text: text} }

// Text is the regular expression.
func (p *Pattern) Text() string { return p.text }

// Prefix is what every text that matches begins with, as
// [regexp.Regexp.LiteralPrefix], of a pattern by NewPattern.
func (p *Pattern) Prefix() string { return p.prefix }

// MatchString is [regexp.Regexp.MatchString].
func (p *Pattern) MatchString(s string) bool {
	re := p.re.Load()
	if re == nil {
		re = regexp.MustCompile(p.text)
		p.re.Store(re)
	}
	return re.MatchString(s)
}

// Forget frees what was compiled, until it is asked for.
func (p *Pattern) Forget() { p.re.Store(nil) }
