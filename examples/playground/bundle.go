package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entry is the module that the page begins with. It is bundled with all that it
// imports, of the page's own modules and of packages.
const entry = "app.js"

// bundle writes the entry, with all that it imports, in one file. It says how many
// bytes of that are each package's; "page" are the page's own modules.
func bundle(ctx context.Context, pages fs.FS, dir string) (map[string]int, error) {
	packages, err := npmPackages(ctx, pages)
	if err != nil {
		return nil, err
	}
	source, err := os.MkdirTemp("", "leadqual-playground-site-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(source)
	if source, err = filepath.EvalSymlinks(source); err != nil { // esbuild's paths have none
		return nil, err
	}
	if err := os.CopyFS(source, pages); err != nil {
		return nil, err
	}
	made := api.Build(api.BuildOptions{
		AbsWorkingDir: source, EntryPoints: []string{entry}, NodePaths: []string{packages}, Outfile: filepath.Join(dir, entry),
		Bundle: true, Format: api.FormatESModule, Platform: api.PlatformBrowser, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone, Charset: api.CharsetUTF8,
		Metafile: true, Write: true,
	})
	if len(made.Errors) > 0 {
		said := api.FormatMessages(made.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, fmt.Errorf("bundling the page:\n%s", strings.Join(said, ""))
	}
	return bundledBytes(made.Metafile)
}

// bundledBytes reads from esbuild's metafile what each package takes.
func bundledBytes(metafile string) (map[string]int, error) {
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct {
				Bytes int `json:"bytesInOutput"`
			} `json:"inputs"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	of := map[string]int{}
	for _, output := range meta.Outputs {
		for name, input := range output.Inputs {
			of[packageOf(name)] += input.Bytes
		}
	}
	return of, nil
}

// packageOf is the npm package that a file belongs to.
func packageOf(file string) string {
	_, inside, ok := strings.Cut(filepath.ToSlash(file), "node_modules/")
	if !ok {
		return "page"
	}
	parts := strings.SplitN(inside, "/", 3)
	if strings.HasPrefix(inside, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// npmPackages is the folder of the packages that the page's lock names. They are
// fetched once for each lock, as it has them, and none of their scripts is run.
func npmPackages(ctx context.Context, pages fs.FS) (string, error) {
	sum := sha256.New()
	var manifest [2][]byte
	names := [2]string{"package.json", "package-lock.json"}
	for i, name := range names {
		var err error
		if manifest[i], err = fs.ReadFile(pages, name); err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%d\n%s", len(manifest[i]), manifest[i])
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "leadqual-playground")
	kept := filepath.Join(cache, hex.EncodeToString(sum.Sum(nil)[:12]))
	packages := filepath.Join(kept, "node_modules")
	if _, err := os.Stat(packages); err == nil {
		return packages, nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errors.New("the page's editor is fetched by npm, and there is no npm: install Node.js, which has it, from https://nodejs.org")
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	// Made beside, and moved when it is whole: another build may do the same now.
	fresh, err := os.MkdirTemp(cache, "fresh-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(fresh)
	for i, name := range names {
		if err := os.WriteFile(filepath.Join(fresh, name), manifest[i], 0o644); err != nil {
			return "", err
		}
	}
	run := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	run.Dir = fresh
	if said, err := run.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci, which fetches the page's editor: %w\n%s", err, said)
	}
	if err := os.Rename(fresh, kept); err != nil {
		if _, there := os.Stat(packages); there != nil {
			return "", err
		}
	}
	return packages, nil
}

// gzipped is a text as a server sends it.
func gzipped(text []byte) ([]byte, error) {
	var sent bytes.Buffer
	z, err := gzip.NewWriterLevel(&sent, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(text); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return sent.Bytes(), nil
}

// bySize lists packages, the largest first.
func bySize(of map[string]int) string {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if of[a] != of[b] {
			return of[b] - of[a]
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "  %6.1f KB  %s\n", float64(of[name])/1e3, name)
	}
	return b.String()
}

// String says how large the page is, and by which packages where that is too much.
func (s sizes) String() string {
	text := fmt.Sprintf("engine: %.1f MB, %.2f MB as it is sent; page: %.0f KB before one can type; in all %.2f MB\n",
		float64(s.engine)/1e6, float64(s.sent)/1e6, float64(s.first)/1e3, float64(s.all)/1e6)
	if s.first > mostFirst {
		text += fmt.Sprintf("that is more than %d KB before one can type; the script before gzip, by package:\n%s", mostFirst/1000, bySize(s.packages))
	}
	if s.all > mostSent {
		text += fmt.Sprintf("that is more than %d MB in all; the engine before gzip, by package:\n%s", mostSent/1_000_000, bySize(s.code))
	}
	return text
}
