package main

import (
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/myleshyson/lsprotocol-go/protocol"
)

// abilities are what of a client the server goes by.
type abilities struct {
	utf8            bool // positions count bytes
	markdown        bool // in completions
	markdownHover   bool
	documentChanges bool
	actions         bool // as code actions with edits
	watches         bool // files when it is told to
}

// capabilities are what is read of a client's. What is not as the protocol says is as
// if it were missing.
type capabilities struct {
	General struct {
		PositionEncodings []string `json:"positionEncodings"`
	} `json:"general"`
	Workspace struct {
		WorkspaceEdit struct {
			DocumentChanges bool `json:"documentChanges"`
		} `json:"workspaceEdit"`
		DidChangeWatchedFiles struct {
			DynamicRegistration bool `json:"dynamicRegistration"`
		} `json:"didChangeWatchedFiles"`
	} `json:"workspace"`
	TextDocument struct {
		Completion struct {
			CompletionItem struct {
				DocumentationFormat []string `json:"documentationFormat"`
			} `json:"completionItem"`
		} `json:"completion"`
		Hover struct {
			ContentFormat []string `json:"contentFormat"`
		} `json:"hover"`
		CodeAction struct {
			CodeActionLiteralSupport *struct{} `json:"codeActionLiteralSupport"`
		} `json:"codeAction"`
	} `json:"textDocument"`
}

// workspaceFolder is one that the client has opened.
type workspaceFolder struct {
	URI location `json:"uri"`
}

func (s *server) initialize(c *call) (result any, err error) {
	defer func() {
		s.session.Lock()
		defer s.session.Unlock()
		if err != nil { // the client may try again
			s.state = begun
		}
		close(s.ready)
	}()
	var params struct {
		ProcessID             *int              `json:"processId"`
		RootPath              string            `json:"rootPath"`
		RootURI               location          `json:"rootUri"`
		WorkspaceFolders      []workspaceFolder `json:"workspaceFolders"`
		Capabilities          json.RawMessage   `json:"capabilities"`
		InitializationOptions json.RawMessage   `json:"initializationOptions"`
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	settings, err := readSettings(params.InitializationOptions)
	if err != nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%s", err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var can capabilities
	_ = json.Unmarshal(params.Capabilities, &can) // as far as it can be read
	s.client = abilities{
		utf8:            slices.Contains(can.General.PositionEncodings, string(protocol.PositionEncodingKindUTF8)),
		markdown:        slices.Contains(can.TextDocument.Completion.CompletionItem.DocumentationFormat, "markdown"),
		markdownHover:   slices.Contains(can.TextDocument.Hover.ContentFormat, "markdown"),
		documentChanges: can.Workspace.WorkspaceEdit.DocumentChanges,
		actions:         can.TextDocument.CodeAction.CodeActionLiteralSupport != nil,
		watches:         can.Workspace.DidChangeWatchedFiles.DynamicRegistration,
	}
	s.settings = settings
	switch {
	case len(params.WorkspaceFolders) > 0:
		s.addFolders(params.WorkspaceFolders)
	case params.RootURI != "":
		s.addFolders([]workspaceFolder{{params.RootURI}})
	case params.RootPath != "":
		s.addFolders([]workspaceFolder{{uriOf(params.RootPath)}})
	}
	if params.ProcessID != nil {
		s.watch(*params.ProcessID)
	}
	encoding := protocol.PositionEncodingKindUTF16
	if s.client.utf8 {
		encoding = protocol.PositionEncodingKindUTF8
	}
	types, _ := legend()
	return protocol.InitializeResult{
		ServerInfo: &protocol.ServerInfo{Name: "leadqual"},
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: &encoding,
			TextDocumentSync: &protocol.Or2[protocol.TextDocumentSyncOptions, protocol.TextDocumentSyncKind]{
				Value: protocol.TextDocumentSyncOptions{OpenClose: true, Change: new(protocol.TextDocumentSyncKindIncremental)},
			},
			CompletionProvider:     &protocol.CompletionOptions{TriggerCharacters: []string{`"`, "'", ".", " ", "(", "[", ":"}},
			HoverProvider:          &protocol.Or2[bool, protocol.HoverOptions]{Value: true},
			DefinitionProvider:     &protocol.Or2[bool, protocol.DefinitionOptions]{Value: true},
			ReferencesProvider:     &protocol.Or2[bool, protocol.ReferenceOptions]{Value: true},
			DocumentSymbolProvider: &protocol.Or2[bool, protocol.DocumentSymbolOptions]{Value: true},
			RenameProvider:         &protocol.Or2[bool, protocol.RenameOptions]{Value: protocol.RenameOptions{PrepareProvider: true}},
			CodeActionProvider:     &protocol.Or2[bool, protocol.CodeActionOptions]{Value: protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix}}},
			SemanticTokensProvider: &protocol.Or2[protocol.SemanticTokensOptions, protocol.SemanticTokensRegistrationOptions]{Value: protocol.SemanticTokensOptions{
				Legend: protocol.SemanticTokensLegend{TokenTypes: types, TokenModifiers: []string{}},
				Full:   &protocol.Or2[bool, protocol.SemanticTokensFullDelta]{Value: true},
				Range:  &protocol.Or2[bool, protocol.LSPObject]{Value: true},
			}},
			Workspace: &protocol.WorkspaceOptions{WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported: true, ChangeNotifications: &protocol.Or2[string, bool]{Value: true},
			}},
		},
	}, nil
}

