package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"strconv"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/leadqual/leadqual/qualify"
)

// jsonWriter writes YAML as JSON with each token on a line of its own, so that
// the number of a line says which token of the YAML it came from.
type jsonWriter struct {
	yaml     *YAML
	limit    int // of the JSON, in bytes: aliases of aliases grow without end
	deep     int
	steps    int
	stopped  bool
	anchors  map[string]ast.Node // nil while what they name is being written
	mistakes qualify.Errors
}

// maxSteps bounds the nodes that are looked at, each as often as it is aliased.
const (
	maxSteps    = 1 << 20
	maxMistakes = 100
)

func (w *jsonWriter) fail(t *token.Token, path string, code qualify.Code, format string, args ...any) {
	w.mistakes = append(w.mistakes, &qualify.Error{
		Code: code, Path: path, Message: fmt.Sprintf(format, args...),
		File: w.yaml.file, Line: t.Position.Line, Column: max(t.Position.Column, 1),
	})
}

// put writes a token that stands at a place, and returns its number.
func (w *jsonWriter) put(text string, p place) int {
	w.yaml.json = append(append(w.yaml.json, text...), '\n')
	w.yaml.places = append(w.yaml.places, p)
	return len(w.yaml.places) - 1
}

// follow writes what comes behind the last token.
func (w *jsonWriter) follow(text string) {
	w.yaml.json = append(append(w.yaml.json[:len(w.yaml.json)-1], text...), '\n')
}

// bounded tells whether another node may be looked at. It says so if not, once.
func (w *jsonWriter) bounded(n ast.Node, path string) bool {
	w.steps++
	switch {
	case len(w.mistakes) >= maxMistakes:
		return false
	case w.deep > maxDeep:
		w.fail(n.GetToken(), path, qualify.CodeTooDeep, "nested deeper than %d", maxDeep)
		return false
	case w.steps > maxSteps || len(w.yaml.json) > w.limit:
		w.fail(n.GetToken(), path, qualify.CodeTooLarge, "with its aliases written out, the rule set is too large")
		w.limit, w.steps = math.MaxInt, math.MinInt // no second time
		w.stopped = true
		return false
	}
	return !w.stopped
}

// value writes a node that is the value at a path.
func (w *jsonWriter) value(n ast.Node, path string) {
	w.deep++
	if w.bounded(n, path) {
		w.node(n, path)
	}
	w.deep--
}

func (w *jsonWriter) node(n ast.Node, path string) {
	here := placeOf(n)
	w.yaml.paths[path] = len(w.yaml.places)
	switch n := n.(type) {
	case *ast.NullNode:
		w.put("null", here)
	case *ast.BoolNode:
		w.put(strconv.FormatBool(n.Value), here)
	case *ast.IntegerNode:
		w.put(number(n.Token.Value, fmt.Sprint(n.Value)), here)
	case *ast.FloatNode:
		w.put(number(n.Token.Value, strconv.FormatFloat(n.Value, 'g', -1, 64)), here)
	case *ast.StringNode, *ast.LiteralNode:
		if here.form == plainText && jsonNumber.MatchString(here.text) {
			w.put(here.text, here) // 1e3, which the parser takes for a text
			return
		}
		w.put(quoted(here.text), here)
	case ast.MapNode:
		w.object(n, here, path)
	case *ast.SequenceNode:
		w.put("[", here)
		for i, item := range n.Values {
			if i > 0 {
				w.follow(",")
			}
			w.value(item, fmt.Sprintf("%s[%d]", path, i))
		}
		w.put("]", here)
	case *ast.AnchorNode:
		name := n.Name.GetToken().Value
		w.anchors[name] = nil // it does not contain itself
		w.value(n.Value, path)
		w.anchors[name] = n.Value
	case *ast.AliasNode:
		if of := w.aliased(n, path); of != nil {
			w.value(of, path)
		}
	case *ast.TagNode:
		if n.Start.Value != "!!str" {
			w.fail(n.Start, path, qualify.CodeBadValue, "the tag %s has no meaning here", n.Start.Value)
			return
		}
		text := placeOf(n.Value)
		if text.form == noText {
			text.text = n.Value.GetToken().Value
		}
		w.put(quoted(text.text), text)
	default:
		w.fail(n.GetToken(), path, qualify.CodeBadValue, "%s has no meaning here", n.GetToken().Value)
	}
}

