package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/qualify"
)

// A fact is what an expression may name, with what is known of it.
type fact struct {
	qualify.FactInfo
	name    string // as expressions have it
	meaning string // what every lead's fact of that name is
	result  bool
}

// facts are those that expressions may name, fields of activities with a dot.
func (v *vocabulary) facts() []fact {
	if v.named == nil {
		v.all, v.named = v.findFacts(), map[string]fact{}
		for _, f := range v.all {
			if _, have := v.named[f.name]; !have {
				v.named[f.name] = f
			}
		}
	}
	return v.all
}

func (v *vocabulary) findFacts() (out []fact) {
	for _, f := range v.rules.AllFacts() {
		s := leadSchema()
		out = append(out, fact{FactInfo: f, name: f.Path, meaning: s.doc(s.at(steps(f.Path), false))})
	}
	for _, f := range v.rules.AllActivityFields() {
		s := leadSchema()
		out = append(out, fact{FactInfo: f, name: "." + f.Path, meaning: s.doc(s.at(steps("activities[0]."+f.Path), false))})
	}
	for _, f := range v.rules.AllResults() {
		s := decisionSchema()
		out = append(out, fact{FactInfo: f, name: f.Path, meaning: s.doc(s.at(steps(f.Path), false)), result: true})
	}
	known := v.checker.Compiler(inside.Key{}).Vocabulary()
	if known.People == nil {
		return out
	}
	for _, f := range known.Facts { // of the parent
		if !slices.ContainsFunc(out, func(have fact) bool { return have.name == f.Path }) {
			out = append(out, ofAccount(f.Path, &f))
		}
	}
	for _, f := range known.People {
		out = append(out, ofAccount("."+f.Path, &f))
	}
	return append(out, fact{name: ".activities", meaning: "what the person did"}, fact{name: ".member", meaning: "the id of the person who did it"})
}

// ofAccount is a fact that rules about accounts may name besides.
func ofAccount(name string, f *criteria.Fact) fact {
	return fact{FactInfo: qualify.FactInfo{Path: f.Path, Fact: qualify.Fact{Type: f.Kind.FactType(), Enum: slices.DeleteFunc(slices.Clone(f.Words), func(w string) bool { return w == "" })}}, name: name}
}

// fact finds one by its name.
func (v *vocabulary) fact(name string) (fact, bool) {
	v.facts()
	f, ok := v.named[name]
	return f, ok
}

// memo is the same for facts that fit wherever one of them does.
func (f *fact) memo() string {
	if len(f.Enum) > 0 || f.Fold != nil {
		return ""
	}
	return fmt.Sprint(f.Type, f.result, strings.HasPrefix(f.name, "."))
}

func (f *fact) detail() string {
	if len(f.Enum) > 0 {
		return f.Type + ", one of " + shortList(f.Enum)
	}
	return f.Type
}

func (f *fact) doc() string {
	var parts []string
	for _, part := range []string{f.Doc, f.meaning, f.Note} {
		if part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if f.Ask != "" {
		parts = append(parts, "Asked as: "+f.Ask)
	}
	return strings.Join(parts, "\n")
}

// shortList is some items of a list.
func shortList(items []string) string {
	const most = 8
	s := strings.Join(items[:min(len(items), most)], ", ")
	if len(items) > most {
		s += fmt.Sprintf(", ... (%d)", len(items))
	}
	return s
}
