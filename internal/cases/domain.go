package cases

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
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

// describe writes d, of a variable, as a condition.
func (d *domain) describe(v *variable) string {
	var parts []string
	name := v.name
	switch d.sort {
	case numbers:
		for i, s := range d.spans {
			if i == 4 {
				parts = append(parts, "...")
				break
			}
			if s.low == v.full.least() && s.low < s.high { // which says nothing
				s.low = math.Inf(-1)
			}
			parts = append(parts, s.describe(name, v.figure))
		}
	case words:
		if t := d.texts; !t.empty() {
			if t.not && v.full.texts.not {
				t.words = slices.DeleteFunc(slices.Clone(t.words), func(w string) bool { return !v.full.texts.has(w) })
			}
			parts = append(parts, t.describe(name))
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
		parts = append(parts, name+" is unknown")
	}
	switch len(parts) {
	case 0:
		return "no value of " + name
	case 1:
		return parts[0]
	}
	return "(" + strings.Join(parts, " or ") + ")"
}

// figure writes a number of a variable: instants as dates, lengths of time in
// days.
func (v *variable) figure(x float64) string {
	switch v.node.Kind {
	case criteria.Time:
		return time.Unix(int64(x), 0).UTC().Format("2006-01-02T15:04:05Z")
	case criteria.Span:
		return figure(x/86_400) + " days"
	}
	return figure(x)
}