// aliased is what an alias stands for, nil if nothing does.
func (w *jsonWriter) aliased(n *ast.AliasNode, path string) ast.Node {
	name := n.Value.GetToken().Value
	of, known := w.anchors[name]
	switch {
	case !known:
		w.fail(n.GetToken(), path, qualify.CodeBadValue, "there is no &%s before *%s", name, name)
	case of == nil:
		w.fail(n.GetToken(), path, qualify.CodeBadValue, "&%s contains itself", name)
	}
	return of
}

// object writes a mapping. What it merges comes behind its own keys, and only
// what these do not say. Seen has the lines of the keys that are written.
func (w *jsonWriter) object(n ast.MapNode, here place, path string) {
	w.put("{", here)
	seen := map[string]int{}
	var merged []ast.Node
	for all := n.MapRange(); all.Next(); {
		if all.Key().IsMergeKey() {
			merged = append(merged, all.Value())
			continue
		}
		w.member(all.Key(), all.Value(), path, seen)
	}
	for _, from := range merged {
		w.merge(from, path, seen)
	}
	w.put("}", here)
}

// member writes a key and its value.
func (w *jsonWriter) member(k ast.MapKeyNode, v ast.Node, path string, seen map[string]int) {
	key := placeOf(k)
	if key.form == noText {
		switch k.(type) {
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
			key.text = k.GetToken().Value
		default:
			w.fail(k.GetToken(), path, qualify.CodeBadValue, "want a text as key")
			return
		}
	}
	if first := seen[key.text]; first > 0 {
		w.yaml.twice = append(w.yaml.twice, &qualify.Error{
			Code: qualify.CodeDuplicateKey, Path: joined(path, key.text), Message: fmt.Sprintf("duplicate key %q: the first is on line %d", key.text, first),
			File: w.yaml.file, Line: key.line, Column: key.column,
		})
		return
	}
	if len(seen) > 0 {
		w.follow(",")
	}
	seen[key.text] = key.line
	w.put(quoted(key.text), key)
	w.follow(":")
	w.value(v, joined(path, key.text))
}

// merge writes the members of another mapping, or of several, that are not
// there yet.
func (w *jsonWriter) merge(from ast.Node, path string, seen map[string]int) {
	w.deep++
	defer func() { w.deep-- }()
	if !w.bounded(from, path) {
		return
	}
	switch from := from.(type) {
	case *ast.AliasNode:
		if of := w.aliased(from, path); of != nil {
			w.merge(of, path, seen)
		}
	case *ast.AnchorNode:
		name := from.Name.GetToken().Value
		w.anchors[name] = nil
		w.merge(from.Value, path, seen)
		w.anchors[name] = from.Value
	case *ast.SequenceNode:
		for _, item := range from.Values {
			w.merge(item, path, seen)
		}
	case ast.MapNode:
		before := maps.Clone(seen)
		w.steps += len(seen)
		for all := from.MapRange(); all.Next(); {
			if all.Key().IsMergeKey() {
				w.merge(all.Value(), path, seen)
			} else if before[placeOf(all.Key()).text] == 0 {
				w.member(all.Key(), all.Value(), path, seen)
			}
		}
	default:
		w.fail(from.GetToken(), path, qualify.CodeBadValue, "<< wants an alias of a mapping")
	}
}

var (
	jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	plainKey   = func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' || r == '$'
	}
)

// number keeps the decimals that the author wrote, where JSON writes them so.
func number(written, value string) string {
	if jsonNumber.MatchString(written) {
		return written
	}
	return value
}

func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		return `""` // a string has a JSON
	}
	return string(out)
}

// joined is the path of a member, as qualify.Error writes it.
func joined(path, key string) string {
	for _, r := range key {
		if !plainKey(r) {
			return path + "[" + quoted(key) + "]"
		}
	}
	if key == "" {
		return path + `[""]`
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
