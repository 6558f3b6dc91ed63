//lint:file-ignore SA5008,U1000 odd tags and fields are what is tested

package strictjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
)

func list(problems []Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, fmt.Sprintf("%d %s %s %s", p.Offset, p.Code, p.Path, p.Message))
	}
	return strings.Join(lines, "\n")
}

type milli int64

func (m *milli) UnmarshalJSON(text []byte) error {
	if string(text) == "0.0001" {
		return errors.New("at most three decimal places")
	}
	*m = milli(len(text))
	return nil
}

type word string

func (w *word) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, (*string)(w)) }

type level int

func (l *level) UnmarshalText(text []byte) error {
	if string(text) != "high" {
		return fmt.Errorf("unknown level %q", text)
	}
	*l = 3
	return nil
}

// both reads strings although it is a number.
type both struct{ level }

type bothInt int

func (b *bothInt) UnmarshalText([]byte) error { return errors.New("not asked") }
func (b *bothInt) UnmarshalJSON(text []byte) error {
	*b = bothInt(len(text))
	return nil
}

// anything takes every kind of value.
type anything struct{ text string }

func (a *anything) UnmarshalJSON(text []byte) error { a.text = string(text); return nil }

type Base struct {
	ID   string `json:"id"`
	Note string `json:"note,omitempty"`
}

type inner struct {
	Deep   int `json:"deep"`
	Weight int `json:"weight"` // hidden by the outer one
}

type More struct {
	Extra string `json:"extra"`
}

type hiddenPointer struct {
	Lost int `json:"lost"`
}

type rule struct {
	Base
	inner
	*More
	*hiddenPointer
	When    string          `json:"when"`
	Weight  float64         `json:"weight"`
	Small   int8            `json:"small"`
	Count   int             `json:"count"`
	Unsign  uint8           `json:"unsign"`
	Single  float32         `json:"single"`
	OK      bool            `json:"ok"`
	Min     *float64        `json:"min"`
	Tags    []string        `json:"tags"`
	Map     map[string]int  `json:"map"`
	Named   map[word]*rule  `json:"named"`
	Any     any             `json:"any"`
	Raw     json.RawMessage `json:"raw"`
	At      time.Time       `json:"at"`
	Points  milli           `json:"points"`
	Word    word            `json:"word"`
	Level   level           `json:"level"`
	Both    both            `json:"both"`
	BothInt bothInt         `json:"both_int"`
	Free    anything        `json:"free"`
	Rules   []rule          `json:"rules"`
	Limit   int             `json:"limit" zero:"give 1 or more"`
	Skip    string          `json:"-"`
	Dash    string          `json:"-,"`
	Plain   string
	hidden  string
	Reader  io.Reader      `json:"reader"`
	Chan    chan int       `json:"chan"`
	ByInt   map[int]string `json:"by_int"`
}

