package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/leadqual/leadqual/qualify/edit"
	"github.com/myleshyson/lsprotocol-go/protocol"
)

// small is a rule set with a mistake in line 3, at characters 38 to 54.
const small = `{
  "name": "small", "define": {"big": "company.employees > 500"},
  "scoring": {"ready_at": 5, "rules": [
    {"id": "a", "points": 5, "when": "company.employes > 5 and big"}
  ]}
}
`

const unknown = "unknown name company.employes; did you mean company.employees?"

// framed is messages as a client sends them.
func framed(messages ...string) string {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(m), m)
	}
	return b.String()
}

const begin = `{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}}`

// What a session is: its order, its end and the status of that.
func TestSession(t *testing.T) {
	for name, c := range map[string]struct {
		in     string
		status int
		says   []string // on standard output
		log    string
	}{
		"shutdown and exit":    {framed(begin, `{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}`, `{"jsonrpc": "2.0", "method": "exit"}`), 0, nil, ""},
		"shutdown":             {framed(begin, `{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}`), 0, []string{`"id":2,"result":null`}, ""},
		"exit alone":           {framed(begin, `{"jsonrpc": "2.0", "method": "exit"}`), 1, nil, ""},
		"the end of input":     {framed(begin), 1, nil, ""},
		"too early":            {framed(`{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": {}}`), 1, []string{`"id":7,"error":{"code":-32002`}, ""},
		"too late":             {framed(begin, `{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}`, `{"jsonrpc": "2.0", "id": 3, "method": "textDocument/hover", "params": {}}`), 0, []string{`"id":3,"error":{"code":-32600`}, ""},
		"twice":                {framed(begin, strings.Replace(begin, `"id": 1`, `"id": 2`, 1)), 1, []string{`"id":2,"error":{"code":-32600`}, ""},
		"an unknown method":    {framed(begin, `{"jsonrpc": "2.0", "id": 2, "method": "textDocument/moniker", "params": {}}`), 1, []string{`"id":2,"error":{"code":-32601`}, ""},
		"an unknown note":      {framed(begin, `{"jsonrpc": "2.0", "method": "$/mine", "params": {}}`), 1, nil, ""},
		"no JSON":              {framed(`{"jsonrpc": `, begin), 1, []string{`"error":{"code":-32`, `"id":1,"result"`}, ""},
		"another encoding":     {"Content-Type: application/vscode-jsonrpc; charset=utf8\r\n" + framed(begin), 1, []string{`"id":1,"result"`}, ""},
		"no header":            {"hello\n\n", 1, nil, "Content-Length"},
		"a huge message":       {"Content-Length: 99999999999\r\n\r\n{", 1, nil, "too large"},
		"a negative length":    {"Content-Length: -5\r\n\r\n{", 1, nil, "Content-Length"},
		"less than it says":    {"Content-Length: 5000\r\n\r\n{", 1, nil, "ends early"},
		"an endless header":    {strings.Repeat("x", 1<<20), 1, nil, "header"},
		"many lines of header": {strings.Repeat("X: y\r\n", 1<<10), 1, nil, "header"},
		"bad globs":            {framed(strings.Replace(begin, `"capabilities"`, `"initializationOptions": {"files": ["["]}, "capabilities"`, 1)), 1, []string{`"code":-32602`, "is no glob"}, ""},
		"odd capabilities":     {framed(strings.Replace(begin, `"capabilities": {}`, `"capabilities": {"general": [], "textDocument": {"hover": 3}}`, 1)), 1, []string{`"id":1,"result"`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log, said bytes.Buffer
			cmd := exec.Command(binary)
			cmd.Stderr = &log
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(in, c.in) // which it may not read to the end
			kill := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
			defer kill.Stop()
			from := bufio.NewReader(out)
			for slices.ContainsFunc(c.says, func(want string) bool { return !strings.Contains(said.String(), want) }) {
				b, err := from.ReadByte()
				if err != nil {
					break
				}
				said.WriteByte(b)
			}
			if strings.Contains(c.in, `"exit"`) { // it ends though its input does not
				_, _ = io.Copy(&said, from)
			}
			_ = in.Close()
			_, _ = io.Copy(&said, from)
			_ = cmd.Wait()
			if status := cmd.ProcessState.ExitCode(); status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			for _, want := range c.says {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q is not in %s", want, said.String())
				}
			}
			if c.log == "" && log.Len() > 0 || !strings.Contains(log.String(), c.log) {
				t.Errorf("the log is %q, want %q in it", log.String(), c.log)
			}
		})
	}
}