// initialized asks the client to say when files have changed that are not open.
func (s *server) initialized(*call) (any, error) {
	s.mu.Lock()
	watches := s.client.watches
	s.mu.Unlock()
	if !watches {
		return nil, nil
	}
	type watcher struct {
		Glob string `json:"globPattern"`
	}
	type registration struct {
		ID      string `json:"id"`
		Method  string `json:"method"`
		Options any    `json:"registerOptions"`
	}
	go func() { // the client answers when it likes
		_, err := s.rpc.Callback(s.ctx, "client/registerCapability", map[string]any{"registrations": []registration{{
			"files", "workspace/didChangeWatchedFiles", map[string]any{"watchers": []watcher{{"**/*.json"}, {"**/*.csv"}}},
		}}})
		if err != nil && s.ctx.Err() == nil && !errors.Is(err, jrpc2.ErrConnClosed) {
			s.log.Print("files are not watched: ", err)
		}
	}()
	return nil, nil
}

// addFolders opens folders of the client. The caller holds s.mu.
func (s *server) addFolders(added []workspaceFolder) {
	for _, one := range added {
		dir, ok := pathOf(one.URI)
		if ok && !slices.ContainsFunc(s.folders, func(f *folder) bool { return f.dir == dir }) {
			s.folders = append(s.folders, openFolder(dir))
		}
	}
}

func (s *server) didChangeWorkspaceFolders(c *call) (any, error) {
	var params struct {
		Event struct {
			Added   []workspaceFolder `json:"added"`
			Removed []workspaceFolder `json:"removed"`
		} `json:"event"`
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	s.mu.Lock()
	for _, one := range params.Event.Removed {
		dir, ok := pathOf(one.URI)
		s.folders = slices.DeleteFunc(s.folders, func(f *folder) bool {
			if gone := ok && f.dir == dir; gone {
				s.leave(f)
				return true
			}
			return false
		})
	}
	s.addFolders(params.Event.Added)
	for uri, d := range s.documents {
		if file, ok := pathOf(uri); ok {
			s.place(d, file)
		}
	}
	all := s.all()
	s.mu.Unlock()
	for _, f := range all {
		s.refresh(f)
		s.check(f, 0)
	}
	return nil, nil
}

// watch ends the server when the process that has started it is gone. A process that
// was never seen lives in another container, and standard input ends with it.
func (s *server) watch(pid int) {
	if pid <= 0 || runtime.GOOS == "windows" {
		return
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		return
	}
	gone := func() bool {
		err := process.Signal(syscall.Signal(0))
		return errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH)
	}
	if gone() {
		return
	}
	go func() {
		tick := time.NewTicker(3 * time.Second)
		defer tick.Stop()
		for !gone() {
			select {
			case <-s.ctx.Done():
				return
			case <-tick.C:
			}
		}
		s.log.Print("the editor is gone")
		select {
		case s.exit <- 1:
		default:
		}
	}()
}
