package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/myleshyson/lsprotocol-go/protocol"
)

// Whatever a client sends, the server goes on with what is open beside it, and logs
// nothing: no panic.
func TestHostile(t *testing.T) {
	c, dir := inFolder(t, map[string]string{"bad.json": "\xff\xfe{\"extends\": \"rules.json\"", "loop.json": `{"extends": "loop.json"}`})
	good := uriOf(filepath.Join(dir, "rules.json"))
	c.open(good, small)
	of := func(name string) location { return uriOf(filepath.Join(dir, name)) }
	changes := func(name string, list ...any) {
		c.open(of(name), small)
		c.change(of(name), 2, list...)
	}
	opened := func(name, text string) { c.open(of(name), text) }
	asks := func(line, character any) {
		for _, method := range []string{"completion", "hover", "definition", "references", "prepareRename", "rename", "codeAction", "documentSymbol", "semanticTokens/range"} {
			p := object{"line": line, "character": character}
			_ = c.ask("textDocument/"+method, object{"textDocument": object{"uri": good}, "position": p, "range": object{"start": p, "end": p}, "newName": "x"}, nil) // it may be refused
		}
	}
	rename := func(to any) {
		p := position(good, 1, 34)
		p["newName"] = to
		var edits any
		if err := c.ask("textDocument/rename", p, &edits); err == nil {
			t.Errorf("renamed to %.20q: %v", to, edits)
		}
	}
	for name, do := range map[string]func(){
		"positions beyond the end": func() { asks(99999, 99999) },
		"the greatest position":    func() { asks(uint32(4294967295), uint32(4294967295)) },
		"negative positions":       func() { asks(-1, -1) },
		"positions that are none":  func() { asks("a", nil) },
		"positions of half":        func() { asks(1.5, 2.5) },
		"a range from its end":     func() { changes("1.rules.json", replace(3, 20, 1, 3, "x")) },
		"a range beyond the end":   func() { changes("2.rules.json", replace(99, 0, 999, 9, "x")) },
		"half of a surrogate": func() {
			opened("3.rules.json", `{"name": "🙂🙂"}`)
			c.change(of("3.rules.json"), 2, replace(0, 11, 0, 12, "x"))
		},
		"a lone surrogate": func() { changes("4.rules.json", replace(0, 0, 0, 0, "\xed\xa0\xbd")) },
		"versions that go back": func() {
			changes("5.rules.json", "{}")
			c.change(of("5.rules.json"), 1, small)
			c.change(of("5.rules.json"), -7, "[")
		},
		"no changes":            func() { changes("6.rules.json") },
		"a range that is null":  func() { changes("7.rules.json", object{"range": nil, "text": "{}"}) },
		"a change without text": func() { changes("8.rules.json", object{"range": replace(0, 0, 0, 1, "")["range"]}) },
		"changes that are none": func() { c.tell("textDocument/didChange", object{"textDocument": 5, "contentChanges": "x"}) },
		"a thousand changes at once": func() {
			list := make([]any, 1000)
			for i := range list {
				list[i] = replace(0, 0, 0, 0, "{")
			}
			changes("9.rules.json", list...)
		},
		"a megabyte of brackets":     func() { opened("10.rules.json", strings.Repeat("[", 1<<20)) },
		"a megabyte of braces":       func() { opened("11.rules.json", strings.Repeat(`{"scoring":`, 1<<17)) },
		"brackets in an expression":  func() { opened("12.rules.json", `{"name": "x", "define": {"a": "`+strings.Repeat("(", 1<<20)+`"}}`) },
		"a line of a megabyte":       func() { opened("13.rules.json", `{"name": "`+strings.Repeat("ü", 1<<19)+`", "define": {"a": "b"}}`) },
		"quotes":                     func() { opened("14.rules.json", strings.Repeat(`"`, 1<<16)) },
		"zero bytes":                 func() { opened("15.rules.json", "{\"name\": \"\x00\x00\"\x00}") },
		"a file that extends itself": func() { opened("16.rules.json", `{"extends": "16.rules.json"}`) },
		"files that extend each other": func() {
			opened("17.rules.json", `{"extends": "18.rules.json"}`)
			opened("18.rules.json", `{"extends": "17.rules.json"}`)
		},
		"a file of the folder itself": func() {
			opened("19.rules.json", `{"extends": [".", "..", "/", "", "./../19.rules.json", "loop.json", "bad.json"]}`)
		},
		"opened twice": func() { opened("20.rules.json", small); opened("20.rules.json", "{}") },
		"a file that was never opened": func() {
			c.tell("textDocument/didClose", object{"textDocument": object{"uri": of("none.json")}})
			c.change(of("none.json"), 3, "x")
		},
		"closed twice": func() {
			opened("21.rules.json", small)
			for range 2 {
				c.tell("textDocument/didClose", object{"textDocument": object{"uri": of("21.rules.json")}})
			}
		},
		"another machine's drive":        func() { c.open("file:///c%3A/Users/ann/rules.json", small) },
		"a drive as a host":              func() { c.open("file://server/share/rules.json", small) },
		"no scheme":                      func() { c.open("rules.json", small) },
		"a text that has no file":        func() { c.open("untitled:Untitled-1", small) },
		"an escape that is none":         func() { c.open("file:///a%ZZ/rules.json", small) },
		"a zero byte in a path":          func() { c.open("file:///a%00b/rules.json", small) },
		"dots in a path":                 func() { c.open(location(string(uriOf(dir))+"/a/../../../../rules.json"), small) },
		"the folder as a file":           func() { c.open(uriOf(dir), small) },
		"a folder that is not there":     func() { c.open("file:///no/such/folder/rules.json", small) },
		"renaming to nothing":            func() { rename("") },
		"renaming to junk":               func() { rename("a b\"}\n") },
		"renaming to a megabyte":         func() { rename(strings.Repeat("x.", 1<<19)) },
		"renaming to what is no text":    func() { rename(5) },
		"parameters that are a list":     func() { _ = c.ask("textDocument/hover", []int{1}, nil) },
		"no parameters":                  func() { _ = c.ask("textDocument/completion", nil, nil) },
		"settings that nobody asked for": func() { c.tell("workspace/didChangeConfiguration", object{"settings": nil}) },
		"a cancelled stranger": func() {
			c.tell("$/cancelRequest", object{"id": 424242})
			c.tell("$/cancelRequest", object{"id": "x"})
			c.tell("$/cancelRequest", object{})
		},
		"folders that are none": func() {
			c.tell("workspace/didChangeWorkspaceFolders", object{"event": object{"added": []object{{"uri": "x"}, {"uri": "file:///no/such"}}, "removed": []object{{"uri": "file:///never"}}}})
		},
		"a megabyte of JSON of others": func() { opened("package-lock.json", `{"packages": {`+strings.Repeat(`"a": {"b": "c"}, `, 1<<16)+`}}`) },
	} {
		do()
		var list protocol.CompletionList
		c.must("textDocument/completion", position(good, 3, 42), &list)
		if len(list.Items) == 0 {
			t.Errorf("after %s nothing is offered", name)
		}
	}
	c.change(good, 2, strings.Replace(small, "employes", "employees", 1))
	c.wait(good, "an answer", func(d diagnostics) bool {
		return d.Version != nil && *d.Version == 2 && !strings.Contains(fmt.Sprint(d.messages()), "unknown")
	})
}

