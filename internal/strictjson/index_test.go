package strictjson

import (
	"fmt"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	const text = ` {"facts": {"custom.seats": {"type": "number"}, "": 1, "a\"]\\[\u0001": 2, "é-$": [[], [3, "x"]]},
 "dup": 1, "dup": 2, "bad": "\ud800"}`
	var into any
	x, _ := Decode([]byte(text), &into, Limits{})
	for path, want := range map[string]string{
		``:                                    strings.TrimSpace(text),
		`facts["custom.seats"].type`:          `"number"`,
		`facts["custom.seats"]["type"]`:       `"number"`,
		`["facts"]["custom\u002eseats"]`:      `{"type": "number"}`,
		`facts[""]`:                           `1`,
		PathKey("facts", "a\"]\\[\x01"):       `2`,
		`facts.é-$[1]`:                        `[3, "x"]`,
		PathItem(PathItem(`facts.é-$`, 1), 1): `"x"`,
		`dup`:                                 `1`,
		`bad`:                                 `"\ud800"`,
	} {
		v, ok := x.Find(path)
		if got := text[v.Offset:v.End]; !ok || got != want || v.IsString != (want[0] == '"') {
			t.Errorf("%s: %t %+v %s, want %s", path, ok, v, got, want)
		}
	}
	for _, path := range []string{
		`fact`, `facts.`, `.facts`, `facts..x`, `facts[0]`, `facts["custom.seats"`, `facts["custom.seats`, `facts["custom.seats"]type`,
		`facts.custom.seats`, `facts.é-$[2]`, `facts.é-$[-1]`, `facts.é-$[+1]`, `facts.é-$[99999999999999999999]`, `facts.é-$[]`, `facts.é-$[`, `facts.é-$.x`, `dup.x`, `["\x"]`,
	} {
		if v, ok := x.Find(path); ok {
			t.Errorf("%s: %+v", path, v)
		}
	}
	if k, ok := x.FindKey(`facts["custom.seats"]`); !ok || text[k.Offset:k.End] != `"custom.seats"` || !k.IsString {
		t.Error(k, ok)
	}
	for _, path := range []string{``, `facts.é-$[0]`, `none`} {
		if k, ok := x.FindKey(path); ok {
			t.Errorf("%s: %+v", path, k)
		}
	}
	if _, ok := new(Index).Find(""); ok {
		t.Error("the zero Index finds something")
	}
}

// TestFindAmongMany is about objects with a map of their keys.
func TestFindAmongMany(t *testing.T) {
	for _, size := range []int{fewKeys - 1, fewKeys, fewKeys + 1, 1000} {
		var b strings.Builder
		b.WriteString(`{"\ud800":0`)
		for i := range size {
			fmt.Fprintf(&b, `,"k%d":%d`, i, i)
		}
		text := b.String() + `,"k0":"again","k9":"again"}`
		var into map[string]any
		x, problems := Decode([]byte(text), &into, Limits{})
		if len(problems) != 3 || len(into) != size {
			t.Fatal(size, len(into), list(problems))
		}
		for i := range size {
			v, ok := x.Find(fmt.Sprintf("k%d", i))
			if got := text[v.Offset:v.End]; !ok || got != fmt.Sprint(i) {
				t.Errorf("%d: k%d is %s", size, i, got)
			}
		}
	}
}

func TestInString(t *testing.T) {
	const text = `{"x": "\b\f\r\t\\", "s": "a\nb\u00e9c\ud83d\ude00\"dé\/", "n": 1, "bad": "\ud800", "e": ""}`
	var into any
	x, _ := Decode([]byte(text), &into, Limits{})
	s := into.(map[string]any)["s"].(string)
	if s != "a\nbéc😀\"dé/" {
		t.Fatalf("%q", s)
	}
	for _, test := range []struct {
		of, to string // the rune in the decoded string, and what it is in the text
	}{
		{"a", `a\n`}, {"\n", `\n`}, {"b", `b\u`}, {"é", `\u00e9`}, {"c", `c\ud83d`}, {"😀", `\ud83d\ude00`},
		{`"`, `\"`}, {"d", "dé"}, {"/", `\/`},
	} {
		begin := strings.Index(s, test.of)
		for at := begin; at < begin+len(test.of); at++ {
			offset, ok := x.InString("s", at)
			if !ok || offset != strings.LastIndex(text, test.to) {
				t.Errorf("%q byte %d: %d %t, want %d", test.of, at, offset, ok, strings.LastIndex(text, test.to))
			}
		}
	}
	if offset, ok := x.InString("s", len(s)); !ok || !strings.HasPrefix(text[offset:], `", "n"`) {
		t.Error("end", offset, ok)
	}
	if offset, ok := x.InString("x", 4); !ok || into.(map[string]any)["x"] != "\b\f\r\t\\" || !strings.HasPrefix(text[offset:], `\\"`) {
		t.Error("short escapes", offset, ok)
	}
	if offset, ok := x.InString("e", 0); !ok || text[offset:] != `"}` {
		t.Error("empty", offset, ok)
	}
	for _, test := range []struct {
		path string
		at   int
	}{{"s", -1}, {"s", len(s) + 1}, {"e", 1}, {"n", 0}, {"bad", 0}, {"none", 0}} {
		if offset, ok := x.InString(test.path, test.at); ok {
			t.Error(test, offset)
		}
	}
}

func TestPosition(t *testing.T) {
	const text = "ab\r\né😀x\xff\xffy\n\nz"
	for _, test := range []struct{ offset, line, column int }{
		{-1, 1, 1}, {0, 1, 1}, {2, 1, 3}, {3, 1, 4}, {4, 2, 1}, {5, 2, 1}, {6, 2, 2}, {9, 2, 2}, {10, 2, 3},
		{11, 2, 4}, {12, 2, 5}, {13, 2, 6}, {14, 2, 7}, {15, 3, 1}, {16, 4, 1}, {17, 4, 2}, {99, 4, 2},
	} {
		if line, column := Position([]byte(text), test.offset); line != test.line || column != test.column {
			t.Errorf("%d: %d:%d, want %d:%d", test.offset, line, column, test.line, test.column)
		}
	}
	for offset, want := range map[int]int{0: 1, 3: 1, 4: 2} {
		if line, column := Position([]byte("\uFEFF{}"), offset); line != 1 || column != want {
			t.Errorf("byte-order mark, %d: %d:%d, want 1:%d", offset, line, column, want)
		}
	}
}

// What was read as another key is found by that key, and by its own.
func TestIndexOfMisspelt(t *testing.T) {
	text := `{"ruels": [{"wehn": "abc"}], "when": "x", "wehn": "y"}`
	var r rule
	x, problems := Decode([]byte(text), &r, Limits{})
	if len(problems) != 3 || len(r.Rules) != 1 || r.Rules[0].When != "abc" || r.When != "x" {
		t.Fatalf("%+v\n%s", r, list(problems))
	}
	for _, path := range []string{"rules[0].when", "ruels[0].wehn", "rules[0].wehn"} {
		v, ok := x.Find(path)
		if !ok || text[v.Offset:v.End] != `"abc"` {
			t.Errorf("%s: %+v, %t", path, v, ok)
		}
	}
	if at, ok := x.InString("rules[0].when", 1); !ok || text[at] != 'b' {
		t.Errorf("b is at %d, %t", at, ok)
	}
}