// decodeProblemsCases are the cases of TestDecodeProblems.
var decodeProblemsCases = []struct{ text, want string }{
	{`{"wehn":"x"}`, `1 unknown_key wehn unknown key "wehn": did you mean "when"?`},
	{`{"When":"x"}`, `1 unknown_key When unknown key "When": did you mean "when"? keys are lower case`},
	{`{"wehn":5}`, `1 unknown_key wehn unknown key "wehn": did you mean "when"?`},
	{`{"ruels":[{"wehn":5,"weight":"1"}]}`, `1 unknown_key ruels unknown key "ruels": did you mean "rules"?
11 unknown_key rules[0].wehn unknown key "wehn": did you mean "when"?
29 wrong_type rules[0].weight want number, have string; write 1`},
	{`{"limit":0}`, "9 bad_value limit give 1 or more"},
	{`{"limit":-0.0,"limti":0}`, "9 bad_value limit give 1 or more\n14 unknown_key limti unknown key \"limti\": did you mean \"limit\"?"},
	{`{"limit":"0"}`, "9 wrong_type limit want whole number, have string; write 0"},
	{`{"plain":"x"}`, `1 unknown_key plain unknown key "plain": did you mean "Plain"?`},
	{`{"something":"x"}`, `1 unknown_key something unknown key "something"`},
	{`{"Skip":"x","hidden":1,"lost":1}`, "1 unknown_key Skip unknown key \"Skip\"\n12 unknown_key hidden unknown key \"hidden\"\n23 unknown_key lost unknown key \"lost\""},
	{`{"$schema":"x","rules":[{"$schema":"x"}]}`, `25 unknown_key rules[0].$schema unknown key "$schema"`},
	{`{"":1,"a b":2}`, "1 unknown_key [\"\"] unknown key \"\"\n6 unknown_key [\"a b\"] unknown key \"a b\""},
	{`{"` + strings.Repeat("éa", 60) + `":1}`, `1 unknown_key ["` + strings.Repeat("éa", 33) + `…"] unknown key "` + strings.Repeat("éa", 33) + `…"`},
	{`[]`, "0 wrong_type  want object, have list"},
	{`null`, "0 wrong_type  want object, have null"},
	{`{"when":1}`, "8 wrong_type when want string, have number; write \"1\""},
	{`{"when":null}`, "8 wrong_type when want string, have null"},
	{`{"weight":"1"}`, "10 wrong_type weight want number, have string; write 1"},
	{`{"ok":"true"}`, "6 wrong_type ok want boolean, have string; write true"},
	{`{"tags":{}}`, "8 wrong_type tags want list, have object"},
	{`{"tags":["a",true,null]}`, "13 wrong_type tags[1] want string, have boolean; write \"true\"\n18 wrong_type tags[2] want string, have null"},
	{`{"map":[]}`, "7 wrong_type map want object, have list"},
	{`{"map":{"a.b":"x"}}`, `14 wrong_type map["a.b"] want whole number, have string`},
	{`{"count":1.5}`, "9 wrong_type count want whole number, have 1.5"},
	{`{"count":"1"}`, "9 wrong_type count want whole number, have string; write 1"},
	{`{"count":1e-400000000000000000000}`, "9 wrong_type count want whole number, have 1e-400000000000000000000"},
	{`{"limit":0}`, "9 bad_value limit give 1 or more"},
	{`{"limit":1.5}`, "9 wrong_type limit want whole number, have 1.5"},
	{`{"count":1e400000000000000000000}`, "9 bad_value count number out of range: want -9223372036854775808 to 9223372036854775807, have 1e400000000000000000000"},
	{`{"small":128}`, "9 bad_value small number out of range: want -128 to 127, have 128"},
	{`{"unsign":-1}`, "10 bad_value unsign number out of range: want 0 to 255, have -1"},
	{`{"weight":1e400}`, "10 bad_value weight number out of range: 1e400"},
	{`{"single":1e40}`, "10 bad_value single number out of range: 1e40"},
	{`{"any":{"a":[-1e999]}}`, "13 bad_value any.a[0] number out of range: -1e999"},
	{`{"at":"yesterday"}`, `6 bad_value at want time like "2006-01-02T15:04:05Z", have "yesterday"`},
	{`{"at":1}`, "6 wrong_type at want string, have number"},
	{`{"points":"1"}`, "10 wrong_type points want number, have string; write 1"},
	{`{"points":null}`, "10 wrong_type points want number, have null"},
	{`{"points":0.0001}`, "10 bad_value points at most three decimal places"},
	{`{"word":1}`, "8 wrong_type word want string, have number; write \"1\""},
	{`{"level":"low"}`, `9 bad_value level unknown level "low"`},
	{`{"level":3}`, "9 wrong_type level want string, have number"},
	{`{"both":3}`, "8 wrong_type both want string, have number"},
	{`{"reader":1}`, "10 bad_target reader mistake of the program: Go type io.Reader cannot be decoded into"},
	{`{"chan":1}`, "8 bad_target chan mistake of the program: Go type chan int cannot be decoded into"},
	{`{"by_int":{}}`, "10 bad_target by_int mistake of the program: Go type map[int]string cannot be decoded into"},
	// Broken text is not handed on, and reported once.
	{`{"free":{"a":1,"a":2},"raw":["\ud800"],"word":"\ud800","level":"\ud800","at":"\ud800","when":"\ud800"}`,
		`15 duplicate_key free.a duplicate key "a": the first is on line 1
30 bad_value raw[0] \ud800 is half of a character: write the character itself
47 bad_value word \ud800 is half of a character: write the character itself
64 bad_value level \ud800 is half of a character: write the character itself
78 bad_value at \ud800 is half of a character: write the character itself
94 bad_value when \ud800 is half of a character: write the character itself`},
	// Everything at once, in order, up to where the text ends to be JSON.
	{"{\n\"rules\":[{\"wehn\":1,\"id\":2},\n{\"id\":\"a\",\"id\":3}],\n\"weight\":true,\n\"ok\":tru", `12 unknown_key rules[0].wehn unknown key "wehn": did you mean "when"?
26 wrong_type rules[0].id want string, have number; write "2"
40 duplicate_key rules[1].id duplicate key "id": the first is on line 3
59 wrong_type weight want number, have boolean
70 json_syntax ok unknown word "tru": did you mean true?`},
}

