package qualify_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

const tableFiles = `== base/all.json
{"name": "all",
 "tables": {
  "owners": {"type": "string", "file": "accounts.csv", "key": "domain", "value": "owner"},
  "worth": {"type": "number", "file": "accounts.csv", "key": "domain", "value": "worth", "default": 1},
  "named": {"type": "bool", "file": "../base/accounts.csv", "key": "domain", "value": "named"}},
 "screening": [{"id": "s", "when": "lookup('owners', company.domain) == 'eva' and lookup('worth', company.domain) > 2 and lookup('named', company.domain)"}]}
== base/accounts.csv
domain,name,owner,worth,named
shore.example,"Shore, Inc.",eva,2.5,true
hill.example,Hill,"b""o", -3 ,FALSE
== x.json
{"name": "x", "extends": "base/all.json", "tables": {"owners": {"file": "other.csv", "key": null, "value": null}}}
== other.csv
a,b
shore.example,eva
== swapped.json
{"name": "x", "extends": "base/all.json", "tables": {"owners": {"file": "other.csv", "key": "b", "value": null}}}
== one.json
{"name": "all",
 "tables": {
  "owners": {"type": "string", "rows": {"shore.example": "eva", "hill.example": "b\"o"}},
  "worth": {"type": "number", "rows": {"hill.example": -3, "shore.example": 2.5}, "default": 1},
  "named": {"type": "bool", "rows": {"shore.example": true, "hill.example": false}}},
 "screening": [{"id": "s", "when": "lookup('owners', company.domain) == 'eva' and lookup('worth', company.domain) > 2 and lookup('named', company.domain)"}]}
`

// counted counts how often each file is opened.
type counted struct {
	fs.FS
	opened map[string]int
}

func (c counted) Open(name string) (fs.File, error) {
	c.opened[name]++
	return c.FS.Open(name)
}

