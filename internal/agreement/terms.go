package agreement

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

var (
	literal = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`")
	word    = regexp.MustCompile(`\.?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*`)
)

// words are the names that stand in an expression: facts, lists, definitions
// and functions. What stands in its texts is none.
func words(code string) []string {
	return word.FindAllString(literal.ReplaceAllString(code, " "), -1)
}

// used are the names that stand in an expression and in the definitions that
// it uses, each once and in order.
func (w *writer) used(code string) []string {
	var names []string
	var visit func(string)
	visit = func(code string) {
		for _, name := range words(code) {
			if slices.Contains(names, name) {
				continue
			}
			names = append(names, name)
			if text, ok := w.rs.Define[name]; ok {
				visit(text)
			}
		}
	}
	visit(code)
	return names
}

// questions are what to ask for the facts that an expression rests on.
func (w *writer) questions(code string) []string {
	var list []string
	for _, name := range w.used(code) {
		if ask := w.rs.Facts[name].Ask; ask != "" {
			list = append(list, ask)
		}
	}
	return list
}

// terms explains the definitions that the page shows in code, and the lists and
// tables that its conditions use, shown by their names or not.
func (w *writer) terms(p *page) {
	shown := map[string]condition{}
	for _, code := range w.codes {
		for _, name := range w.used(code) {
			if text, ok := w.rs.Define[name]; ok {
				shown[name] = condition{Code: strings.Join(strings.Fields(text), " ")}
			}
		}
	}
	for _, code := range slices.Concat(w.codes, w.named) {
		for _, name := range w.used(code) {
			if list, ok := strings.CutPrefix(name, "lists."); ok {
				if texts, ok := w.rs.Lists[list]; ok {
					shown[name] = condition{Words: cmp.Or(strings.Join(texts, ", "), "empty")}
				}
			}
			for _, call := range lookup.FindAllStringSubmatch(code+" "+w.rs.Define[name], -1) {
				if table, ok := w.rs.Tables[call[1]]; ok {
					shown[call[1]] = condition{Words: rows(&table)}
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		p.Terms = append(p.Terms, term{name, shown[name]})
	}
}

// lookup is a call of lookup with the name of its table.
var lookup = regexp.MustCompile(`\blookup\(\s*["'\x60]([^"'\x60]*)["'\x60]`)

// mostRows of a table are written out.
const mostRows = 60

// rows says what a table gives for what.
func rows(t *qualify.LookupTable) string {
	byValue := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(t.Rows)) {
		value := fmt.Sprint(t.Rows[key])
		byValue[value] = append(byValue[value], key)
	}
	var out []string
	if len(t.Rows) > mostRows {
		out = append(out, fmt.Sprintf("%d rows", len(t.Rows)))
	} else {
		for _, value := range slices.Sorted(maps.Keys(byValue)) {
			out = append(out, fmt.Sprintf("%s for %s", value, strings.Join(byValue[value], ", ")))
		}
	}
	if t.Default != nil {
		out = append(out, fmt.Sprintf("%v for all else", t.Default))
	}
	return strings.Join(out, "; ")
}
