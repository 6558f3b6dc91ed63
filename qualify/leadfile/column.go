package leadfile

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// column is a Field made ready to read. It is immutable.
type column struct {
	place string // in the map: fields.id
	field string // for messages: the lead field that it fills
	from  string
	steps []strictjson.Step // of from, as a JSON path; nil if it is none
	kind  kind

	constant  value // where from is ""
	byDefault value // of a blank
	unknown   map[string]bool
	values    map[string]value
	numbers   numberReader
	booleans  map[string]bool
	boolsAs   Booleans // as the map has them
	dates     dateReader
	separator string
	lenient   bool // what cannot be read is unknown
}

// read reads a text of a file.
func (c *column) read(text []byte) (value, *fault) {
	text = trimmed(text)
	if len(text) == 0 {
		return c.byDefault, nil
	}
	if c.values != nil {
		if v, ok := c.values[c.listed(text)]; ok {
			return v, nil
		}
	}
	if c.unknown != nil && c.unknown[folded(text)] {
		return value{}, nil
	}
	v, ok := value{known: true}, true
	switch c.kind {
	case textKind:
		v.text, ok = readText(text)
		v.boxed = v.text
	case numberKind:
		v.number, v.text, ok = c.numbers.read(text)
		v.boxed = v.number
	case boolKind:
		v.yes, ok = c.booleans[folded(text)]
		v.boxed = v.yes
	case timeKind:
		v.at, ok = c.dates.read(text)
		v.boxed = v.at
	case listKind:
		if _, ok = readText(text); ok {
			v.list, ok = readList(string(text), c.separator)
		}
		v.boxed = v.list
	}
	switch {
	case ok:
		return v, nil
	case c.lenient:
		return value{dropped: true}, nil
	}
	return value{}, c.fault(text)
}

// listed is a text as values have it: of a bool, without case.
func (c *column) listed(text []byte) string {
	if c.kind == boolKind {
		return folded(text)
	}
	return string(text)
}

// readJSON reads a value of a JSON record, as encoding/json decodes it with
// json.Number.
func (c *column) readJSON(content any) (value, *fault) {
	switch content := content.(type) {
	case nil:
		return c.byDefault, nil
	case string:
		return c.read([]byte(content))
	case json.Number:
		if translated, ok := c.values[string(content)]; ok {
			return translated, nil
		}
		if c.kind != numberKind || c.unknown[string(content)] {
			return c.read([]byte(content))
		}
		n, err := content.Float64() // not as the file's texts write numbers
		if err != nil {
			return c.refuse(&fault{reason: "the number " + shown(string(content)) + " is too large"})
		}
		return value{known: true, number: n, boxed: n}, nil
	case bool:
		text := strconv.FormatBool(content)
		if translated, ok := c.values[text]; ok {
			return translated, nil
		}
		switch c.kind {
		case boolKind:
			if len(c.booleans) == 0 {
				return c.read([]byte(text)) // which says what is to be listed
			}
			return value{known: true, yes: content, boxed: content}, nil
		case textKind:
			return value{known: true, text: text, boxed: text}, nil
		}
		return c.refuse(&fault{reason: "want " + c.kind.String() + ", have " + text})
	case []any:
		if c.kind != listKind {
			return c.refuse(&fault{reason: "want " + c.kind.String() + ", have a list"})
		}
		list, ok := listOf(content)
		if !ok {
			return c.refuse(&fault{reason: "want a list of texts, have other items in it"})
		}
		return value{known: true, list: list, boxed: list}, nil
	}
	return c.refuse(&fault{reason: "want " + c.kind.String() + ", have an object"})
}

// refuse is what comes of a value that cannot be read, and why.
func (c *column) refuse(why *fault) (value, *fault) {
	if c.lenient {
		return value{dropped: true}, nil
	}
	return value{}, why
}

// dig follows the column's path into a JSON record. What is not there is nil.
func (c *column) dig(content any) any {
	for _, s := range c.steps {
		switch at := content.(type) {
		case map[string]any:
			if s.Item >= 0 {
				return nil
			}
			content = at[s.Key]
		case []any:
			if s.Item < 0 || s.Item >= len(at) {
				return nil
			}
			content = at[s.Item]
		default:
			return nil
		}
	}
	return content
}

// folded is text in one case of letters.
func folded[T string | []byte](text T) string { return strings.ToLower(string(text)) }

// literal makes a value of a map's own JSON; a nil is unknown. Texts of
// instants are RFC 3339.
func literal(k kind, content any) (v value, ok bool) {
	if content == nil {
		return value{}, true
	}
	v.known = true
	switch k {
	case textKind:
		v.text, ok = content.(string)
		v.boxed, v.known = v.text, v.text != ""
	case numberKind:
		v.number, ok = content.(float64)
		v.boxed, ok = v.number, ok && !math.IsInf(v.number, 0) && !math.IsNaN(v.number)
	case boolKind:
		v.yes, ok = content.(bool)
		v.boxed = v.yes
	case timeKind:
		var text string
		if text, ok = content.(string); ok {
			var err error
			v.at, err = time.Parse(time.RFC3339, text)
			v.at = v.at.UTC()
			ok = err == nil
		}
		v.boxed = v.at
	case listKind:
		var items []any
		if items, ok = content.([]any); ok {
			v.list = make([]string, len(items))
			for i, item := range items {
				text, isText := item.(string)
				v.list[i], ok = text, ok && isText
			}
		}
		v.boxed = v.list
	}
	if !ok {
		return value{}, false
	}
	return v, true
}

// wanted is the JSON that literal takes for a kind.
func wanted(k kind) string {
	return [...]string{
		textKind: "a string", numberKind: "a number", boolKind: "true or false",
		timeKind: `a string like "2006-01-02T15:04:05Z"`, listKind: "a list of strings",
	}[k]
}

// textSet is a set of texts in one case of letters, nil if it is empty.
func textSet(lists ...[]string) map[string]bool {
	all := slices.Concat(lists...)
	if len(all) == 0 {
		return nil
	}
	set := make(map[string]bool, len(all))
	for _, text := range all {
		set[folded(strings.TrimSpace(text))] = true
	}
	return set
}
