package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
