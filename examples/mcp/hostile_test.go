package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// What a model gives that is none of what a tool wants is answered with what to do,
// and the server goes on.
func TestHostile(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	outside := filepath.Join(t.TempDir(), "secret.json")
	if err := os.WriteFile(outside, []byte(`{"name": "top-secret-7"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	write("rules.json", demo)
	write("sub/rules.json", demo)
	write("leads.csv", "id,company.employees\nL-1,320\nL-2,many-secret-9\n")
	write("cases.json", `{"cases": []}`)
	write("extends.json", `{"name": "x", "extends": "../secret.json"}`)
	write("extends-link.json", `{"name": "x", "extends": "link.json"}`)
	if err := os.Truncate(filepath.Join(root, "cases.json"), 0); err != nil {
		t.Fatal(err)
	}
	write("large.json", "")
	if err := os.Truncate(filepath.Join(root, "large.json"), maxFile+1); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"link.json": outside, "inside.json": "rules.json", "folder": "sub"} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	c := start(t, "-root", root)

	leads := func(more arguments) arguments {
		args := arguments{"rules": demo, "as_of": "2026-11-22"}
		for k, v := range more {
			args[k] = v
		}
		return args
	}
	deep := strings.Repeat("[", 900) + strings.Repeat("]", 900)
	for name, x := range map[string]struct {
		tool string
		args any
		want string
	}{
		"nothing":               {"check", arguments{}, "give rules"},
		"no arguments":          {"check", nil, "give rules"},
		"a key too many":        {"check", arguments{"rules": demo, "file": "x"}, "file"},
		"a number as rules":     {"check", arguments{"rules": 7}, "rules"},
		"null as rules":         {"check", arguments{"rules": nil, "rules_file": nil}, "give rules"},
		"both":                  {"check", arguments{"rules": demo, "rules_file": "rules.json"}, "not both"},
		"empty":                 {"check", arguments{"rules": " "}, "empty"},
		"prose":                 {"check", arguments{"rules": "Leads from large companies are good."}, "not JSON"},
		"markdown":              {"check", arguments{"rules": "```json\n" + demo + "\n```"}, "Markdown"},
		"a list":                {"check", arguments{"rules": []any{}}, "list"},
		"a lead as rules":       {"check", arguments{"rules": `{"id": "L-1", "company": {"employees": 3}}`}, "give it as leads"},
		"cases as rules":        {"check", arguments{"rules": `{"cases": []}`}, "give it as cases"},
		"a decision as rules":   {"check", arguments{"rules": `{"lead_id": "L-1", "status": "sql"}`}, "a decision"},
		"accounts as rules":     {"check", arguments{"rules": `{"name": "x", "roles": [], "person": {}, "account": {}}`}, "rules about accounts"},
		"a CSV as rules":        {"check", arguments{"rules_file": "leads.csv"}, "not JSON"},
		"half":                  {"check", arguments{"rules": demo[:60]}, "rules:"},
		"broken UTF-8":          {"check", arguments{"rules": "{\"name\": \"\xff\xfe\"}"}, "To do"},
		"NUL":                   {"check", arguments{"rules": "{\"name\": \"a\x00b\"}"}, "rules:"},
		"extends in a text":     {"check", arguments{"rules": `{"name": "x", "extends": "rules.json"}`}, "save the file below"},
		"deep as a value":       {"check", arguments{"rules": json.RawMessage(`{"name": ` + deep + `}`)}, "deep"},
		"deep as a text":        {"check", arguments{"rules": `{"name": ` + strings.Repeat("[", 400_000)}, "deep"},
		"deep expression":       {"check", arguments{"rules": strings.Replace(demo, "company.employees in 50..5000", strings.Repeat("(", 10_000)+"true", 1)}, "brackets"},
		"a huge text":           {"check", arguments{"rules": strings.Repeat(" ", maxText) + demo}, "save it to a file"},
		"a huge file":           {"check", arguments{"rules_file": "large.json"}, "larger than"},
		"an empty file":         {"test", arguments{"rules": demo, "cases_file": "cases.json"}, "cases"},
		"no such file":          {"check", arguments{"rules_file": "rulez.json"}, "no such file"},
		"a folder":              {"check", arguments{"rules_file": "sub"}, "regular file"},
		"the root":              {"check", arguments{"rules_file": "."}, "below the server's root"},
		"a parent":              {"check", arguments{"rules_file": "../secret.json"}, "below the server's root"},
		"a parent within":       {"check", arguments{"rules_file": "sub/../../secret.json"}, "below the server's root"},
		"an absolute path":      {"check", arguments{"rules_file": outside}, "below the server's root"},
		"a NUL in a path":       {"check", arguments{"rules_file": "rules.json\x00.txt"}, "below the server's root"},
		"a link out":            {"check", arguments{"rules_file": "link.json"}, "symbolic links"},
		"a link within":         {"check", arguments{"rules_file": "inside.json"}, "symbolic links"},
		"a folder's link":       {"check", arguments{"rules_file": "folder/rules.json"}, "symbolic links"},
		"a long path":           {"check", arguments{"rules_file": strings.Repeat("a/", 50_000) + "b"}, "rules_file"},
		"extends out":           {"check", arguments{"rules_file": "extends.json"}, "folder of the rule sets"},
		"extends a link":        {"check", arguments{"rules_file": "extends-link.json"}, "symbolic links"},
		"a severity":            {"lint", arguments{"rules": demo, "least": "fatal"}, "want info, warning or error"},
		"no leads":              {"decide", leads(nil), "give leads"},
		"rules as leads":        {"decide", leads(arguments{"leads": demo}), "a rule set"},
		"cases as leads":        {"decide", leads(arguments{"leads": `{"cases": []}`}), "cases"},
		"prose as leads":        {"decide", leads(arguments{"leads": "The lead is a VP."}), "leads"},
		"a wrong instant":       {"decide", leads(arguments{"leads": "[]", "as_of": "tomorrow"}), "want an instant"},
		"an instant of zero":    {"decide", leads(arguments{"leads": "[]", "as_of": "0001-01-01"}), "want an instant"},
		"an unknown map":        {"decide", leads(arguments{"leads_file": "leads.csv", "map_file": "map.json"}), "no such file"},
		"rules as a map":        {"decide", leads(arguments{"leads_file": "leads.csv", "map_file": "rules.json"}), "rules.json:"},
		"rules as cases":        {"test", arguments{"rules": demo, "cases": demo}, "a rule set"},
		"a case wanting a typo": {"test", arguments{"rules": demo, "cases": `{"cases": [{"name": "x", "lead": {}, "as_of": "2026-11-22T09:00:00Z", "want": {"statsu": "mql"}}]}`}, "statsu"},
		"one of two":            {"diff", arguments{"old": demo}, "give new"},
		"old that is wrong":     {"diff", arguments{"old": `{"name": 1}`, "new": demo}, "old:"},
		"about what":            {"language", arguments{"about": "everything"}, "want expressions"},
		"which section":         {"language", arguments{"about": "rules", "section": "x"}, "there is none"},
	} {
		t.Run(name, func(t *testing.T) {
			result, text := c.call(x.tool, x.args)
			if !result.IsError || !strings.Contains(text, x.want) {
				t.Errorf("want an error with %q, have %v %s", x.want, result.IsError, shown(text))
			}
			if len(text) > 20_000 {
				t.Errorf("%d bytes", len(text))
			}
			if strings.Contains(text, "top-secret-7") || strings.Contains(text, root) {
				t.Errorf("it says what it should not: %s", text)
			}
		})
	}

	// A tool that does not exist is an error of the protocol.
	if _, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "chekc"}); err == nil {
		t.Error("no error for a tool that does not exist")
	}
	var a checkAnswer
	if c.into("check", arguments{"rules_file": "sub/rules.json"}, &a); !a.OK {
		t.Errorf("have %+v", a)
	}
}

// A message that is too large ends the session, and the log says why.
func TestTooLarge(t *testing.T) {
	log := &logged{}
	cmd := exec.Command(binary)
	cmd.Stderr = log
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = session.CallTool(t.Context(), &mcp.CallToolParams{Name: "check", Arguments: arguments{"rules": strings.Repeat("x", 17<<20)}})
	if ended := session.Close(); err == nil || ended == nil || !strings.Contains(log.String(), "maximum line length") {
		t.Errorf("the call: %v, the server: %v, its log: %s", err, ended, log)
	}
}

// Calls may come before others are answered.
func TestAtOnce(t *testing.T) {
	c := start(t)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			id := fmt.Sprintf("L-%d", i)
			result, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "decide", Arguments: arguments{"rules": demo, "leads": arguments{"id": id}, "map_file": nil}})
			if err != nil || result.IsError || !strings.Contains(result.Content[0].(*mcp.TextContent).Text, `"lead_id":"`+id+`"`) {
				t.Errorf("%s: %+v, %v", id, result, err)
			}
		})
	}
	all.Wait()
}

// Without a root there are no files.
func TestNoRoot(t *testing.T) {
	c := start(t)
	if text := c.refused("check", arguments{"rules_file": "README.md"}); !strings.Contains(text, "without -root") {
		t.Error(text)
	}
}

// What there is much of is cut, and the rest is counted.
func TestMuch(t *testing.T) {
	c := start(t)
	var criteria, leads, cases []string
	for i := range 300 {
		criteria = append(criteria, fmt.Sprintf(`{"id": "c%d", "when": "nothing%d == 1"}`, i, i))
		leads = append(leads, fmt.Sprintf(`{"id": "L-%d"}`, i))
		cases = append(cases, fmt.Sprintf(`{"name": "n%d", "lead": {}, "as_of": "2026-11-22T09:00:00Z", "want": {"status": "sql"}}`, i))
	}
	list := func(items []string) string { return "[" + strings.Join(items, ",") + "]" }
	result, text := c.call("check", arguments{"rules": `{"name": "x", "icp": {"criteria": ` + list(criteria) + `}}`})
	var wrong checkAnswer
	if fill(t, result, &wrong); len(wrong.Mistakes) != maxMistakes || wrong.NotShown != 300-maxMistakes || !strings.Contains(text, "and 280 more") {
		t.Errorf("%d mistakes and %d more", len(wrong.Mistakes), wrong.NotShown)
	}
	valid := strings.ReplaceAll(strings.ReplaceAll(list(criteria), " == 1", ""), "nothing", "company.employees == ")
	var linted lintAnswer
	if c.into("lint", arguments{"rules": `{"name": "x", "icp": {"criteria": ` + valid + `}}`}, &linted); len(linted.Findings) != maxFindings || linted.NotShown == 0 {
		t.Errorf("%d findings and %d more", len(linted.Findings), linted.NotShown)
	}
	var described describeAnswer
	if c.into("describe", arguments{"rules": `{"name": "x", "icp": {"criteria": ` + valid + `}}`}, &described); len(described.Parts) != maxDescribed || described.NotShown != 300-maxDescribed {
		t.Errorf("%d parts and %d more", len(described.Parts), described.NotShown)
	}
	var decided decideAnswer
	if c.into("decide", arguments{"rules": demo, "leads": list(leads), "limit": 1000}, &decided); decided.Leads != 300 || len(decided.Decisions) != mostLeads || decided.NotShown != 200 {
		t.Errorf("%d decisions and %d more", len(decided.Decisions), decided.NotShown)
	}
	decided = decideAnswer{}
	if c.into("decide", arguments{"rules": demo, "leads": list(leads), "ids": []string{"L-250", "L-9999"}}, &decided); decided.Leads != 1 || decided.Decisions[0].LeadID != "L-250" || len(decided.IDsNotFound) != 1 {
		t.Errorf("have %+v", decided)
	}
	var said explainAnswer
	if c.into("explain", arguments{"rules": demo, "leads": list(leads)}, &said); len(said.Explanations) != maxExplained || said.NotShown != 300-maxExplained {
		t.Errorf("%d explanations and %d more", len(said.Explanations), said.NotShown)
	}
	var tested testAnswer
	if c.into("test", arguments{"rules": demo, "cases": `{"cases": ` + list(cases) + `}`}, &tested); tested.Failed != 300 || len(tested.Failures) != maxFailures || tested.NotShown != 300-maxFailures {
		t.Errorf("%d failures and %d more", len(tested.Failures), tested.NotShown)
	}
}

// Nothing of leads but ids is in an answer or in the log, unless values are wanted,
// and then not in the log.
func TestPrivate(t *testing.T) {
	root := t.TempDir()
	const head = "id,person.name,person.email,person.job_title,company.name,company.employees,company.annual_revenue\n"
	csv := head + "L-1,Mia Secret,mia@secret.example,Secret Keeper,Secret Ltd,320,7654321\nL-2,Mia Secret,mia@secret.example,Secret Keeper,Secret Ltd,secretly,7654321\n"
	if err := os.WriteFile(filepath.Join(root, "leads.csv"), []byte(csv), 0o666); err != nil {
		t.Fatal(err)
	}
	secrets := []string{"Secret", "secret", "Mia", "7654321"}
	rules := strings.Replace(demo, `"company.employees in 50..5000"`, `"company.employees in 50..5000 and company.annual_revenue > 5 and has_word(person.job_title, 'keeper')"`, 1)
	c := start(t, "-root", root)
	args := arguments{"rules": rules, "leads_file": "leads.csv", "as_of": "2026-11-22"}
	for _, tool := range []string{"decide", "explain", "ask"} {
		_, text := c.call(tool, args)
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s says %q: %s", tool, secret, text)
			}
		}
		if !strings.Contains(text, "L-1") || !strings.Contains(text, `"line":3`) {
			t.Errorf("%s: %s", tool, text)
		}
	}
	_, text := c.call("diff", arguments{"old": demo, "new": rules, "leads_file": "leads.csv"})
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("diff says %q: %s", secret, text)
		}
	}

	args["values"], args["full"] = true, true
	if _, text := c.call("explain", args); !strings.Contains(text, "Mia Secret") || !strings.Contains(text, "secretly") {
		t.Errorf("explain with values: %s", text)
	}
	delete(args, "full")
	if _, text := c.call("decide", args); !strings.Contains(text, "7654321") || strings.Contains(text, "Mia") { // which no rule uses
		t.Errorf("decide with values: %s", text)
	}
	for _, secret := range append(secrets, "L-1", "leads.csv") {
		if strings.Contains(c.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
	if !strings.Contains(c.log.String(), "decide") {
		t.Error("the log says nothing")
	}
}
