package qualifytest

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// values are what the facts of a rule set may be so that its conditions come
// out one way and the other: the constants in its texts and their neighbours.
type values struct {
	facts   []qualify.FactInfo // used by the rules
	of      map[string][]any   // as JSON has them, by the fact's path
	texts   []string
	numbers []float64
	asOf    time.Time
}

// The bounds on what is tried.
const (
	maxValues = 24 // of a fact
	maxGuided = 48 // leads
	maxTries  = 3  // values of a fact that are filled in for one lead
)

// valuesFor collects them.
func valuesFor(rs *qualify.RuleSet, about qualify.Description, asOf time.Time) *values {
	v := &values{of: map[string][]any{}, asOf: asOf}
	for p := range rs.Parts() {
		for i := range p.Texts {
			v.constants(p.Texts[i].Text())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rs.Lists)) {
		v.texts = append(v.texts, first(rs.Lists[name], 4)...)
	}
	v.texts, v.numbers = distinct(append(v.texts, "~")), distinct(append(v.numbers, 0))
	for _, f := range about.Facts {
		if f.Used {
			v.facts = append(v.facts, f)
			v.of[f.Path] = first(v.valuesOf(f), maxValues)
		}
	}
	return v
}

// constants collects those of an expression.
func (v *values) constants(text string) {
	for _, t := range scan(text) {
		switch t.kind {
		case quoted:
			if s, err := unquote(t.text); err == nil && s != "" {
				v.texts = append(v.texts, s)
			}
		case number:
			if x, err := strconv.ParseFloat(strings.ReplaceAll(t.text, "_", ""), 64); err == nil {
				v.numbers = append(v.numbers, x, x-1, x+1)
			}
		}
	}
}

// unquote reads a text in any of expr's quotes.
func unquote(s string) (string, error) {
	if s[0] == '\'' {
		inside := strings.ReplaceAll(strings.ReplaceAll(s[1:len(s)-1], `\'`, `'`), `"`, `\"`)
		s = `"` + inside + `"`
	}
	return strconv.Unquote(s)
}

func (v *values) valuesOf(f qualify.FactInfo) []any {
	var out []any
	switch f.Type {
	case "bool":
		return []any{true, false}
	case "number":
		for _, x := range v.numbers {
			out = append(out, x)
		}
	case "time":
		for _, days := range append([]float64{0, -400, 400, -1, 1}, v.numbers...) {
			if days > -36500 && days < 36500 {
				out = append(out, v.asOf.Add(-time.Duration(days*24*float64(time.Hour))).Format(time.RFC3339))
			}
		}
	case "strings":
		out = append(out, []string{}, first(v.texts, 3))
		for _, s := range v.texts {
			out = append(out, []string{s})
		}
	default:
		texts := v.texts
		if len(f.Enum) > 0 {
			texts = f.Enum
		}
		for _, s := range texts {
			out = append(out, s)
		}
	}
	return out
}

// leads are made from the values: some of the facts known, some activities.
// Which is fixed by the lead's number, and the later the fewer are known.
func (v *values) leads() []*qualify.Lead {
	var out []*qualify.Lead
	for i := range maxGuided {
		lead := &qualify.Lead{ID: "guided-" + strconv.Itoa(i)}
		n := uint64(0)
		pick := func(of int) int { // as if by chance
			n++
			return int(mixed(uint64(i)<<32|n) % uint64(of))
		}
		for _, f := range v.facts {
			if list := v.of[f.Path]; len(list) > 0 && pick(maxGuided) >= i {
				value := v.value(lead, f.Path, list[pick(len(list))])
				if filled := opened(lead).with(leadPath(f.Path), value); filled != nil {
					lead = filled
				}
			}
		}
		text := func() string { return v.texts[pick(len(v.texts))] }
		for range pick(6) {
			days := v.numbers[pick(len(v.numbers))]
			if days < 0 || days > 36500 {
				days = 1
			}
			lead.Activities = append(lead.Activities, qualify.Activity{
				Type: text(), At: v.asOf.Add(-time.Duration(days * 24 * float64(time.Hour))),
				URL: text(), Channel: text(), Subject: text(), Campaign: text(), Value: v.numbers[pick(len(v.numbers))],
			})
		}
		out = append(out, lead)
	}
	return out
}

// mixed is the finaliser of splitmix64: near numbers become far apart.
func mixed(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// fillings are the lead with one unknown fact known, by the fact's path. With
// every turn the values are others. What makes no sense together with a reset
// is left out: a lead is created before it, and what it said before no longer
// counts.
func (v *values) fillings(lead *qualify.Lead, turn int) iter.Seq2[string, *qualify.Lead] {
	return func(yield func(string, *qualify.Lead) bool) {
		open := opened(lead)
		for _, f := range v.facts {
			if f.Default != nil {
				continue // absent it is known
			}
			if at := leadPath(f.Path); !lead.ResetAt.IsZero() && (at == "created_at" || at == "answers.wants_contact_at") {
				continue
			}
			list := v.of[f.Path]
			for i := range min(maxTries, len(list)) {
				filled := open.with(leadPath(f.Path), v.value(lead, f.Path, list[(turn*maxTries+i)%len(list)]))
				if filled == nil {
					break // it is known
				}
				if !yield(f.Path, filled) {
					return
				}
			}
		}
	}
}

// leadPath is where a fact stands in a lead's JSON.
func leadPath(fact string) string {
	if fact == "created_days_ago" || fact == "idle_days" {
		return "created_at"
	}
	return fact
}

// value is what to fill in for a fact. Numbers of days are instants so long
// before all that the lead did, so that it was created first.
func (v *values) value(lead *qualify.Lead, fact string, value any) any {
	if days, ok := value.(float64); ok && leadPath(fact) == "created_at" {
		return v.created(lead, days)
	}
	return value
}

// openLead is a lead as an object of JSON, nil for one that has no JSON.
type openLead map[string]any

func opened(lead *qualify.Lead) openLead {
	text, err := json.Marshal(lead)
	if err != nil {
		return nil
	}
	var object openLead
	if err := json.Unmarshal(text, &object); err != nil {
		return nil
	}
	return object
}

// with is the lead with an unknown fact known, nil where the fact is known.
func (o openLead) with(path string, value any) *qualify.Lead {
	if o == nil {
		return nil
	}
	at, name := map[string]any(o), path
	if group, inner, nested := strings.Cut(path, "."); nested {
		object, ok := o[group].(map[string]any)
		if !ok {
			object = map[string]any{}
			o[group] = object
		}
		at, name = object, inner
	}
	if at[name] != nil {
		return nil
	}
	at[name] = value
	defer delete(at, name)
	text, err := json.Marshal(o)
	filled := &qualify.Lead{}
	if err != nil || json.Unmarshal(text, filled) != nil {
		return nil
	}
	return filled
}

// created is an instant some days before all that the lead did.
func (v *values) created(lead *qualify.Lead, days float64) string {
	oldest := v.asOf
	for _, a := range lead.Activities {
		if !a.At.IsZero() && a.At.Before(oldest) {
			oldest = a.At
		}
	}
	days = min(max(days, 0), 36500)
	return oldest.Add(-time.Duration(days * 24 * float64(time.Hour))).Format(time.RFC3339)
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// distinct drops what stands in front already.
func distinct[T comparable](list []T) []T {
	seen := map[T]bool{}
	var out []T
	for _, x := range list {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}
