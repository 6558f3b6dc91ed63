package lint

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// tableUse is how conditions look at a table.
type tableUse struct {
	exact bool              // some of them do so with case and blanks
	keys  map[tableKey]bool // those that it is looked up by; nil is any
}

// tableKey is a key as a lookup sees it.
type tableKey struct {
	text   string
	folded bool
}

// checkTables looks at the tables and what is made of their values.
func (k *checker) checkTables() {
	uses := map[string]*tableUse{}
	for _, c := range k.conditions {
		walk(c.node, func(n *criteria.Node) {
			if n.Op == criteria.OpLookup {
				k.useTable(uses, n)
			}
			k.checkTableValues(c, n)
		})
	}
	for _, r := range k.rules {
		if r.num != nil {
			walk(r.num, func(n *criteria.Node) {
				if n.Op == criteria.OpLookup {
					k.useTable(uses, n)
				}
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		k.checkRows(name, uses[name])
	}
}

// useTable notes by which keys a table is looked up.
func (k *checker) useTable(uses map[string]*tableUse, n *criteria.Node) {
	use, known := uses[n.Text]
	if !known {
		use = &tableUse{keys: map[tableKey]bool{}}
		uses[n.Text] = use
	}
	key := n.Args[0]
	folded := key.Op == criteria.OpFold
	if folded {
		key = key.Args[0]
	}
	use.exact = use.exact || !folded
	var enum []string
	if key.Op == criteria.OpFact {
		enum = k.rs.Facts[key.Path()].Enum
	}
	if len(enum) == 0 {
		use.keys = nil
	}
	for _, s := range enum {
		if use.keys == nil {
			return
		}
		if folded {
			s = criteria.FoldFact(s)
		}
		use.keys[tableKey{s, folded}] = true
	}
}

// checkRows finds rows that are one but for case and blanks, and rows that no
// value of an enum finds.
func (k *checker) checkRows(name string, use *tableUse) {
	at := strictjson.PathKey("tables", name)
	first := map[string]string{}
	var hidden []string
	for _, key := range slices.Sorted(maps.Keys(k.rs.Tables[name].Rows)) {
		folded := criteria.FoldFact(key)
		if other, twice := first[folded]; twice && use.exact {
			k.report(Finding{
				Code: CodeMixedCase, Severity: Warning, Path: strictjson.PathKey(at+".rows", key),
				Message: fmt.Sprintf("the keys %q and %q differ in case or blanks only, and each is found by its own spelling: keep one, and compare without case by \"fold\" of the fact", other, key),
			})
		} else if !twice {
			first[folded] = key
		}
		if use.keys != nil && !use.keys[tableKey{key, false}] && !use.keys[tableKey{folded, true}] {
			hidden = append(hidden, key)
		}
	}
	if len(hidden) > 0 {
		k.report(Finding{
			Code: CodeRowUnreachable, Severity: Warning, Path: strictjson.PathKey(at+".rows", hidden[0]),
			Message: fmt.Sprintf("nothing that this table is looked up by is ever %s: correct the keys, add them to the enum, or remove the rows", quoted(hidden)),
		})
	}
}

// checkTableValues finds values of a table compared with what it never gives.
func (k *checker) checkTableValues(c *condition, n *criteria.Node) {
	if len(n.Args) != 2 || c.reported {
		return
	}
	switch n.Op {
	case criteria.OpEq, criteria.OpNe, criteria.OpInList:
	default:
		return
	}
	x, y := n.Args[0], n.Args[1]
	if x.Op == criteria.OpConst {
		x, y = y, x
	}
	folded := x.Op == criteria.OpFold
	if folded {
		x = x.Args[0]
	}
	if x.Op != criteria.OpLookup || y.Op != criteria.OpConst && y.Op != criteria.OpList {
		return
	}
	values := map[any]bool{}
	add := func(v any) {
		if s, ok := v.(string); ok && folded {
			v = criteria.FoldFact(s)
		}
		values[v] = true
	}
	var compared []string
	see := func(v any) {
		if !values[v] {
			compared = append(compared, fmt.Sprint(v))
		}
	}
	for _, v := range x.Table.Rows() {
		add(v)
	}
	switch x.Kind {
	case criteria.String:
		add(x.Table.Default.Text)
		for _, s := range constants(y) {
			see(s)
		}
	case criteria.Number:
		add(x.Table.Default.Number)
		numbers := y.Numbers
		if y.Op == criteria.OpConst {
			numbers = []float64{y.Number}
		}
		for _, f := range numbers {
			see(f)
		}
	}
	if len(compared) == 0 {
		return
	}
	if y.Op == criteria.OpConst {
		c.reported = true
	}
	k.report(Finding{
		Code: CodeNoValue, Severity: Error, Path: c.path, Text: c.text,
		Message: fmt.Sprintf("the table %s never gives %s: correct the word here, or the rows or the default there", x.Text, quoted(compared)),
	})
}

// quoted lists the first few of some words.
func quoted(words []string) string {
	const most = 5
	var out []string
	for _, w := range words[:min(len(words), most)] {
		out = append(out, strconv.Quote(w))
	}
	if len(words) > most {
		return strings.Join(out, ", ") + fmt.Sprintf(" or any of %d more", len(words)-most)
	}
	if n := len(out); n > 1 {
		return strings.Join(out[:n-1], ", ") + " or " + out[n-1]
	}
	return out[0]
}
