package leadfile

import (
	"encoding/json"
	"slices"
	"strings"
)

// readList takes a text apart into items: those of a JSON array, or what stands
// between separators, where quotes stand around an item that has one in it. It is
// false for a text in brackets that is no such array.
func readList(text, separator string) ([]string, bool) {
	if inBrackets(text) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var items []any
		if d.Decode(&items) != nil || d.More() {
			return nil, false
		}
		return listOf(items)
	}
	var list items
	for rest, more := text, true; more; {
		item := ""
		if quoted, behind, ok := quotedItem(rest, separator); ok {
			item, more = quoted, behind != ""
			rest = strings.TrimPrefix(behind, separator)
		} else {
			item, rest, more = strings.Cut(rest, separator)
		}
		list.add(item)
	}
	return list.all(), true
}

// inBrackets tells whether a text is a list as programs write it, or begins as one.
func inBrackets(text string) bool {
	last := text[len(text)-1]
	return text[0] == '[' && last == ']' || text[0] == '{' && last == '}' || strings.HasPrefix(text, `["`) || strings.HasPrefix(text, "['")
}

// listOf are the items of a JSON array, which have to be texts or numbers.
func listOf(array []any) ([]string, bool) {
	var list items
	for _, item := range array {
		switch item := item.(type) {
		case string:
			list.add(item)
		case json.Number:
			list.add(string(item))
		default:
			return nil, false
		}
	}
	return list.all(), true
}

// items are those of a list, each once and none blank.
type items struct {
	list []string
	seen map[string]bool // nil while they are few
}

// few is how many items are compared one by one.
const few = 16

func (l *items) add(item string) {
	item = string(trimmed([]byte(item)))
	switch {
	case item == "" || l.seen[item]:
		return
	case l.seen != nil:
		l.seen[item] = true
	case slices.Contains(l.list, item):
		return
	case len(l.list) == few:
		l.seen = make(map[string]bool, 2*few)
		for _, one := range append(l.list, item) {
			l.seen[one] = true
		}
	}
	l.list = append(l.list, item)
}

// all is never nil: a list without items is known.
func (l *items) all() []string {
	if l.list == nil {
		return []string{}
	}
	return l.list
}

// quotedItem is the item in quotes that a text begins with, and what stands behind
// it: nothing, or a separator. Quotes in it are doubled.
func quotedItem(text, separator string) (item, behind string, ok bool) {
	text = strings.TrimLeft(text, " ")
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	for at := 1; ; {
		i := strings.IndexByte(text[at:], '"')
		if i < 0 {
			return "", "", false
		}
		at += i + 1
		if strings.HasPrefix(text[at:], `"`) {
			at++
			continue
		}
		item = strings.ReplaceAll(text[1:at-1], `""`, `"`)
		behind = strings.TrimLeft(text[at:], " ")
		return item, behind, behind == "" || strings.HasPrefix(behind, separator)
	}
}
