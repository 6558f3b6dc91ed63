package bind

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
)

// A Binder makes leads of records of type T. It is immutable and safe for
// concurrent use.
type Binder[T any] struct {
	plan *plan
}

// New prepares the way from a T, which is a struct, to a lead: by the tags of its
// fields, and by what is given beside them. The error has every mistake, each on
// a line of its own.
func New[T any](fields ...Field[T]) (*Binder[T], error) {
	t := reflect.TypeFor[T]()
	r, err := readTags(t)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		r.extra(t, f.tag, f.path, f.kind, f.compute)
	}
	p, err := r.finish(t)
	if err != nil {
		return nil, err
	}
	return &Binder[T]{p}, nil
}

// Lead returns the lead that a record tells of. It shares the texts and lists of
// the record, and has maps and activities of its own. The record must not be
// nil.
func (b *Binder[T]) Lead(record *T) qualify.Lead {
	var lead qualify.Lead
	b.Fill(record, &lead)
	return lead
}

// Fill is Lead for a hot loop: it fills a lead anew, whatever was in it, and
// uses the memory of its Activities, Custom and Seen again. Neither pointer
// may be nil.
func (b *Binder[T]) Fill(record *T, lead *qualify.Lead) {
	_, _ = *record, *lead // nil ends here, before anything is read beside it
	b.plan.fill(unsafe.Pointer(record), lead)
}

// Check compares the tags with what a rule set declares. The error has every
// custom field, of leads and of what they did, of another type than its fact, and
// every one that the rule set does not declare although a fact that no field
// fills has nearly its name. Other fields that the rule set does not declare are
// not mistakes: the engine does not look at them.
func (b *Binder[T]) Check(rs *qualify.RuleSet) error {
	errs := checkCustom(rs, "", rs.AllFacts(), b.plan.fields)
	var ofActivities []boundField
	for i := range b.plan.logs {
		ofActivities = append(ofActivities, b.plan.logs[i].of.fields...)
	}
	return errors.Join(append(errs, checkCustom(rs, tagLog+".", rs.AllActivityFields(), ofActivities)...)...)
}

// checkCustom compares fields with the declarations of those of their kind, whose
// paths begin with a prefix.
func checkCustom(rs *qualify.RuleSet, prefix string, all []qualify.FactInfo, fields []boundField) (errs []error) {
	filled := map[string]bool{}
	for i := range fields {
		filled[fields[i].path] = true
	}
	var open []string // facts that no field fills
	for _, f := range all {
		if strings.HasPrefix(f.Path, customPrefix) && !filled[f.Path] {
			open = append(open, prefix+f.Path)
		}
	}
	for i := range fields {
		f := &fields[i]
		if f.custom == "" {
			continue
		}
		path := prefix + f.path
		fact, declared := rs.Facts[path]
		if !declared {
			if meant, ok := nearest.To(path, open); ok {
				errs = append(errs, fmt.Errorf("%s: the rule set declares no %s; did you mean %s?", f.place, path, meant))
			}
			continue
		}
		want := criteria.FactKind(fact.Type)
		asText := want == criteria.Time && f.kind == criteria.String // RFC 3339
		if want != criteria.None && want != f.kind && !asText {
			errs = append(errs, fmt.Errorf("%s: %s is of type %s, and the rule set declares %s", f.place, path, f.kind.FactType(), fact.Type))
		}
	}
	return errs
}
