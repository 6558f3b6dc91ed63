package eval

import "github.com/leadqual/leadqual/internal/criteria"

// CustomValue is what an activity has in a custom field, in the place of its
// kind. The zero value is that of an activity that has nothing of it: the zero of
// every kind, and no instant.
type CustomValue struct {
	Text   string
	Number float64
	Truth  bool
	At     criteria.Instant
	HasAt  bool
	List   []string
}

var noCustom CustomValue

// CustomOf is the custom field of the current activity that a node names.
func (f *Frame) CustomOf(n *criteria.Node) *CustomValue {
	at := f.Elements[n.Level].At
	if at < 0 || len(f.Custom) == 0 {
		return &noCustom
	}
	return &f.Custom[at*f.p.customs+n.Field-criteria.CustomField]
}
