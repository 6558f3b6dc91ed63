package strictjson

import (
	"strconv"
	"strings"
	"unicode"
)

// PathKey returns the path of the member key of the object at path.
func PathKey(path, key string) string {
	return string(appendKey([]byte(path), key))
}

// PathItem returns the path of item n, counted from 0, of the list at path.
func PathItem(path string, n int) string {
	return string(appendItem([]byte(path), n))
}

// Parent returns the path of the object or list that holds the value at path,
// and "" for the root and for what is no path.
func Parent(path string) string {
	for rest, first := path, true; rest != ""; first = false {
		at := len(path) - len(rest)
		_, after, ok := nextStep(rest, first)
		if !ok {
			return ""
		}
		if after == "" {
			return path[:at]
		}
		rest = after
	}
	return ""
}

// trail is the way from the root to a value.
type trail []step

// step is a member of an object, or item n of a list if n is not negative.
type step struct {
	key string
	n   int
}

func (t *trail) pushKey(key string) { *t = append(*t, step{key, -1}) }
func (t *trail) pushItem(n int)     { *t = append(*t, step{"", n}) }
func (t *trail) pop()               { *t = (*t)[:len(*t)-1] }

// String returns the path, with long keys cut: were they not, many problems
// below one long key would need memory of the square of the text.
func (t trail) String() string {
	var path []byte
	for _, s := range t {
		if s.n >= 0 {
			path = appendItem(path, s.n)
		} else {
			path = appendKey(path, cut(s.key))
		}
	}
	return string(path)
}

func appendItem(path []byte, n int) []byte {
	path = append(path, '[')
	path = strconv.AppendInt(path, int64(n), 10)
	return append(path, ']')
}

func appendKey(path []byte, key string) []byte {
	if plainKey(key) {
		if len(path) > 0 {
			path = append(path, '.')
		}
		return append(path, key...)
	}
	const hex = "0123456789abcdef"
	path = append(path, `["`...)
	for i := range len(key) {
		switch c := key[i]; {
		case c == '"' || c == '\\':
			path = append(path, '\\', c)
		case c < ' ':
			path = append(path, `\u00`...)
			path = append(path, hex[c>>4], hex[c&15])
		default:
			path = append(path, c)
		}
	}
	return append(path, `"]`...)
}

func plainKey(key string) bool {
	for _, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '$' {
			return false
		}
	}
	return key != ""
}

// nextStep takes the first step off a path. Only at the start of the whole
// path, first, does a key stand without its dot.
func nextStep(path string, first bool) (s step, rest string, ok bool) {
	switch {
	case strings.HasPrefix(path, `["`):
		end := closingQuote(path[2:])
		if end < 0 || !strings.HasPrefix(path[2+end:], `"]`) {
			return step{}, "", false
		}
		key, ok := unescape(path[2 : 2+end])
		return step{key, -1}, path[2+end+2:], ok
	case strings.HasPrefix(path, "["):
		digits, rest, closed := strings.Cut(path[1:], "]")
		n, err := strconv.ParseUint(digits, 10, 31) // takes no sign
		return step{"", int(n)}, rest, closed && err == nil
	case first:
	case strings.HasPrefix(path, "."):
		path = path[1:]
	default:
		return step{}, "", false
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	return step{path[:end], -1}, path[end:], end > 0
}

// closingQuote returns the place of the first quote in s that no backslash
// escapes, or -1.
func closingQuote(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return -1
}
