package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed site
var site embed.FS

// sizes are those of the engine in bytes.
type sizes struct {
	wasm int // as it runs
	sent int // as it is sent, gzip
}

// build writes the page into a directory.
func build(ctx context.Context, dir, rules string) (sizes, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return sizes{}, err
	}
	pages, err := fs.Sub(site, "site")
	if err != nil {
		return sizes{}, err
	}
	for _, name := range []string{"index.html", "style.css", "app.js", "editor.js", "results.js", "state.js", "worker.js"} {
		text, err := fs.ReadFile(pages, name)
		if err != nil {
			return sizes{}, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return sizes{}, err
		}
	}
	list, err := starters(rules)
	if err != nil {
		return sizes{}, err
	}
	text, err := json.Marshal(list)
	if err != nil {
		return sizes{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, "starters.json"), text, 0o644); err != nil {
		return sizes{}, err
	}
	if err := runtimeScript(ctx, filepath.Join(dir, "wasm_exec.js")); err != nil {
		return sizes{}, err
	}
	return engine(ctx, filepath.Join(dir, "engine.bin"))
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

// engine compiles the engine to WebAssembly and compresses it. The page expands
// it, so that any server sends it small.
func engine(ctx context.Context, to string) (sizes, error) {
	plain := to + ".wasm"
	defer os.Remove(plain)
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", plain, "./wasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return sizes{}, fmt.Errorf("building the engine (run this in examples/playground): %w\n%s", err, out)
	}
	wasm, err := os.ReadFile(plain)
	if err != nil {
		return sizes{}, err
	}
	var sent bytes.Buffer
	z, err := gzip.NewWriterLevel(&sent, gzip.BestCompression)
	if err != nil {
		return sizes{}, err
	}
	if _, err := z.Write(wasm); err != nil {
		return sizes{}, err
	}
	if err := z.Close(); err != nil {
		return sizes{}, err
	}
	return sizes{len(wasm), sent.Len()}, os.WriteFile(to, sent.Bytes(), 0o644)
}
