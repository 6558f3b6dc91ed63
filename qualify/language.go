package qualify

import "github.com/leadqual/leadqual/internal/criteria"

// A WordInfo is a function, an operator or a constant of expressions.
type WordInfo struct {
	Name string `json:"name"`
	// Arguments are those of a function as documentation writes them, in brackets:
	// "(list, condition)". Operators and constants have none.
	Arguments string `json:"arguments,omitempty"`
	Meaning   string `json:"meaning"`
}

// Functions are what an expression may call, sorted by name, for whoever writes
// rules without this documentation at hand. The list is the caller's.
func Functions() (list []WordInfo) {
	for _, f := range criteria.Functions() {
		list = append(list, WordInfo{f.Name, f.Arguments, f.Meaning})
	}
	return list
}

// Operators are the operators of expressions, those first that are written most.
// The list is the caller's.
func Operators() (list []WordInfo) {
	for _, o := range criteria.Operators() {
		list = append(list, WordInfo{Name: o.Word, Meaning: o.Meaning})
	}
	return list
}

// Constants are the words of expressions that stand for a value and are no fact.
// The list is the caller's.
func Constants() (list []WordInfo) {
	for _, c := range criteria.Constants() {
		list = append(list, WordInfo{Name: c.Word, Meaning: c.Meaning})
	}
	return list
}
