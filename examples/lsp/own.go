package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify/edit"
	"github.com/leadqual/leadqual/qualify/schemas"
)

// settings are what a client gives as initializationOptions.
type settings struct {
	// Files are globs of the server's own files: of names, or with a slash of paths from
	// the folder, where ** is any folders. What they match is taken for a file of this
	// library whatever it has.
	Files []string `json:"files"`
}

// usual are names of files of this library. Others call files so too, which is why what
// is in them counts as well.
var usual = []string{
	"rules.json", "*.rules.json", "accounts.json", "*.accounts.json",
	"cases.json", "*.cases.json", "map.json", "*.map.json",
}

func readSettings(data json.RawMessage) (s settings, err error) {
	if len(data) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf(`initializationOptions: want an object such as {"files": ["scoring/**/*.json"]}`)
	}
	for _, glob := range s.Files {
		if _, err := path.Match(glob, ""); err != nil {
			return s, fmt.Errorf("initializationOptions.files: %q is no glob; write one such as scoring/*.json", glob)
		}
	}
	return s, nil
}

// told tells whether the client has said that a file is one of this library.
func (s *settings) told(name string) bool {
	return slices.ContainsFunc(s.Files, func(glob string) bool { return matches(glob, name) })
}

// matches tells whether a glob matches the name of a file, or with a slash its path.
func matches(glob, name string) bool {
	if !strings.Contains(glob, "/") {
		name = path.Base(name)
	}
	return matchParts(strings.Split(strings.TrimPrefix(glob, "/"), "/"), strings.Split(name, "/"))
}

func matchParts(glob, name []string) bool {
	if len(glob) > 0 && glob[0] == "**" {
		if glob = glob[1:]; len(glob) == 0 {
			return true
		}
		for i := range name {
			if matchParts(glob, name[i:]) {
				return true
			}
		}
		return false
	}
	if len(glob) == 0 || len(name) == 0 {
		return len(glob) == len(name)
	}
	ok, err := path.Match(glob[0], name[0])
	return err == nil && ok && matchParts(glob[1:], name[1:])
}

// guessed tells whether a file that the client has said nothing of is one of this
// library: by its name, or the schema that it names, and most of its keys.
func guessed(name, src string) bool {
	keys, schema := topKeys(src)
	_, err := schemas.FS().ReadFile(path.Base(schema))
	isUsual := slices.ContainsFunc(usual, func(glob string) bool { return matches(glob, name) })
	if !isUsual && (schema == "" || err != nil) {
		return false
	}
	if len(keys) == 0 { // it is being begun
		return strings.Trim(src, " \t\r\n\ufeff{}") == ""
	}
	return areOurs(keys)
}

// areOurs tells whether most of some keys are those of a file of this library.
func areOurs(keys []string) bool {
	object, at := "{", []int{}
	for _, key := range keys {
		at = append(at, len(object)+1)
		object += `"` + key + `": 0, `
	}
	p := edit.New(nil)
	p.Set("x.json", []byte(object))
	known := 0
	for _, at := range at {
		if h, ok := p.Hover("x.json", at); ok && h.Kind == edit.KindKey {
			known++
		}
	}
	return 2*known > len(keys)
}

// mostKeys is at how many keys one looks.
const mostKeys = 30

// topKeys lists the keys of the outermost object, and the value of $schema. Where a text
// that is no JSON has brackets too many it lists those before, or if there are none, those
// that stand as deep as the first.
func topKeys(src string) (keys []string, schema string) {
	end := len(src)
	if broken, ok := errors.AsType[*json.SyntaxError](json.Unmarshal([]byte(src), &json.RawMessage{})); ok {
		end = int(broken.Offset)
	}
	if keys, schema = keysAt(src[:min(end, len(src))], 1); len(keys) == 0 && end < len(src) {
		return keysAt(src, 0)
	}
	return keys, schema
}

// keysAt lists the keys at a depth, 0 for that of the first key.
func keysAt(src string, level int) (keys []string, schema string) {
	depth, last := 0, ""
	isSchema := false
	for i := 0; i < len(src) && len(keys) < mostKeys; i++ {
		switch src[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ':':
			isSchema = depth == level && last == "$schema"
		case '"':
			from := i + 1
			for i++; i < len(src) && src[i] != '"'; i++ {
				if src[i] == '\\' {
					i++
				}
			}
			if last = src[min(from, len(src)):min(i, len(src))]; isSchema {
				schema, isSchema = last, false
			}
			if after := strings.TrimLeft(src[min(i+1, len(src)):], " \t\r\n"); !strings.HasPrefix(after, ":") {
				continue
			}
			if level == 0 {
				level = depth
			}
			if depth == level && last != "$schema" {
				keys = append(keys, last)
			}
		}
	}
	return keys, schema
}
