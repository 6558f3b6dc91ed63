package main

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/myleshyson/lsprotocol-go/protocol"
)

// A location is the URI of a document or folder, as the client writes it.
type location = protocol.DocumentUri

// pathOf is the absolute path that a file URI names; ok is false for what is in no
// file of this machine.
func pathOf(uri location) (path string, ok bool) {
	u, err := url.Parse(string(uri))
	if err != nil || u.Scheme != "file" || u.Opaque != "" || strings.ContainsRune(u.Path, 0) {
		return "", false
	}
	path = u.Path
	switch {
	case runtime.GOOS == "windows" && u.Host != "":
		path = "//" + u.Host + path
	case u.Host != "" && u.Host != "localhost":
		return "", false
	case runtime.GOOS == "windows": // /c:/rules
		path = strings.TrimPrefix(path, "/")
		if len(path) > 1 && path[1] == ':' {
			path = strings.ToUpper(path[:1]) + path[1:]
		}
	}
	path = filepath.Clean(filepath.FromSlash(path))
	return path, filepath.IsAbs(path)
}

// uriOf is the file URI of an absolute path.
func uriOf(path string) location {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return location((&url.URL{Scheme: "file", Path: path}).String())
}

// below is the path of a file from a folder, with slashes; ok is false where it is not
// below it.
func below(folder, path string) (name string, ok bool) {
	rel, err := filepath.Rel(folder, path)
	if err != nil || !filepath.IsLocal(rel) || rel == "." {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