// The server ends when the process that the client names is gone, though its input stays
// open.
func TestParentGone(t *testing.T) {
	parent := exec.Command("cat")
	hold, err := parent.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Skip("no cat: ", err)
	}
	var log bytes.Buffer
	cmd := exec.Command(binary)
	cmd.Stderr = &log
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	fmt.Fprint(in, framed(strings.Replace(begin, `"processId": null`, fmt.Sprintf(`"processId": %d`, parent.Process.Pid), 1)))
	if _, err := out.Read(make([]byte, 1)); err != nil { // it answers
		t.Fatal(err)
	}
	hold.Close()
	_ = parent.Wait() // it is gone, whatever its status
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Error("it is still there")
		_ = cmd.Process.Kill()
	}
	if got := cmd.ProcessState.ExitCode(); got != 1 {
		t.Errorf("status %d\n%s", got, log.String())
	}
}

// Positions count bytes where the client offers that.
func TestUTF8(t *testing.T) {
	dir := t.TempDir()
	c := start(t, object{"rootUri": uriOf(dir), "capabilities": object{"general": object{"positionEncodings": []string{"utf-16", "utf-8"}}}})
	uri := uriOf(filepath.Join(dir, "rules.json"))
	c.open(uri, strings.Replace(small, `"id": "a"`, `"id": "a", "name": "Größe 🙂"`, 1))
	d := c.says(uri, 1, unknown)
	if got, want := d.messages()[0], "3:62-3:78 "+unknown; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A cancelled request, and one whose text is not there any more, are answered by errors
// of the protocol, or in time.
func TestCancelled(t *testing.T) {
	src, line, character := large(1000)
	c, dir := inFolder(t, nil)
	uri := uriOf(filepath.Join(dir, "rules.json"))
	c.open(uri, src)
	codes := map[jrpc2.Code]int{}
	for i := range 30 {
		ctx, cancel := context.WithCancel(t.Context())
		answered := make(chan error, 1)
		go func() {
			params := position(uri, line, character)
			params["newName"] = "x"
			_, err := c.Call(ctx, "textDocument/rename", params)
			answered <- err
		}()
		if i%2 == 0 {
			cancel()
		} else {
			c.change(uri, i+2, replace(line, character, line, character, "o"))
		}
		err := <-answered
		cancel()
		codes[jrpc2.ErrorCode(err)]++
	}
	for code := range codes {
		if !slices.Contains([]jrpc2.Code{jrpc2.Cancelled, cancelled, contentModified, requestFailed}, code) {
			t.Errorf("code %d of %v", code, codes)
		}
	}
	var list protocol.CompletionList
	c.must("textDocument/completion", position(uri, line, character), &list)
	if len(list.Items) == 0 {
		t.Error("nothing is offered afterwards")
	}
}

// Which files are looked at.
func TestOwnFiles(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      bool
	}{
		{"rules.json", "", true},
		{"rules.json", " {\n}", true},
		{"a/b/web.rules.json", small, true},
		{"web.json", small, false}, // nothing says that it is ours
		{"web.json", `{"$schema": "../schemas/ruleset.schema.json", "name": "x", "scoring": {}}`, true},
		{"web.json", `{"$schema": "https://example.com/map.schema.json", "layers": [], "tiles": 3}`, false},
		{"package.json", `{"name": "x", "version": "1"}`, false},
		{"rules.json", `{"name": "x", "version": "1", "description": "", "main": "", "scripts": {}}`, false},
		{"database.rules.json", `{"rules": {".read": true}}`, false},
		{"rules.json", `[{"id": 1, "action": {"type": "block"}}]`, false},
		{"accounts.json", `[]`, false},
		{"map.json", `{"fields": {"person.email": {"column": "mail"}}}`, true},
		{"cases.json", `{"cases": [`, true},
		{"rules.json", `{"name": "half", "scoring": {"rules": [{"when": "`, true},
		{"rules.json", "name: yaml", false},
		{"rules.json", "{\n" + small, true}, // a line twice
		{"rules.json", strings.Replace(small, "{", "{}{", 1), true},
		{"rules.json", strings.Replace(small, "\"define\"", "}, \"define\"", 1), true},
		{"rules.json", "{\n" + `{"name": "x", "version": "1", "description": "", "main": "", "scripts": {}}`, false},
	} {
		if got := guessed(c.name, c.src); got != c.want {
			t.Errorf("%s with %s: %v", c.name, c.src, got)
		}
	}
	for _, c := range []struct {
		glob, name string
		want       bool
	}{
		{"*.json", "a/b/c.json", true}, {"a/*.json", "a/b/c.json", false}, {"a/**/*.json", "a/b/c.json", true},
		{"a/**/*.json", "a/c.json", true}, {"**/rules/*", "x/rules/y.json", true}, {"a/**", "a/b/c.json", true}, {"/a/b.json", "a/b.json", true},
	} {
		if got := matches(c.glob, c.name); got != c.want {
			t.Errorf("%s of %s: %v", c.glob, c.name, got)
		}
	}
}

