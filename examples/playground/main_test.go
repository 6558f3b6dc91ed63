package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// -out writes every file that the page asks for, and nothing else.
func TestOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "page")
	if err := run(t.Context(), []string{"-out", dir}); err != nil {
		t.Fatal(err)
	}
	var names []string
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		names = append(names, f.Name())
	}
	want := []string{"app.js", "engine.bin", "index.html", "starters.json", "style.css", "wasm_exec.js", "worker.js"}
	if !slices.Equal(names, want) {
		t.Errorf("have %v, want %v", names, want)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-out", t.TempDir(), "-rules", t.TempDir()}, "has no examples"},
		{[]string{"-unknown"}, "not defined"},
		{[]string{"-addr", "127.0.0.1:-1"}, "choose another address with -addr"},
	} {
		if err := run(t.Context(), c.args); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
}

// serve ends with its context.
func TestServeEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- serve(ctx, t.TempDir(), listener) }()
	r, err := http.Get("http://" + listener.Addr().String() + "/none")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusNotFound {
		t.Error(r.Status)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
