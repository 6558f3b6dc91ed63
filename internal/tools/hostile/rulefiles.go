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
		files("a base that is damaged", "the error names the base's line", func(add func(name, text string)) {
			add("base.json", "{\"name\": \"r\",\n\"screening\": [{\"id\": 5}]}")
			add("a.json", `{"name": "r", "extends": "base.json"}`)
		}),
	}
}
