package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/myleshyson/lsprotocol-go/protocol"
)

// binary is the server as it is built for use, by the name that the README gives it.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "leadqual-lsp-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "leadqual-lsp")
		args := []string{"build", "-o", binary, "."}
		if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
			args = slices.Insert(args, 1, "-race") // the server, too, finds races, and logs them
		}
		if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// A client speaks with a server process by the client of jrpc2.
type client struct {
	*jrpc2.Client
	t   *testing.T
	cmd *exec.Cmd
	log bytes.Buffer

	mu   sync.Mutex
	said map[location]diagnostics // the last of each document
	news chan struct{}            // something was said
}

// diagnostics are what a server says of a document.
type diagnostics struct {
	URI         location              `json:"uri"`
	Version     *int32                `json:"version"`
	Diagnostics []protocol.Diagnostic `json:"diagnostics"`
	at          time.Time
	nth         int
}

// object is JSON.
type object = map[string]any

// start starts a server and tells it what a client of these parameters can.
func start(t *testing.T, params object) *client {
	t.Helper()
	c := &client{t: t, said: map[location]diagnostics{}, news: make(chan struct{}, 1), cmd: exec.Command(binary)}
	c.cmd.Stderr = &c.log
	in, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.Client = jrpc2.NewClient(inOrder{channel.LSP(out, in), c}, &jrpc2.ClientOptions{
		OnCallback: func(context.Context, *jrpc2.Request) (any, error) { return nil, nil },
		OnCancel: func(cli *jrpc2.Client, r *jrpc2.Response) {
			_ = cli.Notify(context.Background(), "$/cancelRequest", object{"id": json.RawMessage(r.ID())})
		},
	})
	t.Cleanup(func() {
		c.Close()
		if err := c.cmd.Wait(); err != nil && t.Failed() {
			t.Logf("the server: %v", err)
		}
		if c.log.Len() > 0 {
			t.Errorf("the server logs\n%s", c.log.String())
		}
	})
	if params["capabilities"] == nil {
		params["capabilities"] = object{
			"general":   object{"positionEncodings": []string{"utf-16"}},
			"workspace": object{"workspaceEdit": object{"documentChanges": true}, "didChangeWatchedFiles": object{"dynamicRegistration": true}},
			"textDocument": object{
				"codeAction": object{"codeActionLiteralSupport": object{"codeActionKind": object{"valueSet": []string{"quickfix"}}}},
				"completion": object{"completionItem": object{"documentationFormat": []string{"markdown"}}},
			},
		}
	}
	c.must("initialize", params, nil)
	c.tell("initialized", object{})
	return c
}

// inFolder starts a server for a folder that has some files.
func inFolder(t *testing.T, files map[string]string) (c *client, dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	return start(t, object{"processId": os.Getpid(), "rootUri": uriOf(dir)}), dir
}

// inOrder hears what a server says in the order that it says it, which the client of
// jrpc2 does not keep.
type inOrder struct {
	channel.Channel
	c *client
}

func (o inOrder) Recv() ([]byte, error) {
	message, err := o.Channel.Recv()
	o.c.hear(message)
	return message, err
}

func (c *client) hear(message []byte) {
	var r struct {
		Method string      `json:"method"`
		Params diagnostics `json:"params"`
	}
	if json.Unmarshal(message, &r) != nil || r.Method != "textDocument/publishDiagnostics" {
		return
	}
	d := r.Params
	c.mu.Lock()
	d.at, d.nth = time.Now(), c.said[d.URI].nth+1
	c.said[d.URI] = d
	c.mu.Unlock()
	select {
	case c.news <- struct{}{}:
	default:
	}
}

// wait waits until what the server says of a document is as wanted.
func (c *client) wait(uri location, what string, wanted func(diagnostics) bool) diagnostics {
	c.t.Helper()
	end := time.After(30 * time.Second)
	for {
		c.mu.Lock()
		d := c.said[uri]
		c.mu.Unlock()
		if d.nth > 0 && wanted(d) {
			return d
		}
		select {
		case <-c.news:
		case <-end:
			c.t.Fatalf("waited in vain for %s; the server says %v", what, d.messages())
		}
	}
}

func (d *diagnostics) messages() (out []string) {
	for _, one := range d.Diagnostics {
		out = append(out, fmt.Sprintf("%d:%d-%d:%d %s", one.Range.Start.Line, one.Range.Start.Character, one.Range.End.Line, one.Range.End.Character, one.Message))
	}
	return out
}

// says waits until what the server says of a version of a document has a message.
func (c *client) says(uri location, version int32, message string) diagnostics {
	c.t.Helper()
	return c.wait(uri, message, func(d diagnostics) bool {
		return d.Version != nil && *d.Version == version && slices.ContainsFunc(d.Diagnostics, func(one protocol.Diagnostic) bool { return one.Message == message })
	})
}

// ask asks, and returns the error.
func (c *client) ask(method string, params, result any) error {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 30*time.Second)
	defer cancel()
	r, err := c.Call(ctx, method, params)
	if err != nil || result == nil {
		return err
	}
	return r.UnmarshalResult(result)
}

// must asks what has to be answered.
func (c *client) must(method string, params, result any) {
	c.t.Helper()
	if err := c.ask(method, params, result); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

func (c *client) tell(method string, params any) {
	c.t.Helper()
	if err := c.Notify(c.t.Context(), method, params); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

func (c *client) open(uri location, text string) {
	c.t.Helper()
	c.tell("textDocument/didOpen", object{"textDocument": object{"uri": uri, "languageId": "json", "version": 1, "text": text}})
}

// change makes changes: texts, which are whole ones, or objects.
func (c *client) change(uri location, version int, changes ...any) {
	c.t.Helper()
	for i, change := range changes {
		if text, whole := change.(string); whole {
			changes[i] = object{"text": text}
		}
	}
	c.tell("textDocument/didChange", object{"textDocument": object{"uri": uri, "version": version}, "contentChanges": changes})
}

// at is a position in a document, as parameters.
func position(uri location, line, character int) object {
	return object{"textDocument": object{"uri": uri}, "position": object{"line": line, "character": character}}
}

// replace is a change of a range.
func replace(line, from, toLine, to int, text string) object {
	return object{"range": object{"start": object{"line": line, "character": from}, "end": object{"line": toLine, "character": to}}, "text": text}
}