// What is nobody's business is left alone, and what a client says is looked at is.
func TestLeftAlone(t *testing.T) {
	dir := t.TempDir()
	c := start(t, object{"rootUri": uriOf(dir), "initializationOptions": object{"files": []string{"scoring/**/*.json"}}})
	other, told := uriOf(filepath.Join(dir, "web.json")), uriOf(filepath.Join(dir, "scoring", "deep", "web.json"))
	c.open(other, small)
	c.open(told, small)
	c.says(told, 1, unknown)
	c.mu.Lock()
	said := c.said[other]
	c.mu.Unlock()
	if said.nth > 0 {
		t.Errorf("of a file that nobody has spoken of it says %v", said.messages())
	}
	for _, method := range []string{"completion", "hover", "definition", "references", "prepareRename", "rename", "codeAction", "semanticTokens/full"} {
		params := position(other, 3, 40)
		params["newName"] = "x"
		params["range"] = object{"start": params["position"], "end": params["position"]}
		var answer any
		c.must("textDocument/"+method, params, &answer)
		if got := fmt.Sprint(answer); !slices.Contains([]string{"<nil>", "[]", "map[isIncomplete:true items:[]]", "map[data:[]]"}, got) {
			t.Errorf("%s: %s", method, got)
		}
	}
}

// Colours are of what the core says, as numbers from one to the next.
func TestSemanticTokens(t *testing.T) {
	c, dir := inFolder(t, nil)
	uri := uriOf(filepath.Join(dir, "rules.json"))
	c.open(uri, small)
	var all, part protocol.SemanticTokens
	c.must("textDocument/semanticTokens/full", position(uri, 0, 0), &all)
	c.must("textDocument/semanticTokens/range", object{"textDocument": object{"uri": uri}, "range": replace(1, 0, 2, 0, "")["range"]}, &part)
	names, _ := legend()
	if len(all.Data)%5 != 0 || len(part.Data) != 15 {
		t.Fatal(all.Data, part.Data)
	}
	if got, want := fmt.Sprint(part.Data), "[1 38 17 0 0 0 18 1 3 0 0 2 3 5 0]"; got != want || names[0] != "property" {
		t.Errorf("%s, want %s", got, want)
	}
	for i, kind := range []string{edit.KindFact, edit.KindOperator, edit.KindNumber} {
		if _, of := legend(); of[kind] != part.Data[5*i+3] {
			t.Errorf("%s is %d", kind, part.Data[5*i+3])
		}
	}
}

// What an author does when the folder of the editor has several files, not all of them
// open.
func TestFolder(t *testing.T) {
	c, dir := inFolder(t, map[string]string{
		"sub/rules.json": `{"extends": "base.json", "scoring": {"rules": [{"id": "a", "points": 5, "when": "big and company.domain in tables.owners"}]}}`,
		"sub/base.json":  `{"name": "base", "define": {"big": "company.employees > 500"}, "tables": {"owners": {"type": "string", "file": "owners.csv", "key": "domain", "value": "owner"}}, "scoring": {"ready_at": 5}}`,
		"sub/owners.csv": "domain,owner\nexample.com,ann\n",
	})
	uri, base := uriOf(filepath.Join(dir, "sub", "rules.json")), uriOf(filepath.Join(dir, "sub", "base.json"))
	src, err := os.ReadFile(filepath.Join(dir, "sub", "rules.json"))
	if err != nil {
		t.Fatal(err)
	}
	c.open(uri, string(src))
	d := c.wait(uri, "an answer", func(diagnostics) bool { return true })
	t.Log(d.messages())
	at := strings.Index(string(src), "big and") + 1
	var found []protocol.Location
	c.must("textDocument/definition", position(uri, 0, at), &found)
	if len(found) != 1 || found[0].Uri != base {
		t.Errorf("it is declared at %v", found)
	}
	params := position(uri, 0, at)
	params["newName"] = "large"
	var edits struct {
		DocumentChanges []struct {
			TextDocument struct {
				URI     location
				Version *int32
			}
			Edits []protocol.TextEdit
		}
	}
	c.must("textDocument/rename", params, &edits)
	if len(edits.DocumentChanges) != 2 || edits.DocumentChanges[0].TextDocument.URI != base || edits.DocumentChanges[0].TextDocument.Version != nil || *edits.DocumentChanges[1].TextDocument.Version != 1 {
		t.Errorf("edits are %v", edits)
	}
	// The file that it extends loses what it names, on the disk.
	write(t, filepath.Join(dir, "sub", "base.json"), `{"name": "base", "scoring": {"ready_at": 5}}`)
	c.tell("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": base, "type": 2}}})
	c.wait(uri, "the loss", func(d diagnostics) bool { return strings.Contains(fmt.Sprint(d.messages()), "unknown name big") })
	// In the editor it has it again, and what is open counts.
	c.open(base, `{"name": "base", "define": {"big": "company.employes > 500"}, "scoring": {"ready_at": 5}}`)
	c.says(base, 1, unknown)
	c.wait(uri, "the definition", func(d diagnostics) bool { return !strings.Contains(fmt.Sprint(d.messages()), "unknown name big") })
	c.tell("textDocument/didClose", object{"textDocument": object{"uri": base}})
	c.wait(base, "the end of it", func(d diagnostics) bool { return len(d.Diagnostics) == 0 })
	c.wait(uri, "the loss", func(d diagnostics) bool { return strings.Contains(fmt.Sprint(d.messages()), "unknown name big") })
}