func TestDecodeProblems(t *testing.T) {
	for _, test := range decodeProblemsCases {
		var into rule
		_, problems := Decode([]byte(test.text), &into, Limits{})
		if got := list(problems); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestDecodeValues(t *testing.T) {
	const text = "\uFEFF" + `{"$schema": 1, "id":"a\nb", "note":"n", "deep":4, "extra":"e", "when":"w",
	"weight":0.1, "small":-128, "count":2.50e1, "unsign":2.0, "single":0.5, "ok":true, "min":null,
	"tags":["x","y"], "map":{"a":1,"b.c":2}, "named":{"k":{"ok":true},"n":null}, "any":{"l":[1,null,"s",false]},
	"raw": [1 , 2] , "at":"2026-11-22T10:00:00Z", "points":12.5, "word":"w", "level":"high",
	"both":"high", "both_int":"any", "free":null, "rules":[{"min":-0.5,"tags":null,"map":null,"any":null}], "-":"d", "Plain":"p"}`
	half := -0.5
	want := rule{
		Base: Base{"a\nb", "n"}, inner: inner{Deep: 4}, More: &More{"e"}, When: "w",
		Weight: 0.1, Small: -128, Count: 25, Unsign: 2, Single: 0.5, OK: true,
		Tags: []string{"x", "y"}, Map: map[string]int{"a": 1, "b.c": 2},
		Named:  map[word]*rule{"k": {OK: true}, "n": nil},
		Any:    map[string]any{"l": []any{1.0, nil, "s", false}},
		Raw:    json.RawMessage("[1 , 2]"),
		At:     time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC),
		Points: 4, Word: "w", Level: 3, Both: both{3}, BothInt: 5, Free: anything{"null"},
		Rules: []rule{{Min: &half}}, Dash: "d", Plain: "p",
	}
	source := []byte(text)
	got := rule{Min: new(float64), Tags: []string{"old"}, Skip: ""}
	if _, problems := Decode(source, &got, Limits{}); problems != nil {
		t.Fatal(list(problems))
	}
	clear(source) // nothing may refer to it
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestKeptValues shows that defaults may be set before: absent keys leave them.
func TestKeptValues(t *testing.T) {
	got := struct {
		A, B int
		M    map[string]int
		P    *Base
	}{1, 2, map[string]int{"x": 1}, &Base{ID: "i", Note: "n"}}
	_, problems := Decode([]byte(`{"B":3,"M":{"y":2},"P":{"id":"j"}}`), &got, Limits{})
	if problems != nil || got.A != 1 || got.B != 3 || len(got.M) != 2 || *got.P != (Base{"j", "n"}) {
		t.Errorf("%+v %v", got, problems)
	}
}

func TestAmbiguousFields(t *testing.T) {
	type A struct{ X, Y int }
	type B struct {
		X int
		Z int `json:"Y"`
	}
	type C struct {
		A
		B
	}
	const text = `{"X":1,"Y":2}`
	if place := dominant([]field{{name: "w", place: []int{1}, tagged: true}, {name: "w", place: []int{2}, tagged: true}}); place != nil {
		t.Errorf("of two tagged fields %v counts", place)
	}
	var got, want C
	_, problems := Decode([]byte(text), &got, Limits{})
	if l := list(problems); l != `1 unknown_key X unknown key "X"` {
		t.Error(l)
	}
	if err := json.Unmarshal([]byte(text), &want); err != nil || got != want {
		t.Errorf("got %+v, encoding/json %+v, %v", got, want, err)
	}
}

func TestTopLevelMap(t *testing.T) {
	var m map[string]float64
	if _, problems := Decode([]byte(`{"$schema":"x","a":1}`), &m, Limits{}); problems != nil || len(m) != 1 {
		t.Error(m, list(problems))
	}
}

func TestBadTargets(t *testing.T) {
	for _, into := range []any{nil, rule{}, (*rule)(nil), 3} {
		x, problems := Decode([]byte(`{"a":1}`), into, Limits{})
		if _, ok := x.Find("a"); !ok || len(problems) != 1 || problems[0].Code != CodeBadTarget {
			t.Errorf("%T: %s", into, list(problems))
		}
	}
}

func TestWholeDigits(t *testing.T) {
	for number, want := range map[string]string{
		"0": "0", "-0": "0", "0.00": "0", "0e99999999999999999999": "0", "-0e-5": "0",
		"7": "7", "-7": "-7", "120": "120", "1.50e1": "15", "0.05e2": "5", "1E+3": "1000", "300e-2": "3",
		"1.5": "", "1e-1": "", "30e-2": "", "0.1": "", "1e-99999999999999999999": "",
		"9223372036854775807": "9223372036854775807", "9.223372036854775807e18": "9223372036854775807",
	} {
		got, ok := wholeDigits(number)
		if got != want || ok != (want != "") {
			t.Errorf("%s: %q %t, want %q", number, got, ok, want)
		}
	}
	if got, ok := wholeDigits("1e9999999999"); !ok || len(got) < 21 || len(got) > 50 {
		t.Errorf("huge: %q", got)
	}
}
