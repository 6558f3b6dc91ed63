package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/creachadair/jrpc2"
)

// A server is that of one client.
type server struct {
	rpc     *jrpc2.Server
	log     *log.Logger
	ctx     context.Context // of the session
	methods map[string]method
	exit    chan int // the status to exit with

	// How many changes of documents have arrived, which happens in order, and were made.
	arrived, made atomic.Int64

	// Of state and ready. jrpc2 holds a lock of its own when it is taken, so that
	// nothing is called under it.
	session sync.Mutex
	state   state
	ready   chan struct{} // closed when the client is known

	mu        sync.Mutex // of all else
	client    abilities
	settings  settings
	documents map[location]*document
	folders   []*folder          // that the client has opened
	outside   map[string]*folder // of documents elsewhere, by path
}

// state is how far a session is.
type state int

const (
	begun state = iota // nothing but initialize is answered
	running
	ending // nothing but exit is
)

// A method answers a request or a notification.
type method func(c *call) (any, error)

// A call is one request or notification.
type call struct {
	*jrpc2.Request
	ctx     context.Context
	arrived int64
}

// Codes of errors that the protocol defines.
const (
	notInitialized  jrpc2.Code = -32002
	requestFailed   jrpc2.Code = -32803
	contentModified jrpc2.Code = -32801
	cancelled       jrpc2.Code = -32800
)

// outdated is an error where a text was changed since a request was sent, so that its
// position says nothing any more, or the client wants no answer.
func (c *call) outdated(s *server) error {
	switch {
	case s.made.Load() != c.arrived:
		return jrpc2.Errorf(contentModified, "the text was changed since")
	case c.ctx.Err() != nil:
		return jrpc2.Errorf(cancelled, "the request was cancelled")
	}
	return nil
}

// serve answers a client until it leaves or ctx is done, and returns the exit status.
func serve(ctx context.Context, in io.Reader, out io.Writer, logTo io.Writer) int {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s := &server{
		log: log.New(logTo, "leadqual lsp: ", 0), ctx: ctx, exit: make(chan int, 1),
		documents: map[location]*document{}, outside: map[string]*folder{},
	}
	s.methods = s.table()
	s.rpc = jrpc2.NewServer(s, &jrpc2.ServerOptions{AllowPush: true, DisableBuiltin: true, Concurrency: 64})
	s.rpc.Start(newStream(in, out))
	left := make(chan error, 1)
	go func() { left <- s.rpc.Wait() }()
	select {
	case status := <-s.exit:
		return status
	case <-ctx.Done():
		return 0
	case err := <-left:
		if err != nil && !errors.Is(err, io.EOF) {
			s.log.Print(err)
			return 1
		}
		return s.status()
	}
}

// status is 0 where the client had asked to shut down.
func (s *server) status() int {
	s.session.Lock()
	defer s.session.Unlock()
	if s.state == ending {
		return 0
	}
	return 1
}

func (s *server) table() map[string]method {
	return map[string]method{
		"initialize":                          s.initialize,
		"initialized":                         s.initialized,
		"shutdown":                            s.shutdown,
		"exit":                                s.quit,
		"$/cancelRequest":                     s.cancelRequest,
		"$/setTrace":                          ignored,
		"workspace/didChangeConfiguration":    ignored,
		"workspace/didChangeWatchedFiles":     s.didChangeWatchedFiles,
		"workspace/didChangeWorkspaceFolders": s.didChangeWorkspaceFolders,
		"textDocument/didOpen":                s.didOpen,
		"textDocument/didChange":              s.didChange,
		"textDocument/didClose":               s.didClose,
		"textDocument/didSave":                ignored,
		"textDocument/completion":             s.completion,
		"textDocument/hover":                  s.hover,
		"textDocument/definition":             s.definition,
		"textDocument/references":             s.references,
		"textDocument/prepareRename":          s.prepareRename,
		"textDocument/rename":                 s.rename,
		"textDocument/codeAction":             s.codeAction,
		"textDocument/documentSymbol":         s.documentSymbol,
		"textDocument/semanticTokens/full":    s.semanticTokens,
		"textDocument/semanticTokens/range":   s.semanticTokens,
	}
}

func ignored(*call) (any, error) { return nil, nil }

// Assign implements jrpc2.Assigner. It is called for one message after another, in the
// order of their arrival.
func (s *server) Assign(_ context.Context, name string) jrpc2.Handler {
	do := s.methods[name]
	if do == nil {
		return nil
	}
	ready, refused := s.admit(name)
	if name == "textDocument/didChange" && refused == nil {
		s.arrived.Add(1)
	}
	arrived := s.arrived.Load()
	return func(ctx context.Context, r *jrpc2.Request) (result any, err error) {
		defer func() {
			if p := recover(); p != nil {
				s.crashed(p)
				result, err = nil, jrpc2.Errorf(jrpc2.InternalError, "%s failed by a mistake of the server's", name)
			}
		}()
		if refused != nil {
			return nil, refused
		}
		if name != "initialize" && name != "exit" {
			<-ready
		}
		return do(&call{r, ctx, arrived})
	}
}

// crashed logs where something went wrong, and nothing of what was in it.
func (s *server) crashed(p any) { s.log.Printf("panic with a %T\n%s", p, debug.Stack()) }

// admit refuses what the client may not ask before it has begun, or after its end. All
// else is done once initialize is, which closes ready.
func (s *server) admit(name string) (ready chan struct{}, refused error) {
	s.session.Lock()
	defer s.session.Unlock()
	switch {
	case name == "exit":
	case name == "initialize" && s.state == begun:
		s.state, s.ready = running, make(chan struct{})
	case name == "initialize":
		refused = jrpc2.Errorf(jrpc2.InvalidRequest, "initialize was sent before")
	case s.state == begun:
		refused = jrpc2.Errorf(notInitialized, "send initialize first")
	case s.state == ending:
		refused = jrpc2.Errorf(jrpc2.InvalidRequest, "the server was told to shut down")
	case name == "shutdown":
		s.state = ending
	}
	return s.ready, refused
}

// read fills in the parameters of a call.
func (c *call) read(params any) error {
	if err := json.Unmarshal([]byte(c.ParamString()), params); err != nil {
		return jrpc2.Errorf(jrpc2.InvalidParams, "%s: the parameters are not those of the protocol", c.Method())
	}
	return nil
}

// notify tells the client something. The caller holds s.mu, so that what is told stays
// in order.
func (s *server) notify(name string, params any) {
	if err := s.rpc.Notify(s.ctx, name, params); err != nil && !errors.Is(err, jrpc2.ErrConnClosed) {
		s.log.Print(fmt.Errorf("%s: %w", name, err))
	}
}

func (s *server) shutdown(*call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.all() {
		f.giveUp()
	}
	return nil, nil
}

func (s *server) quit(*call) (any, error) {
	select {
	case s.exit <- s.status():
	default:
	}
	return nil, nil
}

func (s *server) cancelRequest(c *call) (any, error) {
	var params struct {
		ID json.RawMessage `json:"id"`
	}
	if err := c.read(&params); err == nil {
		s.rpc.CancelRequest(string(params.ID))
	}
	return nil, nil
}

// all are the folders. The caller holds s.mu.
func (s *server) all() []*folder {
	return append(slices.Clone(s.folders), slices.Collect(maps.Values(s.outside))...)
}
