package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed site/*.html site/*.css site/*.js site/package.json site/package-lock.json
var site embed.FS

// The most that is sent, in bytes by gzip: before one can type, and in all.
const (
	mostFirst = 500_000
	mostSent  = 4_000_000
)

// first are the files that must be there before one can type.
var first = []string{"index.html", "style.css", entry}

// sizes are those of the page in bytes.
type sizes struct {
	engine int // as it runs
	sent   int // the engine as it is sent, by gzip
	first  int // what must be there before one can type, by gzip
	all    int // every file, by gzip
	// packages are those of npm in the bundle, before gzip.
	packages map[string]int
	// code is the engine's by Go package, before gzip.
	code map[string]int
}

// build writes the page into a directory.
func build(ctx context.Context, dir, rules string) (sizes, error) {
	var s sizes
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return s, err
	}
	list, err := starters(rules)
	if err != nil {
		return s, err
	}
	pages, err := fs.Sub(site, "site")
	if err != nil {
		return s, err
	}
	for _, name := range []string{"index.html", "style.css", "worker.js"} {
		text, err := fs.ReadFile(pages, name)
		if err != nil {
			return s, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return s, err
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return s, err
	}
	if err := os.WriteFile(filepath.Join(dir, "starters.json"), text, 0o644); err != nil {
		return s, err
	}
	if s.packages, err = bundle(ctx, pages, dir); err != nil {
		return s, err
	}
	if err := runtimeScript(ctx, filepath.Join(dir, "wasm_exec.js")); err != nil {
		return s, err
	}
	if s.engine, s.code, err = engine(ctx, filepath.Join(dir, "engine.bin")); err != nil {
		return s, err
	}
	return s, s.weigh(dir)
}

// weigh adds up what is sent.
func (s *sizes) weigh(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return err
		}
		sent := text
		if f.Name() == "engine.bin" {
			s.sent = len(sent) // compressed already
		} else if sent, err = gzipped(text); err != nil {
			return err
		}
		s.all += len(sent)
		if slices.Contains(first, f.Name()) {
			s.first += len(sent)
		}
	}
	return nil
}

// runtimeScript copies what Go's own programs need in a browser; it belongs to
// the compiler, so that the two always go together.
func runtimeScript(ctx context.Context, to string) error {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}

// inlined are the packages in which the compiler copies small functions to where they are
// called. In all, the engine would be larger by 0.6 MB as it is sent, and as fast.
var inlined = []string{"runtime", "internal/...", "unicode/..."}

// engine compiles the engine to WebAssembly and compresses it. The page expands
// it, so that any server sends it small. It says how large the engine is as it runs, and
// its code by Go package.
func engine(ctx context.Context, to string) (size int, of map[string]int, err error) {
	plain := to + ".wasm"
	defer func() { _ = os.Remove(plain) }()
	args := []string{"build", "-trimpath", "-gcflags=all=-l"}
	for _, hot := range inlined {
		args = append(args, "-gcflags="+hot+"=")
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "-o", plain, "./wasm")...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, nil, fmt.Errorf("building the engine (run this in examples/playground): %w\n%s", err, out)
	}
	module, err := os.ReadFile(plain)
	if err != nil {
		return 0, nil, err
	}
	wasm, of, err := weighWasm(module)
	if err != nil {
		return 0, nil, err
	}
	sent, err := gzipped(wasm)
	if err != nil {
		return 0, nil, err
	}
	return len(wasm), of, os.WriteFile(to, sent, 0o644)
}
