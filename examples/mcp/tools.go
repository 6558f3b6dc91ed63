package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/leadqual/leadqual/qualify/schemas"
)

// server is what the tools share. Calls may run at the same time: nothing in it
// changes.
type server struct {
	files *folder // nil: no files
	log   *slog.Logger
}

// longestCall bounds the time of a call, but for steps that do not stop in between.
// Clients commonly give up after a minute.
const longestCall = 45 * time.Second

// instructions are what a client may tell the model of the server.
const instructions = `Rule sets qualify sales leads: who fits, who is ready, who should do what next. Before you write one, call language: it lists facts, functions, operators and keys, so that nothing has to be guessed. After each change call check until it has no mistakes, then lint, then test with cases; diff proves what a change does. What is unknown about a lead stays unknown: ask says which fact to find out.`

// mcp is the server of the protocol with all tools.
func (s *server) mcp() *mcp.Server {
	m := mcp.NewServer(&mcp.Implementation{Name: "leadqual", Version: "1"}, &mcp.ServerOptions{
		Instructions: instructions,
		Capabilities: &mcp.ServerCapabilities{}, // tools and resources follow from what is added
	})
	add(s, m, "check", "Compile a rule set and report all its mistakes at once, each with its place, a caret under it, and what to write instead.", s.check)
	add(s, m, "lint", "Find what is valid in a rule set but probably wrong: conditions that nobody meets, thresholds that nobody reaches, rules that hide others, words that match too much.", s.lint)
	add(s, m, "decide", "Decide leads by a rule set: status, quadrant, owner and score of each, which rules are met, what is unknown and missing.", s.decide)
	add(s, m, "explain", "Say in words why leads are decided as they are: what, why and what next.", s.explain)
	add(s, m, "ask", "Rank the facts that are missing of leads by what knowing them would settle, with values that show it.", s.ask)
	add(s, m, "test", "Decide the cases of a rule set and list what is not as wanted; on request also what of the rules they have never seen, and which changes they would not notice.", s.test)
	add(s, m, "diff", "Say what a new rule set changes. Without leads it proves that no lead is decided differently, or makes up one that is; with leads it counts which of them move.", s.diff)
	add(s, m, "describe", "Say what a rule set is made of: the facts that it reads, its parts, and what they can be worth.", s.describe)
	add(s, m, "language", "What rule sets are made of: the facts, functions and operators of conditions, and the keys of rule sets, leads, cases, decisions and maps with what they mean.", s.language)
	addSchemas(m)
	m.AddReceivingMiddleware(withoutNulls)
	return m
}

// withoutNulls leaves out arguments that are null, which clients give for those that
// they do not mean to give.
func withoutNulls(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, r mcp.Request) (mcp.Result, error) {
		if call, ok := r.(*mcp.CallToolRequest); ok && bytes.Contains(call.Params.Arguments, []byte("null")) {
			var given map[string]json.RawMessage
			if json.Unmarshal(call.Params.Arguments, &given) == nil {
				maps.DeleteFunc(given, func(_ string, v json.RawMessage) bool { return string(v) == "null" })
				rest, err := json.Marshal(given)
				if err != nil {
					return nil, err
				}
				call.Params.Arguments = rest
			}
		}
		return next(ctx, method, r)
	}
}

// addSchemas adds the JSON Schemas of all files as resources, for clients whose
// editors or models read them whole.
func addSchemas(m *mcp.Server) {
	files, err := fs.ReadDir(schemas.FS(), ".")
	if err != nil {
		panic(err) // they are part of the program
	}
	for _, file := range files {
		name := file.Name()
		r := &mcp.Resource{URI: "leadqual://schemas/" + name, Name: name, MIMEType: "application/schema+json"}
		m.AddResource(r, func(context.Context, *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
			text, err := schemas.FS().ReadFile(name)
			return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: r.URI, MIMEType: r.MIMEType, Text: string(text)}}}, err
		})
	}
}

// add adds a tool. Its schemas follow from the types of its input and its answer.
func add[In, Out any](s *server, m *mcp.Server, name, description string, tool func(context.Context, In) (Out, error)) {
	closed := false
	t := &mcp.Tool{
		Name: name, Description: description, InputSchema: schemaOf[In](), OutputSchema: schemaOf[Out](),
		Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed},
	}
	mcp.AddTool(m, t, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, Out, error) {
		began := time.Now()
		ctx, cancel := context.WithTimeout(ctx, longestCall)
		defer cancel()
		out, err := tool(ctx, in)
		result := &mcp.CallToolResult{}
		if wrong, ok := any(out).(interface{ mistaken() error }); err == nil && ok && wrong.mistaken() != nil {
			result.SetError(wrong.mistaken()) // beside the structured answer
		} else if err == nil {
			var text string
			text, err = plain(out)
			result.Content = []mcp.Content{&mcp.TextContent{Text: text}}
		}
		if ctx.Err() != nil && err != nil {
			err = fmt.Errorf("given up after %v: give a smaller rule set or fewer leads", longestCall)
		}
		// Neither the arguments nor the answer: both may say something of leads.
		s.log.Info(name, "error", err != nil || result.IsError, "duration", time.Since(began).Round(time.Millisecond))
		return result, out, err
	})
}

// plain is an answer as JSON for models that read the text: keys in the order of the
// type, and no < as \u003c, of which the SDK's text is full.
func plain(answer any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(answer)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// schemaOf is the JSON Schema of a type. Lists are lists: none is left out, and
// never null.
func schemaOf[T any]() *jsonschema.Schema {
	schema, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[document]():        {Types: []string{"string", "object", "array"}},
		reflect.TypeFor[json.RawMessage](): {},
	}})
	if err != nil {
		panic(err) // of a type of this program: every start would fail
	}
	withoutNull(schema)
	return schema
}

func withoutNull(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if s.Types = slices.DeleteFunc(s.Types, func(t string) bool { return t == "null" }); len(s.Types) == 1 {
		s.Type, s.Types = s.Types[0], nil
	}
	for _, p := range s.Properties {
		withoutNull(p)
	}
	withoutNull(s.Items)
	withoutNull(s.AdditionalProperties)
}
