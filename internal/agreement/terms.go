package agreement

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
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

// terms explains the definitions and lists that the page shows in code.
func (w *writer) terms(p *page) {
	shown := map[string]condition{}
	for _, code := range w.codes {
		for _, name := range w.used(code) {
			if text, ok := w.rs.Define[name]; ok {
				shown[name] = condition{Code: strings.Join(strings.Fields(text), " ")}
			}
			if list, ok := strings.CutPrefix(name, "lists."); ok {
				if texts, ok := w.rs.Lists[list]; ok {
					shown[name] = condition{Words: cmp.Or(strings.Join(texts, ", "), "empty")}
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		p.Terms = append(p.Terms, term{name, shown[name]})
	}
}