func TestTablesInFiles(t *testing.T) {
	fsys := counted{files(tableFiles), map[string]int{}}
	load := func(name string) *qualify.Engine {
		e, err := qualify.Load(fsys, name, nil)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	inLine, inFiles := load("one.json"), load("base/all.json")
	if diff := cmp.Diff(inLine.RuleSet(), inFiles.RuleSet()); diff != "" || inLine.Fingerprint() != inFiles.Fingerprint() {
		t.Errorf("in files other than in line:\n%s", diff)
	}
	if n := fsys.opened["base/accounts.csv"]; n != 1 {
		t.Errorf("the file of three tables is opened %d times", n)
	}
	again, err := qualify.Compile(inFiles.RuleSet(), nil)
	if err != nil || again.Fingerprint() != inFiles.Fingerprint() {
		t.Errorf("compiled again: %v", err)
	}
	lead := &qualify.Lead{ID: "L-1", Company: qualify.Company{Domain: "shore.example"}}
	if d := inFiles.Decide(lead, time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)); d.Status != "disqualified" {
		t.Errorf("status %s", d.Status)
	}

	if diff := cmp.Diff(map[string]any{"shore.example": "eva"}, load("x.json").RuleSet().Tables["owners"].Rows); diff != "" {
		t.Errorf("two columns without names:\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"eva": "shore.example"}, load("swapped.json").RuleSet().Tables["owners"].Rows); diff != "" {
		t.Errorf("two columns, the second being the key:\n%s", diff)
	}
	fsys.FS.(fstest.MapFS)["other.csv"].Data = []byte("\uFEFFb,a\r\neva,shore.example\r\n\r\n")
	if diff := cmp.Diff(map[string]any{"eva": "shore.example"}, load("swapped.json").RuleSet().Tables["owners"].Rows); diff != "" {
		t.Errorf("with a byte-order mark and \\r\\n:\n%s", diff)
	}
}

func TestTableFileErrors(t *testing.T) {
	const start = `{"name": "x", "screening": [{"id": "s", "when": "lookup('t', source) == lookup('t', person.country)"}],` + "\n"
	for _, x := range []struct{ name, table, csv, want string }{
		{"no file", `{"type": "string", "file": "T.csv"}`, "a,b\n", `x.json:2:45: tables.t.file: there is no file T.csv; did you mean t.csv? [no_file]`},
		{"no path", `{"type": "string", "file": "../t.csv"}`, "a,b\n", `x.json:2:45: tables.t.file: "../t.csv" is not a path of a file in the folder of the rule sets: write one relative to this file, with / [bad_name]`},
		{"rows beside file", `{"type": "string", "file": "t.csv", "rows": {"a": "b"}}`, "a,b\n", `x.json:2:45: tables.t.file: "file" and "rows" stand beside each other: leave one out; where a file that this one extends has it, by null [not_allowed]`},
		{"key without file", `{"type": "string", "key": "a"}`, "", `x.json:2:44: tables.t.key: "key" is a column of a "file"; leave it out, or give the file [not_allowed]`},
		{"value without file", `{"type": "string", "value": "a"}`, "", `x.json:2:46: tables.t.value: "value" is a column of a "file"; leave it out, or give the file [not_allowed]`},
		{"a wide file", `{"type": "string", "file": "t.csv", "key": "a"}`, "a,b,c\n", `x.json:2:45: tables.t: t.csv has more than two columns: say which is the "key" and which is the "value" [required]`},
		{"no such columns", `{"type": "string", "file": "t.csv", "key": "domian", "value": "d"}`, "domain,b,c\n",
			`x.json:2:61: tables.t.key: t.csv has no column "domian"; did you mean "domain"? [unknown_name]
x.json:2:80: tables.t.value: t.csv has no column "d" [unknown_name]`},
		{"two such columns", `{"type": "string", "file": "t.csv", "key": "a", "value": "b"}`, "a,b,b\n", `x.json:2:75: tables.t.value: t.csv has two columns "b": give one another name [duplicate_id]`},
		{"semicolons", `{"type": "string", "file": "t.csv"}`, "a;b\nc;d\n", `t.csv:1:1: tables.t: the first line names one column, "a;b": a table needs two, with a comma between [bad_value]`},
		{"an empty file", `{"type": "string", "file": "t.csv"}`, "\n", `t.csv:1:1: tables.t: the file is empty: its first line names the columns [required]`},
		{"no UTF-8", `{"type": "string", "file": "t.csv"}`, "a,b\nc,\xE4\n", `t.csv:2:3: tables.t: the file is not UTF-8: save it as such [not_utf8]`},
		{"keys", `{"type": "string", "file": "t.csv"}`, "a,b\nc,d\n,e\nc,\"ä\nf\"\nc,g\n",
			`t.csv:3:1: tables.t: the key is empty: give one, or remove the line [required]
t.csv:4:1: tables.t: the key "c" stands in line 2 already: remove one of the two [duplicate_key]
t.csv:6:1: tables.t: the key "c" stands in line 2 already: remove one of the two [duplicate_key]`},
		{"numbers", `{"type": "number", "file": "t.csv"}`, "a,b\nä,n/a\nd,\"1,5\"\ne,0x1\nf,NaN\ng,\nh,1e999\ni,5\n",
			`t.csv:2:3: tables.t: "n/a" is no number: write digits with a point, such as 1250.5 [wrong_type]
t.csv:3:3: tables.t: "1,5" is no number: write digits with a point, such as 1250.5 [wrong_type]
t.csv:4:3: tables.t: "0x1" is no number: write digits with a point, such as 1250.5 [wrong_type]
t.csv:5:3: tables.t: "NaN" is no number: write digits with a point, such as 1250.5 [wrong_type]
t.csv:6:3: tables.t: "" is no number: write digits with a point, such as 1250.5 [wrong_type]
t.csv:7:3: tables.t: "1e999" is no number: write digits with a point, such as 1250.5 [wrong_type]`},
		{"bools", `{"type": "bool", "file": "t.csv"}`, "a,b\nc,yes\n", `t.csv:2:3: tables.t: "yes" is no bool: write true or false [wrong_type]`},
		{"fields", `{"type": "string", "file": "t.csv"}`, "a,b\nc\nd,e, f\n",
			`t.csv:2:1: tables.t: the line has 1 field, where the first has 2: a text with a comma stands in double quotes [bad_value]
t.csv:3:1: tables.t: the line has 3 fields, where the first has 2: a text with a comma stands in double quotes [bad_value]`},
		{"a bare quote", `{"type": "string", "file": "t.csv"}`, "a,b\nc,ä 5\" screen\n", `t.csv:2:6: tables.t: a double quote within a field: put the field in double quotes, and write each one in it twice [bad_value]`},
		{"an open quote", `{"type": "string", "file": "t.csv"}`, "a,b\nc,\"d\n", `t.csv:2:1: tables.t: a double quote of this line is not closed where its field ends: write each one within a field twice [bad_value]`},
		{"a type", `{"type": "text", "file": "t.csv"}`, "a,b\n", `x.json:2:27: tables.t.type: "text" is none of string, number, bool; write "string" [unknown_word]`},
		{"mistakes in both", `{"type": "number", "file": "t.csv", "values": "b"}`, "a,b\nc,d\n",
			`t.csv:2:3: tables.t: "d" is no number: write digits with a point, such as 1250.5 [wrong_type]
x.json:2:54: tables.t.values: unknown key "values": did you mean "value"? [unknown_key]`},
	} {
		fsys := fstest.MapFS{"x.json": {Data: []byte(start + ` "tables": {"t": ` + x.table + `}}`)}, "t.csv": {Data: []byte(x.csv)}}
		_, err := qualify.Load(fsys, "x.json", nil)
		if err == nil || err.Error() != x.want {
			t.Errorf("%s\nhave %v\nwant %s", x.name, err, x.want)
		}
	}
}

func TestTableFileWithoutLoad(t *testing.T) {
	text := `{"name": "x", "tables": {"t": {"type": "string", "file": "t.csv"}}, "screening": [{"id": "s", "when": "lookup('t', source) == 'a'"}]}`
	_, err := qualify.CompileJSON("x.json", []byte(text), nil)
	if want := "x.json:1:58: tables.t.file: the rows stand in a file: read the rule set with Load, which finds it [not_allowed]"; err == nil || err.Error() != want {
		t.Errorf("have %v\nwant %s", err, want)
	}
}

func TestTableLimits(t *testing.T) {
	fsys := files(tableFiles)
	var rows strings.Builder
	for i := range 30_000 {
		fmt.Fprintf(&rows, "\nk%d,v", i)
	}
	fsys["large.json"] = &fstest.MapFile{Data: []byte(`{"name": "x", "tables": {"t": {"type": "string", "file": "large.csv"}}, "screening": [{"id": "s", "when": "lookup('t', source) == 'a'"}]}`)}
	fsys["large.csv"] = &fstest.MapFile{Data: []byte("a,b" + rows.String())}
	for _, x := range []struct {
		file, want string
		options    qualify.Options
	}{
		{"large.json", "", qualify.Options{}},
		{"large.json", "large.csv:100:1: tables.t: the tables have more than 98 rows together [too_large]", qualify.Options{MaxRows: 98}},
		{"large.json", "large.json:1:58: tables.t.file: the rule set and the files of its tables have more than 5000 bytes [too_large]", qualify.Options{MaxBytes: 5000}},
		{"base/all.json", "base/accounts.csv:3:1: tables.worth: the tables have more than 5 rows together [too_large]", qualify.Options{MaxRows: 5}},
		{"one.json", "one.json:2:12: tables: the tables have 6 rows together; at most 5 are allowed [too_large]", qualify.Options{MaxRows: 5}},
		{"base/all.json", "base/all.json:5:37: tables.named.file: the rule set has more than 1 files [too_large]", qualify.Options{MaxFiles: 1}},
	} {
		_, err := qualify.Load(fsys, x.file, &x.options)
		if have := fmt.Sprint(err); have != x.want && (err != nil || x.want != "") {
			t.Errorf("%s\nhave %v\nwant %s", x.file, err, x.want)
		}
	}
}