// Links that lead out of the folder are not followed, nor is what is no file waited for.
func TestOutsideIsNotRead(t *testing.T) {
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secret.json"), `{"name": "secret", "define": {"secret": "company.employees > 1"}, "scoring": {"ready_at": 5}}`)
	c, dir := inFolder(t, nil)
	if err := os.Symlink(filepath.Join(outside, "secret.json"), filepath.Join(dir, "link.json")); err != nil {
		t.Skip("no symbolic links: ", err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "folder")); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("mkfifo", filepath.Join(dir, "pipe.json")).Run(); err != nil {
		t.Log("no pipe: ", err)
	}
	rel, err := filepath.Rel(dir, filepath.Join(outside, "secret.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"link.json", "folder/secret.json", filepath.ToSlash(rel), filepath.Join(outside, "secret.json"), "pipe.json"} {
		uri := uriOf(filepath.Join(dir, fmt.Sprintf("%d.rules.json", i)))
		c.open(uri, fmt.Sprintf(`{"extends": %q, "scoring": {"rules": [{"id": "a", "points": 5, "when": "secret"}]}}`, name))
		c.wait(uri, "a mistake", func(d diagnostics) bool { return len(d.Diagnostics) > 0 })
		var list protocol.CompletionList
		c.must("textDocument/completion", position(uri, 0, strings.Index(fmt.Sprintf(`{"extends": %q, "scoring": {"rules": [{"id": "a", "points": 5, "when": "secret"}]}}`, name), "secret\"}]")+3), &list)
		for _, item := range list.Items {
			if item.Label == "secret" {
				t.Errorf("%s was read", name)
			}
		}
	}
}

// Cases are held against the rule set beside them, though it is not open.
func TestCases(t *testing.T) {
	c, dir := inFolder(t, map[string]string{"rules.json": strings.Replace(small, "employes", "employees", 1)})
	uri := uriOf(filepath.Join(dir, "cases.json"))
	c.open(uri, `{"cases": [{"name": "small", "lead": {"id": "1"}, "want": {"status": "sql"}}]}`)
	c.wait(uri, "what is not as wanted", func(d diagnostics) bool { return len(d.Diagnostics) > 0 })
}

// What lint says of has its quick fix too, after which it says it no more.
func TestActionOfLint(t *testing.T) {
	src := `{"name": "x", "hand_raise": [{"id": "a", "when": "person.email matches '@gmail.com$'"}]}`
	c, dir := inFolder(t, nil)
	uri := uriOf(filepath.Join(dir, "rules.json"))
	c.open(uri, src)
	d := c.wait(uri, "a finding", func(d diagnostics) bool { return len(d.Diagnostics) == 1 })
	var actions []struct {
		Title       string
		Diagnostics []protocol.Diagnostic
		Edit        struct {
			DocumentChanges []struct{ Edits []protocol.TextEdit }
		}
	}
	c.must("textDocument/codeAction", object{"textDocument": object{"uri": uri}, "range": d.Diagnostics[0].Range, "context": object{}}, &actions)
	if len(actions) != 1 || len(actions[0].Diagnostics) != 1 || actions[0].Diagnostics[0].Message != d.Diagnostics[0].Message {
		t.Fatalf("actions are %v", actions)
	}
	e := actions[0].Edit.DocumentChanges[0].Edits[0]
	c.change(uri, 2, object{"range": e.Range, "text": e.NewText})
	c.wait(uri, "an end of it", func(d diagnostics) bool { return *d.Version == 2 && len(d.Diagnostics) == 0 })
}

// A rename reaches cases that are not open, and a rule set that is the only one of its
// folder is that of cases, whatever it is called and whatever else is there.
func TestCasesThatAreNotOpen(t *testing.T) {
	rules := `{"name": "x", "hand_raise": [{"id": "demo", "when": "answers.wants_contact"}]}`
	cases := `{"cases": [{"name": "a", "as_of": "2026-11-22T09:00:00Z", "lead": {"id": "1", "answers": {"wants_contact": true}}, "want": {"readiness": {"raised": ["demo"]}}}]}`
	c, dir := inFolder(t, map[string]string{
		"web.json": rules, "cases.json": cases, "package.json": `{"name": "x", "version": "1", "private": true, "scripts": {}}`,
	})
	uri := uriOf(filepath.Join(dir, "web.json"))
	c.tell("textDocument/didOpen", object{"textDocument": object{"uri": uri, "languageId": "leadqual", "version": 1, "text": rules}})
	params := position(uri, 0, strings.Index(rules, "demo"))
	params["newName"] = "asked"
	var edits struct {
		DocumentChanges []struct{ TextDocument struct{ URI location } }
	}
	c.must("textDocument/rename", params, &edits)
	if len(edits.DocumentChanges) != 2 || edits.DocumentChanges[0].TextDocument.URI != uriOf(filepath.Join(dir, "cases.json")) {
		t.Errorf("edits are %v", edits)
	}
	c.tell("textDocument/didClose", object{"textDocument": object{"uri": uri}})
	uri = uriOf(filepath.Join(dir, "cases.json"))
	c.open(uri, strings.Replace(cases, `["demo"]`, `[]`, 1))
	c.wait(uri, "what is not as wanted", func(d diagnostics) bool { return len(d.Diagnostics) == 1 })
}

// A table in CSV is read from the disk, also after another program has changed it.
func TestTableFile(t *testing.T) {
	c, dir := inFolder(t, map[string]string{"sizes.csv": "code,size\nA,5\n"})
	uri, table := uriOf(filepath.Join(dir, "rules.json")), filepath.Join(dir, "sizes.csv")
	c.open(uri, `{"name": "x", "tables": {"sizes": {"type": "number", "file": "sizes.csv", "key": "code", "value": "size"}}, "hand_raise": [{"id": "a", "when": "lookup('sizes', person.country) > 1"}]}`)
	c.wait(uri, "no mistake", func(d diagnostics) bool { return len(d.Diagnostics) == 0 })
	write(t, table, "code,size\nA,five\n")
	c.tell("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(table), "type": 2}}})
	c.wait(uriOf(table), "a mistake in the table", func(d diagnostics) bool { return len(d.Diagnostics) == 1 })
	write(t, table, "code,size\nA,5\nB,7\n")
	c.tell("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": uriOf(table), "type": 2}}})
	c.wait(uriOf(table), "its end", func(d diagnostics) bool { return len(d.Diagnostics) == 0 })
}

