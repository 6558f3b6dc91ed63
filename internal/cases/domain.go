package cases

import (
	"math"
	"strings"
)

// sort is what kind of values a variable has.
type sort uint8

const (
	numbers sort = iota
	words
	flags
)

// domain is what one variable may be: unknown, or one of the values of its
// sort. Domains are shared and never changed.
type domain struct {
	sort    sort
	unknown bool
	spans   []span
	texts   texts
	yes, no bool
}

func (d *domain) empty() bool {
	return !d.unknown && len(d.spans) == 0 && d.texts.empty() && !d.yes && !d.no
}

// intersect returns what is in both; v is the variable they are about.
func (d *domain) intersect(e *domain, v *variable) *domain {
	if d == e {
		return d
	}
	out := &domain{sort: d.sort, unknown: d.unknown && e.unknown, yes: d.yes && e.yes, no: d.no && e.no}
	switch d.sort {
	case numbers:
		out.spans = intersectSpans(d.spans, e.spans)
		if v.whole {
			out.spans = wholeSpans(out.spans)
		}
	case words:
		out.texts = d.texts.intersect(e.texts)
	}
	return out
}

func wholeSpans(list []span) []span {
	var out []span
	for _, s := range list {
		if s = s.whole(); !s.empty() {
			out = append(out, s)
		}
	}
	return out
}

// unite returns what is in either; ok is false where there is no simple domain
// for that.
func (d *domain) unite(e *domain) (*domain, bool) {
	out := &domain{sort: d.sort, unknown: d.unknown || e.unknown, yes: d.yes || e.yes, no: d.no || e.no}
	switch d.sort {
	case numbers:
		out.spans = uniteSpans(d.spans, e.spans)
	case words:
		ok := false
		if out.texts, ok = d.texts.unite(e.texts); !ok {
			return nil, false
		}
	}
	return out, true
}

// least and most are bounds of the known values of numbers.
func (d *domain) least() float64 {
	if len(d.spans) == 0 {
		return math.Inf(1)
	}
	return d.spans[0].low
}

func (d *domain) most() float64 {
	if len(d.spans) == 0 {
		return math.Inf(-1)
	}
	return d.spans[len(d.spans)-1].high
}

// describe writes d as a condition on what is called name.
func (d *domain) describe(name string) string {
	var parts []string
	switch d.sort {
	case numbers:
		for i, s := range d.spans {
			if i == 4 {
				parts = append(parts, "...")
				break
			}
			parts = append(parts, s.describe(name))
		}
	case words:
		if !d.texts.empty() {
			parts = append(parts, d.texts.describe(name))
		}
	case flags:
		switch {
		case d.yes && d.no:
			parts = append(parts, name+" is known")
		case d.yes:
			parts = append(parts, name)
		case d.no:
			parts = append(parts, "not "+name)
		}
	}
	if d.unknown {
		parts = append(parts, name+" unknown")
	}
	if len(parts) == 0 {
		return "no value of " + name
	}
	return strings.Join(parts, " or ")
}
