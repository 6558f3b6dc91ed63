package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// binary is the server as it is built for use.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "leadqual-mcp-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "mcp")
		if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// A client is the SDK's, of a server process of its own.
type client struct {
	*mcp.ClientSession
	t   *testing.T
	log *logged
}

// logged is what the server writes to standard error.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// start starts the server with arguments.
func start(t *testing.T, args ...string) *client {
	t.Helper()
	log := &logged{}
	cmd := exec.Command(binary, args...)
	cmd.Stderr = log
	c := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := c.Connect(t.Context(), &mcp.CommandTransport{Command: cmd, TerminateDuration: 10 * time.Second}, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Errorf("the server ends with %v\n%s", err, log)
		}
	})
	return &client{session, t, log}
}

// arguments of a call.
type arguments = map[string]any

// call calls a tool and returns what stands in the answer: as data, and as text.
func (c *client) call(tool string, args any) (result *mcp.CallToolResult, text string) {
	c.t.Helper()
	result, err := c.CallTool(c.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		c.t.Fatalf("%s: %v", tool, err)
	}
	for _, content := range result.Content {
		text += content.(*mcp.TextContent).Text
	}
	return result, text
}

// into calls a tool that has to succeed and fills in the structured answer.
func (c *client) into(tool string, args, answer any) {
	c.t.Helper()
	result, text := c.call(tool, args)
	if result.IsError {
		c.t.Fatalf("%s: %s", tool, text)
	}
	fill(c.t, result, answer)
}

func fill(t *testing.T, result *mcp.CallToolResult, answer any) {
	t.Helper()
	data, err := json.Marshal(result.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(answer); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
}

// refused calls a tool whose answer has to be an error, and returns its text.
func (c *client) refused(tool string, args any) string {
	c.t.Helper()
	result, text := c.call(tool, args)
	if !result.IsError {
		c.t.Fatalf("%s: no error: %s", tool, text)
	}
	return text
}

const demo = `{
  "name": "demo",
  "icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}]},
  "scoring": {"ready_at": 20, "rules": [{"id": "visits", "each": ".type == 'page_view' and .days_ago <= 30", "points": 10}]}
}`

func TestCheck(t *testing.T) {
	c := start(t)
	var ok checkAnswer
	c.into("check", arguments{"rules": demo}, &ok)
	if !ok.OK || ok.Name != "demo" || !strings.HasPrefix(ok.Fingerprint, "sha256:") {
		t.Errorf("have %+v", ok)
	}
	var object any
	if err := json.Unmarshal([]byte(demo), &object); err != nil {
		t.Fatal(err)
	}
	var same checkAnswer
	if c.into("check", arguments{"rules": object}, &same); same.Fingerprint != ok.Fingerprint {
		t.Errorf("a rule set given as an object is %s, as a text %s", same.Fingerprint, ok.Fingerprint)
	}

	result, text := c.call("check", arguments{"rules": strings.Replace(demo, "company.employees", "company.employes", 1)})
	var wrong checkAnswer
	if fill(t, result, &wrong); !result.IsError || wrong.OK || len(wrong.Mistakes) != 1 {
		t.Fatalf("have %+v", wrong)
	}
	m := wrong.Mistakes[0]
	if m.Code != "unknown_name" || m.Path != "icp.criteria[0].when" || m.Line != 3 || !strings.HasSuffix(m.Caret, "^^^^^^^^^^^^^^^^") {
		t.Errorf("have %+v", m)
	}
	for _, want := range []string{"rules:3:", "did you mean company.employees?", "    ^^^^", "To do: "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestDecide(t *testing.T) {
	c := start(t)
	lead := `{"id": "L-1", "person": {"name": "Mia Secret"}, "company": {"employees": 320}, "activities": [{"type": "page_view", "at": "2026-11-20T09:00:00Z"}]}`
	args := arguments{"rules": demo, "leads": "[" + lead + `, {"id": "L-2"}]`, "as_of": "2026-11-22"}
	var a decideAnswer
	c.into("decide", args, &a)
	if a.Leads != 2 || a.AsOfFrom != "call" || len(a.Decisions) != 2 {
		t.Fatalf("have %+v", a)
	}
	first, second := a.Decisions[0], a.Decisions[1]
	if first.LeadID != "L-1" || first.Quadrant != "good_fit_not_ready" || first.Score.Points != 10 || first.Score.Rules["visits"] != 10 || first.Values != nil {
		t.Errorf("have %+v", first)
	}
	if len(second.Missing) != 1 || second.Missing[0].Path != "company.employees" {
		t.Errorf("have %+v", second)
	}
	args["values"] = true
	c.into("decide", args, &a)
	if have := a.Decisions[0].Values; len(have) != 1 || have["company.employees"] != "320" {
		t.Errorf("values: %v", have)
	}
}

func TestLint(t *testing.T) {
	c := start(t)
	var a lintAnswer
	c.into("lint", arguments{"rules": strings.Replace(demo, `"ready_at": 20,`, `"ready_at": 20, "max": 10,`, 1)}, &a)
	if len(a.Findings) == 0 {
		t.Errorf("have %+v", a)
	}
}

func TestRefused(t *testing.T) {
	c := start(t)
	for tool, want := range map[string]string{"check": "give rules", "lint": "give rules", "decide": "give rules"} {
		if text := c.refused(tool, arguments{}); !strings.Contains(text, want) {
			t.Errorf("%s: %s", tool, text)
		}
	}
}
