package qualifytest

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// other are what operators are flipped to.
var other = map[string][]string{
	"<": {"<=", ">="}, "<=": {"<", ">"}, ">": {">=", "<="}, ">=": {">", "<"},
	"==": {"!="}, "!=": {"=="},
	"and": {"or"}, "or": {"and"}, "&&": {"||"}, "||": {"&&"},
	"in": {"not in"}, "contains": {"not contains"}, "startsWith": {"not startsWith"}, "endsWith": {"not endsWith"}, "matches": {"not matches"},
	"not": {""}, "!": {""},
}

// text tries the changes of an expression. Another is put in its place by
// write, which sees the expression at the end again.
func (m *mutator) text(place, path, text string, write func(string)) {
	tokens := scan(text)
	for i, t := range tokens {
		switch t.kind {
		case operator:
			if t.text == "in" && i > 0 && tokens[i-1].text == "not" {
				continue // not is dropped by itself
			}
			for _, o := range other[t.text] {
				m.edit(place, path, text, tokens, i, o, Flipped, write)
			}
		case number:
			for _, n := range moved(t.text) {
				m.edit(place, path, text, tokens, i, n, Moved, write)
			}
		}
	}
	write(text)
}

// edit tries an expression with another text for one token.
func (m *mutator) edit(place, path, text string, tokens []token, i int, replacement string, kind MutantKind, write func(string)) {
	t := tokens[i]
	write(text[:t.from] + replacement + text[t.to:])
	from, to := around(tokens, i)
	was := text[from:to]
	is := strings.TrimSpace(text[from:t.from] + replacement + text[t.to:to])
	m.mutant(place, path, kind, short(was)+" -> "+short(is))
}

// around is what is shown of a text beside a token: the comparison that it is
// part of, or its neighbours where that is long.
func around(tokens []token, i int) (from, to int) {
	first, last := max(i-1, 0), min(i+1, len(tokens)-1)
	if tokens[i].kind == number {
		if last = i; i > 1 && (endsOperand(tokens[i-1]) || tokens[i-1].text == "..") {
			first = min(i-1, leftOf(tokens, i-2))
		}
	} else if endsOperand(tokens[i]) && !slices.Contains(connectives, tokens[i].text) {
		first, last = min(first, leftOf(tokens, i-1)), max(last, rightOf(tokens, i+1)-1)
	}
	if tokens[last].to-tokens[first].from > mostShown {
		first, last = max(i-1, 0), min(i+1, len(tokens)-1)
	}
	return tokens[first].from, tokens[last].to
}

// connectives join conditions, which may be long.
var connectives = []string{"and", "or", "not", "&&", "||", "!"}

// moved are numbers a tenth above and below, as text. Zero stays: it has no
// tenth, and what stands beside it can be flipped.
func moved(text string) []string {
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	if err != nil || x == 0 {
		return nil
	}
	step := x / 10
	if x == math.Trunc(x) {
		step = math.Max(1, math.Round(step))
	}
	var out []string
	for _, y := range []float64{x + step, x - step} {
		if s := strconv.FormatFloat(y, 'f', -1, 64); y >= 0 && !math.IsInf(y, 0) {
			out = append(out, s)
		}
	}
	return out
}
