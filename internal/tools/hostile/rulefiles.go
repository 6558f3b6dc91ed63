package main

import (
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/leadqual/leadqual/qualify"
)

// ruleFiles are rule sets of several files. Each starts from a.json.
func ruleFiles() []input {
	files := func(name, bound string, make func(add func(name, text string))) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			fsys := fstest.MapFS{}
			make(func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} })
			return func() string {
				e, err := qualify.Load(fsys, "a.json", nil)
				if err != nil {
					return told(err)
				}
				return decide(e, known())
			}
		}}
	}
	many := func(name, bound, extends string, n int) input {
		return files(name, bound, func(add func(name, text string)) {
			add("a.json", `{"name": "r", "extends": [`+extends+strings.Repeat(", "+extends, n-1)+`], "screening": [{"id": "s", "when": "true"}]}`)
		})
	}
	one := func(name, bound, extends string) input { return many(name, bound, extends, 1) }
	chain := func(n int) func(add func(name, text string)) {
		return func(add func(name, text string)) {
			add("a.json", `{"name": "r", "extends": "0.json"}`)
			for i := range n {
				add(fmt.Sprintf("%d.json", i), fmt.Sprintf(`{"name": "r", "extends": "%d.json"}`, i+1))
			}
			add(fmt.Sprintf("%d.json", n), `{"name": "r", "screening": [{"id": "s", "when": "true"}]}`)
		}
	}
	tables := func(name, bound string, n int, csv func() string) input {
		return files(name, bound, func(add func(name, text string)) {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, `, "t%d": {"type": "string", "file": "t.csv", "key": "a", "value": "b"}`, i)
			}
			add("t.csv", csv())
			add("a.json", `{"name": "r", "tables": {`+b.String()[2:]+`}, "screening": [{"id": "s", "when": "lookup('t0', source) == ''"}]}`)
		})
	}
	rows := func(n int, value string) func() string {
		return func() string {
			var b strings.Builder
			b.WriteString("a,b")
			for i := range n {
				fmt.Fprintf(&b, "\nk%d,%s", i, value)
			}
			return b.String()
		}
	}
	repeated := func(before, text string, n int, after string) func() string {
		return func() string { return before + strings.Repeat(text, n) + after }
	}
	return []input{
		one("a rule set that extends itself", "no file extends itself", `"a.json"`),
		one("a path out of the folder", "paths stay inside the `fs.FS`", `"../../etc/passwd"`),
		one("an absolute path", "paths stay inside the `fs.FS`", `"/etc/passwd"`),
		one("a URL for a path", "paths stay inside the `fs.FS`", `"https://shore.example/rules.json"`),
		one("a path with `..` that stays inside", "paths stay inside the `fs.FS`", `"x/../b.json"`),
		one("a path with a backslash and a zero byte", "paths stay inside the `fs.FS`", `"..\\b.json\u0000"`),
		one("a file that is not there", "an error", `"b.json"`),
		many("1,000,000 files that are not there", "`MaxFiles`", `"x.json"`, 1_000_000),
		many("1,000,000 paths that are none", "1,000 mistakes are listed", `"/"`, 1_000_000),
		files("files that extend one another 15 deep", "`MaxExtends`", chain(15)),
		files("files that extend one another 10,000 deep", "`MaxExtends`", chain(10_000)),
		files("a file that extends 1,000 others", "`MaxFiles`", func(add func(name, text string)) {
			names := make([]string, 1000)
			for i := range names {
				names[i] = fmt.Sprintf(`"%d.json"`, i)
				add(fmt.Sprintf("%d.json", i), `{"name": "r"}`)
			}
			add("a.json", `{"name": "r", "extends": [`+strings.Join(names, ", ")+`], "screening": [{"id": "s", "when": "true"}]}`)
		}),
		files("14 files, of which each extends the next by two ways of writing it", "a file is read once", func(add func(name, text string)) {
			add("a.json", `{"name": "r", "extends": ["0.json", "./0.json"]}`)
			for i := range 12 {
				add(fmt.Sprintf("%d.json", i), fmt.Sprintf(`{"name": "r", "extends": ["%d.json", "./%d.json"]}`, i+1, i+1))
			}
			add("12.json", `{"name": "r", "screening": [{"id": "s", "when": "true"}]}`)
		}),
		files("90 files of 1 MB", "`MaxBytes` of all files", func(add func(name, text string)) {
			names := make([]string, 90)
			text := `{"name": "r", "note": "` + strings.Repeat("x", 1<<20) + `"}`
			for i := range names {
				names[i] = fmt.Sprintf(`"%d.json"`, i)
				add(fmt.Sprintf("%d.json", i), text)
			}
			add("a.json", `{"name": "r", "extends": [`+strings.Join(names, ", ")+`], "screening": [{"id": "s", "when": "true"}]}`)
		}),
		files("10,000 entries that each stand before the next", "length of the text", func(add func(name, text string)) {
			var b strings.Builder
			for i := range 10_000 {
				fmt.Fprintf(&b, `, {"id": "s%d", "when": "stage == 'customer'", "before": "s%d"}`, i+1, i)
			}
			add("base.json", `{"name": "r", "screening": [{"id": "s0", "when": "true"}]}`)
			add("a.json", `{"name": "r", "extends": "base.json", "screening": [`+b.String()[2:]+`]}`)
		}),
		files("10,000 entries that are not there dropped", "1,000 mistakes are listed", func(add func(name, text string)) {
			var b strings.Builder
			for i := range 10_000 {
				fmt.Fprintf(&b, `, {"id": "s%d", "drop": true}`, i)
			}
			add("base.json", `{"name": "r", "screening": [{"id": "s", "when": "true"}]}`)
			add("a.json", `{"name": "r", "extends": "base.json", "screening": [`+b.String()[2:]+`]}`)
		}),
		tables("a table of 1,000,000 rows", "`MaxRows`", 1, rows(1_000_000, "v")),
		tables("100 tables of one file of 100,000 rows", "`MaxRows` of all tables", 100, rows(100_000, "v")),
		tables("a table of 200,000 rows", "`MaxRows`", 1, rows(200_000, "v")),
		tables("a table in a file of 64 MB", "`MaxBytes` of all files", 1, repeated("a,b\nk,", "v", 64<<20, "")),
		tables("a table of 100,000 rows with one key", "1,000 mistakes are listed", 1, repeated("a,b", "\nk,v", 100_000, "")),
		tables("a table in a file of 1,000,000 columns", "length of the text", 1, repeated("a,", "c,", 1_000_000, "b\nk,v")),
		tables("a table in a file with a quote that is never closed", "length of the text", 1, repeated("a,b\n\"", "x\n", 5<<20, "")),
		tables("a table in a file of zero bytes", "an error", 1, repeated("", "\x00", 1<<20, "")),
		files("a base that is damaged", "the error names the base's line", func(add func(name, text string)) {
			add("base.json", "{\"name\": \"r\",\n\"screening\": [{\"id\": 5}]}")
			add("a.json", `{"name": "r", "extends": "base.json"}`)
		}),
	}
}
