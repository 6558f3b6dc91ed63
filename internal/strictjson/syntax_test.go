package strictjson

import (
	"strings"
	"testing"
)

// syntaxCases are the cases of TestSyntax.
var syntaxCases = []struct{ text, want string }{
	{``, "0 json_syntax  unexpected end: there is no value"},
	{" \n", "2 json_syntax  unexpected end: there is no value"},
	{"\uFEFF", "3 json_syntax  unexpected end: there is no value"},
	{"{\n \"a\": [1,\n", "12 json_syntax a[1] unexpected end: `[` opened at line 2 is not closed"},
	{`{`, "1 json_syntax  unexpected end: `{` opened at line 1 is not closed"},
	{`{"a"`, "4 json_syntax  unexpected end: `{` opened at line 1 is not closed"},
	{`{"a":`, "5 json_syntax a unexpected end: `{` opened at line 1 is not closed"},
	{`{"a":1`, "6 json_syntax  unexpected end: `{` opened at line 1 is not closed"},
	{`{"a":1,`, "7 json_syntax  unexpected end: `{` opened at line 1 is not closed"},
	{`{"a":"x`, "5 json_syntax a string not closed"},
	{`{"a":"x\`, "5 json_syntax a string not closed"},
	{"{\"a\":\"x\n}", `5 json_syntax a string not closed on its line; a line break inside is written \n`},
	{"[\"a\tb\"]", `3 json_syntax [0] tab in a string: write \t`},
	{"[\"a\x01b\"]", `3 json_syntax [0] control character in a string: write \u0001`},
	{`["\x41"]`, "2 json_syntax [0] unknown escape of `x`: write \\\\ for a backslash"},
	{`["\u12g4"]`, `2 json_syntax [0] \u needs four hexadecimal digits`},
	{`["\u+123"]`, `2 json_syntax [0] \u needs four hexadecimal digits`},
	{"[\"a\\\n\"]", `3 json_syntax [0] backslash at the end of a line: write \\ for a backslash`},
	{`{"a": 1 "b": 2}`, "7 json_syntax  missing comma"},
	{`[1 2]`, "2 json_syntax  missing comma"},
	{`["say "hi""]`, `7 json_syntax  missing comma; for a quote inside a string write \"`},
	{`{"a" 1}`, "4 json_syntax  missing colon after key"},
	{`{"a"}`, "4 json_syntax  missing colon after key"},
	{`{"a": 1,}`, "7 json_syntax  trailing comma; write `}` without it"},
	{`{"a": [1, 2 , ]}`, "12 json_syntax a trailing comma; write `]` without it"},
	{`[1,,2]`, "3 json_syntax [1] value missing before `,`"},
	{`{"a":}`, "5 json_syntax a value missing before `}`"},
	{`{,}`, "1 json_syntax  want key in double quotes, have `,`"},
	{`{a: 1}`, `1 json_syntax  key not in double quotes; write "a"`},
	{`{'a': 1}`, "1 json_syntax  want key in double quotes, have `'`: text stands in straight double quotes; write \"a\""},
	{`[“a”]`, "1 json_syntax [0] want value, have `“`: text stands in straight double quotes; write \"a\""},
	{"[1\n}", "3 json_syntax  want `]` to close the `[` opened at line 1, have `}`"},
	{`[1;2]`, "2 json_syntax  want comma or `]`, have `;`"},
	{`[1:2]`, "2 json_syntax  want comma or `]`, have `:`"},
	{"[\u00a01]", "1 json_syntax [0] want value, have U+00A0"},
	{"[\x00]", "1 json_syntax [0] want value, have U+0000"},
	{`[01]`, "1 json_syntax [0] number has a leading zero; write 1"},
	{`[-01]`, "1 json_syntax [0] number has a leading zero; write -1"},
	{`[+1]`, "1 json_syntax [0] number has a plus sign; write 1"},
	{`[.5]`, "1 json_syntax [0] digit missing before the decimal point; write 0.5"},
	{`[5.]`, "1 json_syntax [0] digit missing after the decimal point; write 5"},
	{`[-]`, "1 json_syntax [0] digit missing after the minus sign"},
	{`[1e]`, "1 json_syntax [0] digit missing in the exponent"},
	{`[1e+]`, "1 json_syntax [0] digit missing in the exponent"},
	{`[0x1F]`, "1 json_syntax [0] hexadecimal number: JSON has none"},
	{`[1_000]`, "1 json_syntax [0] unexpected `_` in a number; write 1000"},
	{`[1.2.3]`, "1 json_syntax [0] unexpected `.` in a number"},
	{`[NaN]`, "1 json_syntax [0] NaN is not a JSON number"},
	{`[-Infinity]`, "1 json_syntax [0] -Infinity is not a JSON number"},
	{`[True]`, `1 json_syntax [0] unknown word "True": did you mean true?`},
	{`[flase]`, `1 json_syntax [0] unknown word "flase": did you mean false?`},
	{`[None]`, `1 json_syntax [0] unknown word "None": did you mean null?`},
	{`[open]`, `1 json_syntax [0] unknown word "open": text stands in double quotes`},
	{"{ // why\n}", "2 json_syntax  comment: JSON has none"},
	{`[1, # why`, "4 json_syntax [1] comment: JSON has none"},
	{`[1 /* why */]`, "3 json_syntax  comment: JSON has none"},
	{`{"a" /* why */: 1}`, "5 json_syntax  comment: JSON has none"},
	{`{"a`, "1 json_syntax  string not closed"},
	{`[` + strings.Repeat("é", 60) + `]`, "1 json_syntax [0] want value, have `é`"},
	{`{} {}`, "3 json_syntax  text after the end"},
	{`{}}`, "2 json_syntax  text after the end"},

	{`{"a":1,"a":2}`, `7 duplicate_key a duplicate key "a": the first is on line 1`},
	{"{\"é\":1,\n\"\\u00e9\":2}", `9 duplicate_key é duplicate key "é": the first is on line 1`},
	{`[{"a.b":{"c":1,"c":2}}]`, `15 duplicate_key [0]["a.b"].c duplicate key "c": the first is on line 1`},
	{`["\ud800"]`, `2 bad_value [0] \ud800 is half of a character: write the character itself`},
	{`["\ud800\ud801"]`, `2 bad_value [0] \ud800 is half of a character: write the character itself
8 bad_value [0] \ud801 is half of a character: write the character itself`},
	{`["\udc00\ud83d\ude00"]`, `2 bad_value [0] \udc00 is half of a character: write the character itself`},
	{"{\"a\": \"\xff\", \"b\": \"\xe9\xe9\", \"b\": 1}", `7 not_utf8 a byte 0xFF is not UTF-8: save the text as UTF-8
17 not_utf8 b byte 0xE9 is not UTF-8: save the text as UTF-8
22 duplicate_key b duplicate key "b": the first is on line 1`},
	{"[1, 2 3, \"\xff\"]", `5 json_syntax  missing comma
10 not_utf8  byte 0xFF is not UTF-8: save the text as UTF-8`},
	{"[\xc0\x80]", "1 not_utf8 [0] byte 0xC0 is not UTF-8: save the text as UTF-8\n2 not_utf8  byte 0x80 is not UTF-8: save the text as UTF-8"},
	{"\xff\xfe{\x00}\x00", "0 not_utf8  text is UTF-16: save it as UTF-8"},
	// Mistakes before the end of reading are all told.
	{`{"a":1,"a":2,"b":"\ud800","c":tru}`, `7 duplicate_key a duplicate key "a": the first is on line 1
18 bad_value b \ud800 is half of a character: write the character itself
30 json_syntax c unknown word "tru": did you mean true?`},
}

// TestSyntax holds texts that are not JSON, or not Unicode, with what is said
// of each: offset, code, path and message, one problem a line.
func TestSyntax(t *testing.T) {
	for _, test := range syntaxCases {
		var into any
		_, problems := Decode([]byte(test.text), &into, Limits{})
		if got := list(problems); got != test.want {
			t.Errorf("%q\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestDepth(t *testing.T) {
	for _, test := range []struct {
		text, want string
		depth      int
	}{
		{`[[1]]`, "", 2},
		{`[{"a":[1,"]\"]"]}, [[1]], 2]`, "6 too_deep [0].a nested deeper than 2 levels\n20 too_deep [1][0] nested deeper than 2 levels", 2},
		{`[[[ "x`, "2 too_deep [0][0] nested deeper than 2 levels", 2},
		{`[[[ "\` + "\xff", "2 too_deep [0][0] nested deeper than 2 levels\n6 not_utf8 [0][0] byte 0xFF is not UTF-8: save the text as UTF-8", 2},
		{strings.Repeat("[", 100) + strings.Repeat("]", 100), "", 0},
		{strings.Repeat("[", 101) + strings.Repeat("]", 101), "100 too_deep " + strings.Repeat("[0]", 100) + " nested deeper than 100 levels", -1},
		{strings.Repeat("[", 1000) + strings.Repeat("]", 1000), "", 1 << 30},
		{strings.Repeat("[", 1001) + strings.Repeat("]", 1001), "1000 too_deep " + strings.Repeat("[0]", 1000) + " nested deeper than 1000 levels", 1 << 30},
		{strings.Repeat("[", 100_000), "100 too_deep " + strings.Repeat("[0]", 100) + " nested deeper than 100 levels", 0},
		{strings.Repeat(`{"a":`, 100_000), "500 too_deep " + strings.Repeat("a.", 99) + "a nested deeper than 100 levels", 0},
	} {
		var into any
		_, problems := Decode([]byte(test.text), &into, Limits{MaxDepth: test.depth})
		if got := list(problems); got != test.want {
			t.Errorf("%.50q\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

// TestTooMany bounds what hostile texts may cost in problems and their paths.
func TestTooMany(t *testing.T) {
	long := strings.Repeat("k", 1<<20)
	for name, text := range map[string]string{
		"unknown keys under a long one": `{"` + long + `":{},"m":{"` + long + `":{` + strings.Repeat(`"x":{},`, 100_000) + `"y":{}}}}`,
		"duplicate keys":                `{"a":1` + strings.Repeat(`,"a":1`, 200_000) + `}`,
		"not UTF-8":                     `[` + strings.Repeat("\"\xff\",", 200_000) + `0]`,
		"wrong types":                   `{"list":[` + strings.Repeat(`"",`, 200_000) + `0]}`,
		"too deep":                      `{"m":{"a":` + strings.Repeat("[", 98) + strings.Repeat(`[],`, 100_000) + `0` + strings.Repeat("]", 98) + `}}`,
	} {
		var into struct {
			List []int                     `json:"list"`
			Map  map[string]map[string]any `json:"m"`
		}
		_, problems := Decode([]byte(text), &into, Limits{})
		size := 0
		for _, p := range problems {
			size += len(p.Path) + len(p.Message)
		}
		last := problems[len(problems)-1]
		if len(problems) != maxProblems+1 || last.Code != CodeTooMany {
			t.Errorf("%s: %d problems, the last %+v", name, len(problems), last)
		}
		if size > 1<<20 {
			t.Errorf("%s: problems of %d bytes", name, size)
		}
	}
}