func TestDocumentSymbols(t *testing.T) {
	c, dir := inFolder(t, nil)
	uri := uriOf(filepath.Join(dir, "rules.json"))
	c.open(uri, small)
	var got []protocol.DocumentSymbol
	c.must("textDocument/documentSymbol", object{"textDocument": object{"uri": uri}}, &got)
	if len(got) != 2 || got[0].Name != "big" || got[1].Name != "a" || got[1].Detail != "scoring.rules" || got[1].SelectionRange.Start.Line != 3 || got[1].SelectionRange.Start.Character != 12 {
		t.Errorf("got %+v", got)
	}
}

// An author who types without a rest: what is said at the end is of the end. With
// -race the server is built to find races, which it would log.
func TestTyping(t *testing.T) {
	c, dir := inFolder(t, nil)
	uri := uriOf(filepath.Join(dir, "rules.json"))
	c.open(uri, "")
	line, character := 0, 0
	for i, r := range small {
		c.change(uri, i+2, replace(line, character, line, character, string(r)))
		if character++; r == '\n' {
			line, character = line+1, 0
		}
		if i%5 == 0 {
			_ = c.ask("textDocument/completion", position(uri, line, character), nil) // outdated, some of them
		}
	}
	c.says(uri, int32(len(small)+1), unknown)
}
