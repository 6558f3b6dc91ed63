package strictjson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"
)

// plainRule has every kind of field that encoding/json fills alike.
type plainRule struct {
	Base
	A int            `json:"a"`
	B float64        `json:"b"`
	C bool           `json:"c"`
	D string         `json:"d"`
	E *uint16        `json:"e"`
	F []plainRule    `json:"f"`
	G map[string]int `json:"g"`
	H any            `json:"h"`
	J level          `json:"j"`
}

// FuzzDecode holds Decode against encoding/json: what it accepts, that accepts
// too and reads alike, and what it alone refuses, it refuses for strictness.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"id":"x","a":-1,"b":1.5e3,"c":true,"d":"\u00e9\ud83d\ude00\n","e":null,"f":[{"a":1}],"g":{"k":2},"h":[1,null,"x",{}],"j":"high"}`,
		`{"a":1,"a":2}`, `{"wehn":`, `[1,]`, `["\ud800"]`, "\uFEFF[]", "[\"\xff\"]", "\xff", `[[[[[[[[]]]]]]]]`, `{"a":"`, `[NaN]`, `1e999`,
		`{"a":1e3,"b":01}`, "\"\\", "// x", `{"A":1,"$schema":2}`, "\u2028", `"a"b"`, `{"a.b":{"[":{"":{"\"":1}}}}`, `[0,-0,1.0,1e-9,-12E+3]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		bare := bytes.TrimPrefix(text, []byte(byteOrderMark))
		limits := Limits{MaxDepth: 20}

		var got, want any
		x, problems := Decode(text, &got, limits)
		checkProblems(t, text, problems)
		err := json.Unmarshal(bare, &want)
		syntax := slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == CodeSyntax })
		switch {
		case problems == nil && (err != nil || !reflect.DeepEqual(got, want)):
			t.Fatalf("got %v, encoding/json %v, %v", got, want, err)
		case syntax && json.Valid(bare):
			t.Fatalf("valid: %s", list(problems))
		case !json.Valid(bare) && !slices.ContainsFunc(problems, stopsReading):
			t.Fatalf("not valid: %s", list(problems))
		case utf8.Valid(text) != !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == CodeNotUTF8 }):
			t.Fatalf("valid UTF-8 %t: %s", utf8.Valid(text), list(problems))
		case problems == nil:
			checkIndex(t, x, text, "", got)
		}

		var strict, lax plainRule
		x, problems = Decode(text, &strict, limits)
		checkProblems(t, text, problems)
		for _, p := range problems {
			x.Find(p.Path)
		}
		if problems != nil {
			return
		}
		// encoding/json takes a number for an integer only if it is written so.
		if err := json.Unmarshal(bare, &lax); err != nil {
			if _, ok := err.(*json.UnmarshalTypeError); !ok {
				t.Fatal(err)
			}
		} else if !reflect.DeepEqual(strict, lax) {
			t.Fatalf("got %+v, encoding/json %+v", strict, lax)
		}
	})
}

// stopsReading is true for problems that may hide that a text is not JSON.
func stopsReading(p Problem) bool {
	switch p.Code {
	case CodeSyntax, CodeTooDeep, CodeNotUTF8, CodeTooMany:
		return true
	}
	return false
}

func checkProblems(t *testing.T, text []byte, problems []Problem) {
	last := 0
	for _, p := range problems {
		if p.Offset < last || p.Offset > len(text) || p.Code == "" || p.Message == "" || p.Code == CodeBadTarget {
			t.Fatalf("not in order, outside or empty: %s", list(problems))
		}
		last = p.Offset
	}
}

// checkIndex finds every value by its path and every byte of its strings.
func checkIndex(t *testing.T, x *Index, text []byte, path string, value any) {
	place, ok := x.Find(path)
	if !ok {
		t.Fatalf("%s not found", path)
	}
	var again any
	if err := json.Unmarshal(text[place.Offset:place.End], &again); err != nil || !reflect.DeepEqual(value, again) {
		t.Fatalf("%s is %v, found %v, %v", path, value, again, err)
	}
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			checkIndex(t, x, text, PathItem(path, i), item)
		}
	case map[string]any:
		for key, member := range value {
			checkIndex(t, x, text, PathKey(path, key), member)
		}
	case string:
		checkString(t, x, text, path, value)
	}
}

// checkString cuts the text of a string at each rune and reads both halves.
func checkString(t *testing.T, x *Index, text []byte, path, value string) {
	place, _ := x.Find(path)
	if len(value) > 200 {
		return
	}
	for i := range value + "x" {
		cut, ok := x.InString(path, i)
		head := string(text[place.Offset:min(cut, place.End)]) + `"`
		tail := `"` + string(text[min(cut, place.End):place.End])
		var before, after string
		if !ok || json.Unmarshal([]byte(head), &before) != nil || json.Unmarshal([]byte(tail), &after) != nil ||
			before != value[:i] || after != value[i:] {
			t.Fatalf("%s %q at %d: %q %q", path, value, i, head, tail)
		}
	}
	if _, ok := x.InString(path, len(value)+1); ok {
		t.Fatalf("%s: beyond the end", path)
	}
}
