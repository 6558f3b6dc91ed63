package edit

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A trial finds out whether what could be written at a place of an expression would
// compile there, by writing it: as it stands if what follows is whole, and else with
// what makes the expression whole.
type trial struct {
	compiler   *criteria.Compiler
	form       criteria.Form
	name       string   // of the definition
	head, tail string   // before and behind what is replaced
	closers    []string // of what is open at the end of head, in several ways where that is a choice
	spent      int
	memo       map[string]fit
}

// fit says how something fits.
type fit uint8

const (
	never    fit = iota
	some         // where the rest is written otherwise, or something follows it
	with         // before the rest, if something follows it
	directly     // before the rest, or at the end
)

// mostSpent bounds the bytes that are compiled for one completion.
const mostSpent = 400_000

// middles may follow what is tried, and ends the whole.
var (
	middles = []string{"", " == nil", ", true", ", 'x.example'", " > now", " < duration('1d')", " ? 1 : 0", "; true", "; 0", " in []", "..9"}
	ends    = []string{"", " == nil"}
)

func newTrial(c *criteria.Compiler, form criteria.Form, name, head, tail string) *trial {
	t := &trial{compiler: c, form: form, name: name, head: head, tail: tail, memo: map[string]fit{}}
	t.closers = closers(criteria.Tokens(head))
	return t
}

// closers close the brackets that some tokens open, and add what a choice without its
// other end lacks.
func closers(tokens []criteria.Token) []string {
	var open []string
	choices := false
	for _, token := range tokens {
		at := len(open) - 1
		switch {
		case token.Kind == criteria.SignToken && token.Value == "?":
			open, choices = append(open, "?"), true
		case token.Kind == criteria.SignToken && token.Value == ":":
			if at >= 0 && open[at] == "?" {
				open = open[:at]
			}
		case token.Kind != criteria.BracketToken:
		case isOpening(token.Value):
			open = append(open, map[string]string{"(": ")", "[": "]", "{": "}"}[token.Value])
		default:
			for len(open) > 0 && open[len(open)-1] == "?" {
				open = open[:len(open)-1]
			}
			open = open[:max(0, len(open)-1)]
		}
	}
	slices.Reverse(open)
	all := strings.Join(open, "")
	if !choices {
		ways := []string{all}
		if len(open) > 1 && open[0] == ")" { // what is around wants an argument more
			ways = append(ways, "), 1"+all[1:], "), true"+all[1:])
		}
		return ways
	}
	return []string{strings.ReplaceAll(all, "?", " : 0"), strings.ReplaceAll(all, "?", " : true"), strings.ReplaceAll(all, "?", " : 'x'")}
}

// over tells whether no more may be tried.
func (t *trial) over() bool { return t.spent > mostSpent }

func (t *trial) compiles(text string) bool {
	if t.over() {
		return false
	}
	t.spent += len(text) + 100
	_, problems := t.compiler.Check(t.form, t.name, text, true)
	return len(problems) == 0
}

// fits tells how a sample of what could be written fits. Samples of one key fit alike.
func (t *trial) fits(key, sample string) fit {
	if f, ok := t.memo[key]; ok && key != "" {
		return f
	}
	f := t.fit(sample, middles)
	if key != "" && !t.over() {
		t.memo[key] = f
	}
	return f
}

// fit is fits of a sample that only some middles may follow.
func (t *trial) fit(sample string, middles []string) fit {
	if strings.TrimSpace(t.tail) != "" {
		for i, middle := range middles {
			if strings.HasPrefix(middle, ",") && strings.HasPrefix(strings.TrimSpace(t.tail), ",") {
				continue
			}
			if t.compiles(t.head + sample + middle + t.tail) {
				if i == 0 {
					return directly
				}
				return with
			}
		}
	}
	for i, middle := range middles {
		for _, end := range ends {
			for _, closers := range t.closers {
				if !t.compiles(t.head + sample + middle + closers + end) {
					continue
				}
				switch {
				case strings.TrimSpace(t.tail) != "":
					return some
				case i == 0:
					return directly
				}
				return with
			}
		}
	}
	return never
}

// isOpening tells whether a bracket opens.
func isOpening(bracket string) bool { return bracket == "(" || bracket == "[" || bracket == "{" }
