package eval

import (
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// ValueOf is a single value of any kind as an element.
func (f *Frame) ValueOf(n *criteria.Node) (e Element, known bool) {
	switch n.Kind {
	case criteria.Bool:
		e.Truth = f.TruthOf(n)
		return e, e.Truth != truth.Unknown
	case criteria.Number:
		e.Number = f.NumberOf(n)
		return e, e.Number.Known
	case criteria.String:
		e.Text, known = f.TextOf(n)
	case criteria.Time, criteria.Span:
		e.Instant, known = f.InstantOf(n)
	case criteria.OneActivity, criteria.OnePerson:
		return f.Elements[n.Level], true
	}
	return e, known
}

// TextOf is what a String node comes to.
func (f *Frame) TextOf(n *criteria.Node) (s string, known bool) {
	switch n.Op {
	case criteria.OpConst:
		return n.Text, true
	case criteria.OpFact:
		return f.Str[n.Slot], f.Known[n.Slot]
	case criteria.OpElement:
		return f.Elements[n.Level].Text, true
	case criteria.OpField:
		if n.Field >= criteria.CustomField {
			return f.CustomOf(n).Text, true
		}
		return *criteria.FieldOf[string](f.Elements[n.Level].Activity, n.Field), true
	case criteria.OpMember:
		return f.member(n), true
	case criteria.OpPersonal:
		v := f.PersonalValue(n)
		return v.Text, v.Known
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.TextOf(branch)
		}
		return "", false
	case criteria.OpOrElse:
		if s, ok := f.TextOf(n.Args[0]); ok {
			return s, true
		}
		return f.TextOf(n.Args[1])
	}
	if s, known = f.TextOf(n.Args[0]); !known {
		return "", false
	}
	switch n.Op {
	case criteria.OpLower:
		return f.scratch.lower(s), true
	case criteria.OpUpper:
		return f.scratch.upper(s), true
	case criteria.OpTrim:
		return strings.TrimSpace(s), true
	case criteria.OpFold:
		return f.scratch.fold(s), true
	case criteria.OpLookup:
		return n.Table.Row(s).Text, true
	case criteria.OpEmailDomain:
		host, ok := criteria.EmailHost(s)
		return f.scratch.lower(host), ok
	}
	return "", false
}

// InstantOf is what a Time or Span node comes to.
func (f *Frame) InstantOf(n *criteria.Node) (at criteria.Instant, known bool) {
	switch n.Op {
	case criteria.OpConst:
		return n.Instant, true
	case criteria.OpNow:
		return f.Now, true
	case criteria.OpFact:
		return f.At[n.Slot], f.Known[n.Slot]
	case criteria.OpElement:
		return f.Elements[n.Level].Instant, true
	case criteria.OpField:
		if n.Field >= criteria.CustomField {
			v := f.CustomOf(n)
			return v.At, v.HasAt
		}
		return criteria.InstantOf(*criteria.FieldOf[time.Time](f.Elements[n.Level].Activity, n.Field)), true
	case criteria.OpPersonal:
		v := f.PersonalValue(n)
		return v.At, v.Known
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.InstantOf(branch)
		}
		return at, false
	case criteria.OpOrElse:
		if at, ok := f.InstantOf(n.Args[0]); ok {
			return at, true
		}
		return f.InstantOf(n.Args[1])
	case criteria.OpAdd, criteria.OpSub:
		a, ok := f.InstantOf(n.Args[0])
		b, ok2 := f.InstantOf(n.Args[1])
		if !ok || !ok2 {
			return at, false
		}
		if n.Op == criteria.OpAdd {
			return a.Add(b), true
		}
		return a.Sub(b), true
	}
	return at, false
}