// Paths as editors write them, and texts as other systems do.
func TestPaths(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my rules ü")
	write(t, filepath.Join(dir, "base.json"), `{"name": "base", "define": {"big": "company.employees > 5"}, "scoring": {"ready_at": 5}}`)
	c := start(t, object{"workspaceFolders": []object{{"uri": uriOf(dir), "name": "a"}, {"uri": uriOf(t.TempDir()), "name": "b"}}})
	escaped := location(strings.NewReplacer("%20", " ", "file://", "file://localhost").Replace(string(uriOf(dir)))) + "/x%2Erules.json"
	c.open(escaped, `{"extends": "base.json", "scoring": {"rules": [{"id": "a", "points": 5, "when": "big and bog"}]}}`)
	c.wait(escaped, "a mistake", func(d diagnostics) bool {
		return len(d.Diagnostics) > 0 && strings.Contains(fmt.Sprint(d.messages()), "bog")
	})

	for _, text := range []string{strings.ReplaceAll(small, "\n", "\r\n"), "\ufeff" + small, strings.ReplaceAll(small, "\n", "\r")} {
		uri := uriOf(filepath.Join(dir, "other", "rules.json"))
		c.open(uri, text)
		d := c.wait(uri, "something", func(d diagnostics) bool { return len(d.Diagnostics) > 0 })
		if at := d.Diagnostics[0].Range.Start; d.Diagnostics[0].Message == unknown && (at.Line != 3 || at.Character != 38) {
			t.Errorf("in %.10q the mistake is at %v", text, at)
		}
		c.tell("textDocument/didClose", object{"textDocument": object{"uri": uri}})
		c.wait(uri, "the end", func(d diagnostics) bool { return len(d.Diagnostics) == 0 })
	}
}
